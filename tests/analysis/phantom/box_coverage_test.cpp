// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/box_coverage.h"

#include "analysis/phantom/random_field.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(CubeShareBelow, IsOneHalfForAPlaneThroughTheMiddle) {
  EXPECT_NEAR(CubeShareBelow(0.0, Vec3(0.3, -0.2, 0.7)), 0.5, 1e-12);
}

TEST(CubeShareBelow, IsLinearInThePlanesPlaceWhereItIsParallelToAFace) {
  EXPECT_NEAR(CubeShareBelow(-0.4, Vec3(1, 0, 0)), 0.7, 1e-4);
  EXPECT_NEAR(CubeShareBelow(0.4, Vec3(0, 0, -1)), 0.3, 1e-4);
}

TEST(CubeShareBelow, IsThePyramidThatAPlaneCutsOffACorner) {
  // u + v + w < -3 + h cuts off a pyramid of volume h³/6 from a cube of volume 8.
  const double h = 0.8;
  EXPECT_NEAR(CubeShareBelow(3.0 - h, Vec3(1, 1, 1)), h * h * h / 6.0 / 8.0, 1e-12);
}

TEST(CubeShareBelow, IsAllOrNothingWhereThePlaneMisses) {
  EXPECT_EQ(CubeShareBelow(-1.0, Vec3(0.1, 0.2, 0.3)), 1.0);
  EXPECT_EQ(CubeShareBelow(1.0, Vec3(0.1, 0.2, 0.3)), 0.0);
}

TEST(CubeShareBelow, AgreesWithCountingPoints) {
  RandomStream random(7);
  for (int n = 0; n < 20; ++n) {
    const Vec3 slope = random.NextBetween(0.1, 2.0) * random.NextDirection();
    const double value = random.NextBetween(-1.0, 1.0) * slope.cwiseAbs().sum();
    int below = 0;
    constexpr int kSteps = 40;
    for (int m = 0; m < kSteps * kSteps * kSteps; ++m) {
      const Vec3 u(m % kSteps, m / kSteps % kSteps, m / (kSteps * kSteps));
      const Vec3 p = (2.0 * u + Vec3::Ones()) / kSteps - Vec3::Ones();
      below += value + slope.dot(p) < 0.0 ? 1 : 0;
    }
    EXPECT_NEAR(CubeShareBelow(value, slope), below / 64000.0, 0.01);
  }
}

}  // namespace
}  // namespace regen
