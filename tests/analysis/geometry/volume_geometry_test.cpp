// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/volume_geometry.h"

#include <Eigen/Geometry>
#include <gtest/gtest.h>

namespace regen {
namespace {

// Sagittal, turned by a few degrees: columns run to the back, rows to the feet.
VolumeGeometry ObliqueSagittal() {
  VolumeGeometry grid;
  grid.size = {64, 48, 20};
  grid.spacing_mm = Vec3(0.6, 0.7, 3.5);
  const Mat3 turn = Eigen::AngleAxisd(0.1, Vec3(1, 2, 3).normalized()).toRotationMatrix();
  grid.direction.col(0) = turn * Vec3(0, 1, 0);
  grid.direction.col(1) = turn * Vec3(0, 0, -1);
  grid.direction.col(2) = grid.direction.col(0).cross(grid.direction.col(1));
  grid.origin_lps = Vec3(-30, -60, 40);
  return grid;
}

TEST(VolumeGeometry, IndexAndPatientCoordinatesAreInverse) {
  const VolumeGeometry grid = ObliqueSagittal();
  const Vec3 index(12.25, 7.5, 3.125);
  EXPECT_NEAR((IndexFromLps(grid, LpsFromIndex(grid, index)) - index).norm(), 0, 1e-12);
}

TEST(VolumeGeometry, OneSliceFurtherIsOneSpacingAlongTheNormal) {
  const VolumeGeometry grid = ObliqueSagittal();
  const Vec3 step = LpsFromIndex(grid, Vec3(0, 0, 1)) - LpsFromIndex(grid, Vec3::Zero());
  EXPECT_NEAR(step.norm(), 3.5, 1e-12);
  EXPECT_LT(step[0], 0);  // this grid's slices run towards the patient's right
}

TEST(VolumeGeometry, KnowsVoxelVolume) {
  EXPECT_NEAR(ObliqueSagittal().VoxelVolumeMm3(), 0.6 * 0.7 * 3.5, 1e-12);
}

TEST(SameGrid, NoticesShiftTurnAndSize) {
  const VolumeGeometry grid = ObliqueSagittal();
  EXPECT_TRUE(SameGrid(grid, grid));
  VolumeGeometry other = grid;
  other.origin_lps[0] += 0.02;
  EXPECT_FALSE(SameGrid(grid, other));
  EXPECT_TRUE(SameGrid(grid, other, 0.05));
  other = grid;
  other.spacing_mm[2] += 0.001;  // 0.019 mm at the last slice
  EXPECT_FALSE(SameGrid(grid, other));
  other = grid;
  other.size[2] += 1;
  EXPECT_FALSE(SameGrid(grid, other));
}

}  // namespace
}  // namespace regen
