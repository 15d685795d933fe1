// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/half_step.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {9, 9, 3};
  grid.spacing_mm = Vec3(1, 1, 3);
  return grid;
}

// 5 × 5 voxels of the middle slice hold `share`.
Volume Square(float share) {
  Volume shares = MakeVolume(Grid());
  for (int j = 2; j < 7; ++j) {
    for (int i = 2; i < 7; ++i) shares.At(i, j, 1) = share;
  }
  return shares;
}

TEST(StepShares, AreTheStepsOfTheZoneAlone) {
  TissueLevel level;
  level.coefficients[0] = 100;
  Volume zone = MakeVolume(Grid());
  zone.At(4, 4, 1) = 1;
  const Volume shares = StepShares(MakeVolume(Grid(), 150), level, 200, zone);
  EXPECT_FLOAT_EQ(shares.At(4, 4, 1), 0.25F);
  EXPECT_EQ(shares.At(5, 4, 1), 0);
}

TEST(MoreThanHalf, MarksTheFullVoxelsAndOneAround) {
  const Volume marked = MoreThanHalf(Square(0.8F), MakeVolume(Grid(), 1));
  EXPECT_EQ(marked.At(4, 4, 1), 1);
  EXPECT_EQ(marked.At(1, 4, 1), 1);
  EXPECT_EQ(marked.At(0, 4, 1), 0);
  EXPECT_EQ(marked.At(4, 4, 2), 1);
  EXPECT_EQ(marked.At(1, 4, 2), 0);
}

TEST(MoreThanHalf, MarksNothingOfALesserShare) {
  const Volume marked = MoreThanHalf(Square(0.4F), MakeVolume(Grid(), 1));
  for (const float value : marked.values) EXPECT_EQ(value, 0);
}

// Beside a bone's border the voxels outside of it say nothing.
TEST(MoreThanHalf, AsksTheCountedVoxelsOnly) {
  Volume counted = MakeVolume(Grid());
  for (int j = 2; j < 7; ++j) counted.At(2, j, 1) = 1;
  const Volume all = MakeVolume(Grid(), 1);
  Volume shares = MakeVolume(Grid());
  for (int j = 2; j < 7; ++j) shares.At(2, j, 1) = 0.8F;
  EXPECT_EQ(MoreThanHalf(shares, all).At(2, 4, 1), 0);
  EXPECT_EQ(MoreThanHalf(shares, all, &counted).At(2, 4, 1), 1);
}

TEST(HalfFullExtentMm, EndsBetweenTwoSlabsByProportion) {
  // Full slabs 0 to 2, a quarter at both sides: half is passed two thirds of the way out.
  const Slabs slabs{{-1, {0.25}}, {0, {1, 1, 1}}, {1, {1, 1, 1}}, {2, {1, 1, 1}}, {3, {0.25}}};
  EXPECT_NEAR(HalfFullExtentMm(slabs, 0.5), 0.5 * (2 + 2 * 2.0 / 3), 1e-12);
}

TEST(HalfFullExtentMm, GoesByTheThreeFullestOfASlab) {
  EXPECT_GT(HalfFullExtentMm({{0, {1, 1, 1, 0, 0, 0}}}, 1), 0);
}

TEST(HalfFullExtentMm, IsNothingWhereNoSlabIsHalfFull) {
  EXPECT_EQ(HalfFullExtentMm({{0, {0.4, 0.4}}, {1, {0.3}}}, 1), 0);
}

TEST(ExtentErrorMm, IsThatOfTwoEndsOfASlab) {
  EXPECT_NEAR(ExtentErrorMm(0.6, 0), 0.6 * std::sqrt(2.0 / 12), 1e-12);
  EXPECT_GT(ExtentErrorMm(0.6, 0.3), ExtentErrorMm(0.6, 0));
}

}  // namespace
}  // namespace regen
