// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/region.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {80, 80, 12};
  grid.spacing_mm = Vec3(0.6, 0.6, 4);
  grid.origin_lps = Vec3(-24, -24, -22);
  return grid;
}

// An elliptic cylinder along z, 6 × 20 mm, six slices long.
Volume Cylinder(const VolumeGeometry& grid) {
  Volume drawn = MakeVolume(grid);
  for (int k = 3; k < 9; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        if (std::hypot(p[0] / 3, p[1] / 10) < 1) drawn.At(i, j, k) = 1;
      }
    }
  }
  return drawn;
}

TEST(RegionCoverage, OnItsOwnGridIsWhatWasDrawn) {
  const Volume drawn = Cylinder(Grid());
  const RegionShape shape = MakeRegionShape(drawn);
  const Volume coverage = RegionCoverage(shape, Grid(), Rigid3{}, 0);
  EXPECT_GT(Dice(coverage, drawn), 0.98);
  EXPECT_NEAR(CoverageVolumeMm3(coverage) / shape.volume_mm3, 1, 0.03);
}

// A spindle along y, cut lengthwise by slices of `slice_mm`: wide in the middle, at its ends
// some slices hold nothing of it.
Volume Spindle(double slice_mm, double phase) {
  VolumeGeometry grid;
  grid.size = {50, 130, 9};
  grid.spacing_mm = Vec3(0.6, 0.6, slice_mm);
  grid.origin_lps = Vec3(-14.7, -38.7, (phase - 4.0) * slice_mm);
  Volume drawn = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 5; j < 125; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        const double wide = std::max(0.0, std::cos(p[1] / 20));
        if (std::hypot(p[0] / (3 + 2 * wide), p[2] / (7 + 2.3 * wide)) < 1)
          drawn.At(i, j, k) = 1;
      }
    }
  }
  return drawn;
}

// Volume of 6 mm of it.
double AroundRow(const Volume& coverage, int row) {
  double sum = 0;
  for (int k = 0; k < coverage.geometry.size[2]; ++k) {
    for (int j = row - 5; j < row + 5; ++j) {
      for (int i = 0; i < coverage.geometry.size[0]; ++i)
        sum += static_cast<double>(coverage.At(i, j, k));
    }
  }
  return sum;
}

TEST(RegionShape, IsNowhereLargerOrSmallerThanWhatWasDrawnThere) {
  for (const double slice_mm : {2.0, 3.3, 4.4}) {
    for (const double phase : {0.0, 0.2, 0.5, 0.7}) {
      const Volume drawn = Spindle(slice_mm, phase);
      const Volume held = RegionCoverage(MakeRegionShape(drawn), drawn.geometry, Rigid3{}, 0);
      for (const int row : {20, 35, 50, 65, 80, 95, 110}) {
        EXPECT_NEAR(AroundRow(held, row) / AroundRow(drawn, row), 1, 0.03)
            << slice_mm << " mm, " << phase << ", row " << row;
      }
    }
  }
}

// Along a row, voxels far from the outline are taken together.
TEST(RegionCoverage, IsTheSameWhicheverWayTheRowsRun) {
  const RegionShape shape = MakeRegionShape(Spindle(4.4, 0.2));
  VolumeGeometry grid;
  grid.size = {70, 180, 30};
  grid.spacing_mm = Vec3(0.5, 0.5, 1.5);
  grid.origin_lps = Vec3(-17, -45, -20);
  VolumeGeometry back = grid;
  back.origin_lps = LpsFromIndex(grid, Vec3(grid.size[0] - 1, 0, 0));
  back.direction.col(0) *= -1;
  for (const double margin_mm : {0.0, 1.0, -2.5}) {
    const Volume forth = RegionCoverage(shape, grid, Rigid3{}, margin_mm);
    const Volume reversed = RegionCoverage(shape, back, Rigid3{}, margin_mm);
    for (int k = 0; k < grid.size[2]; ++k) {
      for (int j = 0; j < grid.size[1]; ++j) {
        for (int i = 0; i < grid.size[0]; ++i)
          ASSERT_NEAR(forth.At(i, j, k), reversed.At(grid.size[0] - 1 - i, j, k), 0.02F)
              << i << ", " << j << ", " << k << ", " << margin_mm;
      }
    }
  }
}

