// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/slice_outline.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume Empty(int columns, int rows, int slices = 1) {
  VolumeGeometry grid;
  grid.size = {columns, rows, slices};
  return MakeVolume(grid);
}

// Coverage of a disc by its signed distance, as a partial-volume edge has it.
Volume Disc(double centre_i, double centre_j, double radius) {
  Volume disc = Empty(40, 30);
  for (int j = 0; j < 30; ++j) {
    for (int i = 0; i < 40; ++i) {
      const double inside = radius - std::hypot(i - centre_i, j - centre_j);
      disc.At(i, j, 0) = static_cast<float>(std::min(1.0, std::max(0.0, inside + 0.5)));
    }
  }
  return disc;
}

TEST(LargestOutline, EnclosesADiscOfItsArea) {
  const Outline outline = LargestOutline(Disc(19.3, 14.6, 8), 0);
  EXPECT_NEAR(OutlineArea(outline), M_PI * 64, 1.0);
  for (const auto& [i, j] : outline) {
    EXPECT_NEAR(std::hypot(i - 19.3, j - 14.6), 8, 0.1);
  }
}

TEST(LargestOutline, IsClosed) {
  const Outline outline = LargestOutline(Disc(19, 14, 5), 0);
  EXPECT_EQ(outline.front(), outline.back());
}

TEST(LargestOutline, GoesAroundASingleVoxelAtHalfADistance) {
  Volume one = Empty(1, 1);
  one.At(0, 0, 0) = 1;
  const Outline outline = LargestOutline(one, 0);
  EXPECT_EQ(outline.size(), 5U);
  EXPECT_DOUBLE_EQ(OutlineArea(outline), 0.5);
}

TEST(LargestOutline, LeavesOutTheSmallerPiece) {
  Volume two = Empty(12, 6);
  two.At(1, 1, 0) = 1;
  for (int i = 6; i < 10; ++i) two.At(i, 3, 0) = 1;
  for (const auto& [i, j] : LargestOutline(two, 0)) EXPECT_GT(i, 5);
}

TEST(LargestOutline, ClosesAlongTheEdgeOfTheImage) {
  Volume full = Empty(4, 3);
  for (float& value : full.values) value = 1;
  EXPECT_NEAR(OutlineArea(LargestOutline(full, 0)), 12.0 - 0.5, 1e-9);  // corners are cut
}

TEST(LargestOutline, IsEmptyWhereNothingIsInside) {
  EXPECT_TRUE(LargestOutline(Empty(4, 4), 0).empty());
}

TEST(KeySlice, IsTheOneWithMostVoxelsInside) {
  Volume region = Empty(4, 4, 3);
  region.At(0, 0, 0) = 1;
  region.At(0, 0, 2) = region.At(1, 0, 2) = 0.5F;
  region.At(0, 0, 1) = region.At(1, 0, 1) = region.At(2, 0, 1) = 0.4F;  // less than half
  EXPECT_EQ(KeySlice(region), 2);
}

TEST(KeySlice, IsNoneWhereNothingIsInside) {
  EXPECT_EQ(KeySlice(Empty(4, 4, 3)), -1);
}

}  // namespace
}  // namespace regen
