// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/index_box.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Two bright voxels on a turned grid.
Volume Two() {
  VolumeGeometry grid;
  grid.size = {8, 7, 6};
  grid.spacing_mm = Vec3(0.5, 1, 3);
  grid.direction.col(0) = Vec3(0, 1, 0);
  grid.direction.col(1) = Vec3(0, 0, -1);
  grid.direction.col(2) = Vec3(-1, 0, 0);
  grid.origin_lps = Vec3(10, 20, 30);
  Volume volume = MakeVolume(grid, 0.1F);
  volume.At(2, 1, 3) = 0.5F;
  volume.At(4, 5, 3) = 1.0F;
  return volume;
}

TEST(BoxOfVoxels, HoldsEveryVoxelThatIsEnoughAndNoMore) {
  const IndexBox box = BoxOfVoxels(Two(), 0.5F);
  EXPECT_EQ(box.first, (std::array<int, 3>{2, 1, 3}));
  EXPECT_EQ(box.last, (std::array<int, 3>{4, 5, 3}));
}

TEST(BoxOfVoxels, IsEmptyWhereNoneIsEnough) {
  EXPECT_TRUE(BoxOfVoxels(Two(), 2.0F).Empty());
}

TEST(ClippedTo, LeavesWhatIsOnTheGrid) {
  const IndexBox wide = Widened(BoxOfVoxels(Two(), 0.5F), {3, 3, 3});
  EXPECT_EQ(wide.first, (std::array<int, 3>{-1, -2, 0}));
  const IndexBox clipped = ClippedTo(Two().geometry, wide);
  EXPECT_EQ(clipped.first, (std::array<int, 3>{0, 0, 0}));
  EXPECT_EQ(clipped.last, (std::array<int, 3>{7, 6, 5}));
  EXPECT_TRUE(ClippedTo(Two().geometry, {{9, 0, 0}, {12, 3, 3}}).Empty());
}

TEST(Cropped, KeepsEveryVoxelsPlaceInSpace) {
  const Volume two = Two();
  const Volume piece = Cropped(two, Widened(BoxOfVoxels(two, 0.5F), {4, 0, 0}), -1.0F);
  EXPECT_EQ(piece.geometry.size, (std::array<int, 3>{11, 5, 1}));
  EXPECT_EQ(piece.At(4, 0, 0), 0.5F);
  EXPECT_NEAR(
      (LpsFromIndex(piece.geometry, Vec3(4, 0, 0)) - LpsFromIndex(two.geometry, Vec3(2, 1, 3)))
          .norm(),
      0,
      1e-12);
  EXPECT_EQ(piece.At(0, 0, 0), -1.0F);  // beyond the volume
}

}  // namespace
}  // namespace regen