TEST(RegionCoverage, EndsHalfASliceBeyondTheLastOne) {
  const Volume drawn = Cylinder(Grid());
  VolumeGeometry fine = Grid();
  fine.size[2] = 48;
  fine.spacing_mm[2] = 1;
  fine.origin_lps[2] = -23.5;
  const Volume coverage = RegionCoverage(MakeRegionShape(drawn), fine, Rigid3{}, 0);
  // Slices 3 to 8 of 4 mm reach from z = -12 to 12.
  EXPECT_EQ(coverage.At(40, 40, 11), 0);  // centre at -12.5
  EXPECT_EQ(coverage.At(40, 40, 12), 1);  // centre at -11.5
  EXPECT_EQ(coverage.At(40, 40, 35), 1);
  EXPECT_EQ(coverage.At(40, 40, 36), 0);
}

TEST(RegionCoverage, MovesWithTheTransformAndKeepsItsVolume) {
  const Volume drawn = Cylinder(Grid());
  const Rigid3 motion = RigidAbout(Vec3::Zero(), Vec3(0, 0, 20 * kDeg), Vec3(3.3, -2.1, 1.7));
  const Volume moved = RegionCoverage(MakeRegionShape(drawn), Grid(), Inverse(motion), 0);
  const Vec3 error = CoverageCentre(moved) - motion * CoverageCentre(drawn);
  EXPECT_NEAR(error.head<2>().norm(), 0, 0.05);
  EXPECT_NEAR(error[2], 0, 0.5);  // four points per slice of 4 mm
  EXPECT_NEAR(CoverageVolumeMm3(moved) / CoverageVolumeMm3(drawn), 1, 0.04);
}

TEST(RegionCoverage, AMarginTakesAwayTheRimByMillimetres) {
  const RegionShape shape = MakeRegionShape(Cylinder(Grid()));
  const Volume core = RegionCoverage(shape, Grid(), Rigid3{}, 1.2);
  // Area of the curve parallel to an ellipse (Steiner): A - P m + π m², P = 42.8 mm. A quarter
  // of a voxel along the rim is 13 % of it. The ends of the stack lose the margin as well.
  const double expected =
      (std::numbers::pi * 30 - 42.8 * 1.2 + std::numbers::pi * 1.44) * (24 - 2.4);
  EXPECT_NEAR(CoverageVolumeMm3(core) / expected, 1, 0.13);
}

// As of a core that was scaled down: what lies beyond the first map's grid has no distance.
TEST(RegionCoverage, PassesOverNothingWhereAMapSaysFarOutside) {
  const Volume drawn = Cylinder(Grid());
  RegionShape shape = MakeRegionShape(drawn);
  const Volume before = RegionCoverage(shape, Grid(), Rigid3{}, 0);
  for (float& value : shape.distance_mm.values) {
    if (value < -3) value = -1e9F;
  }
  EXPECT_EQ(RegionCoverage(shape, Grid(), Rigid3{}, 0).values, before.values);
}

TEST(RegionCoverage, IsEmptyWhereTheRegionLiesOutsideOfTheGrid) {
  const RegionShape shape = MakeRegionShape(Cylinder(Grid()));
  const Rigid3 away = RigidAbout(Vec3::Zero(), Vec3::Zero(), Vec3(200, 0, 0));
  EXPECT_EQ(CoverageVolumeMm3(RegionCoverage(shape, Grid(), away, 0)), 0);
}

TEST(RegionCoverage, OfAnEmptyRegionIsEmpty) {
  const RegionShape shape = MakeRegionShape(MakeVolume(Grid()));
  EXPECT_EQ(shape.volume_mm3, 0);
  EXPECT_EQ(CoverageVolumeMm3(RegionCoverage(shape, Grid(), Rigid3{}, 0)), 0);
}

TEST(Dice, IsOneForTheSameAndZeroForApart) {
  Volume a = MakeVolume(Grid());
  Volume b = a;
  EXPECT_EQ(Dice(a, b), 1);
  a.At(1, 1, 1) = 1;
  b.At(2, 1, 1) = 1;
  EXPECT_EQ(Dice(a, b), 0);
  b.At(1, 1, 1) = 1;
  EXPECT_NEAR(Dice(a, b), 2.0 / 3.0, 1e-12);
}

}  // namespace
}  // namespace regen
