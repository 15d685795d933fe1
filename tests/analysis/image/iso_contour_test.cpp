// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/iso_contour.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

// Twice the area by the shoelace formula; the sign tells the direction of turning.
double SignedArea(const Outline& outline) {
  double sum = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto& a = outline[i];
    const auto& b = outline[(i + 1) % outline.size()];
    sum += a[0] * b[1] - b[0] * a[1];
  }
  return sum / 2;
}

PlaneImage Plane(int width, int height, const std::vector<float>& values) {
  return {width, height, values};
}

// Values that fall by one per sample from the centre, so that a level is a circle.
PlaneImage Cone(int size, double centre_x, double centre_y) {
  PlaneImage plane{size, size, {}};
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x)
      plane.values.push_back(static_cast<float>(50 - std::hypot(x - centre_x, y - centre_y)));
  }
  return plane;
}

TEST(IsoContours, FindsACircleToATenthOfASample) {
  const auto outlines = IsoContours(Cone(40, 19.3, 20.7), 38.0F);
  ASSERT_EQ(outlines.size(), 1U);
  for (const auto& [x, y] : outlines[0]) EXPECT_NEAR(std::hypot(x - 19.3, y - 20.7), 12.0, 0.1);
  EXPECT_NEAR(std::abs(SignedArea(outlines[0])), 144 * 3.14159265, 2.0);
}

TEST(IsoContours, SurroundsASingleSample) {
  const auto outlines = IsoContours(Plane(3, 3, {0, 0, 0, 0, 1, 0, 0, 0, 0}), 0.5F);
  ASSERT_EQ(outlines.size(), 1U);
  EXPECT_EQ(outlines[0].size(), 4U);
  EXPECT_NEAR(std::abs(SignedArea(outlines[0])), 0.5, 1e-9);
}

TEST(IsoContours, TurnsTheOtherWayAroundAHole) {
  std::vector<float> values(25, 1.0F);
  values[12] = 0.0F;
  const auto outlines = IsoContours(Plane(5, 5, values), 0.5F);
  ASSERT_EQ(outlines.size(), 2U);
  EXPECT_LT(SignedArea(outlines[0]) * SignedArea(outlines[1]), 0);
}

TEST(IsoContours, KeepsDiagonalNeighboursApart) {
  EXPECT_EQ(IsoContours(Plane(2, 2, {1, 0, 0, 1}), 0.5F).size(), 2U);
  EXPECT_EQ(IsoContours(Plane(2, 2, {0, 1, 1, 0}), 0.5F).size(), 2U);
}

TEST(IsoContours, ClosesARegionAlongTheBorder) {
  const auto outlines = IsoContours(Plane(3, 2, {1, 1, 1, 1, 1, 1}), 0.5F);
  ASSERT_EQ(outlines.size(), 1U);
  EXPECT_NEAR(std::abs(SignedArea(outlines[0])), 2.0, 1e-3) << "from sample to sample";
}

TEST(IsoContours, FindsNothingWhereNothingReachesTheLevel) {
  EXPECT_TRUE(IsoContours(Plane(2, 2, {0, 0.4F, 0.4F, 0}), 0.5F).empty());
  EXPECT_TRUE(IsoContours({}, 0.5F).empty());
}

}  // namespace
}  // namespace regen
