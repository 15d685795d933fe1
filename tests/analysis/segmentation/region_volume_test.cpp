// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/region_volume.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid(int slices, double slice_mm) {
  VolumeGeometry grid;
  grid.size = {40, 40, slices};
  grid.spacing_mm = Vec3(0.5, 0.5, slice_mm);
  return grid;
}

// Distance to a cylinder along z in the middle of the grid.
Volume CylinderDistance(const VolumeGeometry& grid, double radius_mm) {
  Volume distance = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i)
        distance.At(i, j, k) =
            static_cast<float>(radius_mm - std::hypot(0.5 * i - 9.75, 0.5 * j - 9.75));
    }
  }
  return distance;
}

double AreaMm2(const Volume& distance, int first, int last) {
  double sum = 0;
  for (int k = first; k <= last; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i)
        sum +=
            0.25 * std::clamp(0.5 + static_cast<double>(distance.At(i, j, k)) / 0.5, 0.0, 1.0);
    }
  }
  return sum / (last - first + 1);
}

TEST(VolumeInside, IsThatOfACylinder) {
  const Volume distance = CylinderDistance(Grid(10, 2), 5);
  EXPECT_NEAR(VolumeInside(distance, 0) / (M_PI * 25 * 20), 1, 0.01);
  EXPECT_NEAR(VolumeInside(distance, 1) / (M_PI * 16 * 20), 1, 0.01);
}

TEST(MatchVolume, MovesTheOutlineByWhatIsMissing) {
  Volume distance = CylinderDistance(Grid(10, 2), 5);
  MatchVolume(distance, M_PI * 5.4 * 5.4 * 20, 0.6);
  EXPECT_NEAR(static_cast<double>(distance.At(20, 20, 5)), 5.4 - 0.35, 0.03);
}

TEST(MatchVolume, MovesItNoFartherThanAllowed) {
  Volume distance = CylinderDistance(Grid(10, 2), 5);
  MatchVolume(distance, M_PI * 8 * 8 * 20, 0.6);
  EXPECT_NEAR(static_cast<double>(distance.At(20, 20, 5)), 5.6 - 0.35, 0.01);
}

// Twelve slices in two parts each; the drawing is wider in the upper half.
TEST(MatchVolumeLocally, PutsWhatIsMissingWhereItIsMissing) {
  Volume drawn = CylinderDistance(Grid(12, 2), 5);
  const Volume wider = CylinderDistance(Grid(12, 2), 5.5);
  for (int k = 0; k < 12; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) {
        const double at = static_cast<double>(k < 6 ? drawn.At(i, j, k) : wider.At(i, j, k));
        drawn.At(i, j, k) = static_cast<float>(std::clamp(0.5 + at / 0.5, 0.0, 1.0));
      }
    }
  }
  Volume distance = CylinderDistance(Grid(24, 1), 5);
  MatchVolumeLocally(distance, drawn, {2, 0});
  EXPECT_NEAR(AreaMm2(distance, 2, 7) / (M_PI * 25), 1, 0.02);
  EXPECT_NEAR(AreaMm2(distance, 16, 21) / (M_PI * 5.5 * 5.5), 1, 0.02);
}

TEST(MatchVolumeLocally, LeavesAnOutlineThatHoldsWhatWasDrawn) {
  Volume distance = CylinderDistance(Grid(24, 1), 5);
  const Volume before = distance;
  Volume drawn = CylinderDistance(Grid(12, 2), 5);
  for (float& value : drawn.values) value = std::clamp(0.5F + value / 0.5F, 0.0F, 1.0F);
  MatchVolumeLocally(distance, drawn, {2, 0});
  for (std::size_t n = 0; n < distance.values.size(); ++n)
    ASSERT_NEAR(distance.values[n], before.values[n], 0.02F);
}

}  // namespace
}  // namespace regen
