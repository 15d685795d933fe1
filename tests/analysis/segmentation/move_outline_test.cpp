// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/move_outline.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kRadiusMm = 8;

// Distances to a ball around the origin, positive inside, in millimetres of an odd grid.
Volume Ball() {
  VolumeGeometry grid;
  grid.size = {31, 31, 31};
  grid.spacing_mm = Vec3(1, 1, 1);
  grid.origin_lps = Vec3(-15, -15, -15);
  Volume distance = MakeVolume(grid);
  for (int k = 0; k < 31; ++k) {
    for (int j = 0; j < 31; ++j) {
      for (int i = 0; i < 31; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        distance.At(i, j, k) = static_cast<float>(kRadiusMm - p.norm());
      }
    }
  }
  return distance;
}

TEST(MoveOutline, AddsTheShiftAtEveryVoxelWithinReach) {
  const Volume before = Ball();
  Volume after = before;
  MoveOutline([](const Vec3&, const Vec3&) { return 0.5; }, 4, after);
  for (const auto& [i, j, k] : {std::array{23, 15, 15}, {22, 15, 15}, {15, 8, 16}, {20, 20, 15}}) {
    EXPECT_NEAR(after.At(i, j, k) - before.At(i, j, k), 0.5, 1e-6);
  }
}

TEST(MoveOutline, LeavesWhatIsFartherThanTheReach) {
  const Volume before = Ball();
  Volume after = before;
  MoveOutline([](const Vec3&, const Vec3&) { return 0.5; }, 4, after);
  EXPECT_EQ(after.At(15, 15, 15), before.At(15, 15, 15));
  EXPECT_EQ(after.At(1, 1, 1), before.At(1, 1, 1));
}

TEST(MoveOutline, TakesTheMeanOfTheNeighboursBetweenThePlacesItAsksFor) {
  const Volume before = Ball();
  Volume after = before;
  MoveOutline([](const Vec3& p, const Vec3&) { return 0.1 * p[0]; }, 4, after);
  // An odd voxel between two even ones 1 mm to each side: a linear shift is met.
  EXPECT_NEAR(after.At(22, 15, 15) - before.At(22, 15, 15), 0.7, 1e-5);
  EXPECT_NEAR(after.At(23, 15, 15) - before.At(23, 15, 15), 0.8, 1e-5);
}

TEST(MoveOutline, AsksForAnEighthOfTheVoxels) {
  Volume distance = Ball();
  int within = 0;
  for (const float d : distance.values) within += std::abs(d) <= 4;
  int asked = 0;
  MoveOutline(
      [&](const Vec3&, const Vec3&) {
        ++asked;
        return 0.0;
      },
      4, distance);
  EXPECT_NEAR(asked, within / 8.0, within / 80.0);
}

TEST(InwardNormal, PointsToTheInsideInPatientSpace) {
  Volume distance = Ball();
  EXPECT_LT((InwardNormal(distance, 23, 15, 15) - Vec3(-1, 0, 0)).norm(), 1e-3);
  // The same values on a grid whose first axis runs along -y.
  distance.geometry.direction << 0, 1, 0, -1, 0, 0, 0, 0, 1;
  EXPECT_LT((InwardNormal(distance, 23, 15, 15) - Vec3(0, 1, 0)).norm(), 1e-3);
}

TEST(InwardNormal, IsZeroAtTheBorderAndWhereTheMapIsFlat) {
  Volume distance = Ball();
  EXPECT_TRUE(InwardNormal(distance, 0, 15, 15).isZero());
  EXPECT_TRUE(InwardNormal(distance, 15, 15, 30).isZero());
  EXPECT_TRUE(InwardNormal(distance, 15, 15, 15).isZero());
}

}  // namespace
}  // namespace regen
