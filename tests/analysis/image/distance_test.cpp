// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/distance.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {41, 37, 3};
  grid.spacing_mm = Vec3(0.5, 0.8, 4);
  return grid;
}

// Every voxel against every other: slow, and obviously right.
double BruteForce(const Volume& v, int i, int j, int k, double half_pixel_mm) {
  const bool inside = v.At(i, j, k) >= 0.5F;
  double best = 1e9;
  for (int y = 0; y < v.geometry.size[1]; ++y) {
    for (int x = 0; x < v.geometry.size[0]; ++x) {
      if ((v.At(x, y, k) >= 0.5F) == inside) continue;
      best = std::min(
          best,
          std::hypot((x - i) * v.geometry.spacing_mm[0], (y - j) * v.geometry.spacing_mm[1]));
    }
  }
  return inside ? best - half_pixel_mm : half_pixel_mm - best;
}

TEST(SignedDistanceInPlane, AgreesWithBruteForceOnAnIrregularShape) {
  Volume v = MakeVolume(Grid());
  for (int j = 0; j < 37; ++j) {
    for (int i = 0; i < 41; ++i) {
      const bool inside =
          std::hypot(i - 15, 1.4 * (j - 20)) < 9 || (i > 28 && i < 33 && j % 5 != 0);
      if (inside) v.At(i, j, 1) = 1;
    }
  }
  const Volume d = SignedDistanceInPlane(v, 50);
  for (int j = 0; j < 37; ++j) {
    for (int i = 0; i < 41; ++i) {
      EXPECT_NEAR(
          static_cast<double>(d.At(i, j, 1)), BruteForce(v, i, j, 1, (0.5 + 0.8) / 4), 1e-4)
          << i << " " << j;
    }
  }
}

TEST(SignedDistanceInPlane, IsFarInSlicesWithoutRegionAndNeverBeyond) {
  Volume v = MakeVolume(Grid());
  v.At(20, 18, 1) = 1;
  const Volume d = SignedDistanceInPlane(v, 3);
  EXPECT_EQ(d.At(20, 18, 0), -3);
  EXPECT_EQ(*std::min_element(d.values.begin(), d.values.end()), -3);
}

TEST(SignedDistanceInPlane, IsZeroHalfWayAcrossAStraightBorder) {
  Volume v = MakeVolume(Grid());
  for (int j = 0; j < 37; ++j) {
    for (int i = 0; i <= 20; ++i) v.At(i, j, 1) = 1;
  }
  VolumeGeometry square = Grid();
  square.spacing_mm = Vec3(0.5, 0.5, 4);
  v.geometry = square;
  const Volume d = SignedDistanceInPlane(v, 50);
  EXPECT_NEAR(static_cast<double>(d.At(20, 18, 1) + d.At(21, 18, 1)), 0, 1e-6);
  EXPECT_NEAR(static_cast<double>(d.At(20, 18, 1)), 0.25, 1e-6);
}

}  // namespace
}  // namespace regen
