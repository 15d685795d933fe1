// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/local_normalisation.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume Textured() {
  VolumeGeometry grid;
  grid.size = {60, 50, 2};
  grid.spacing_mm = Vec3(1, 1, 4);
  Volume volume = MakeVolume(grid);
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 50; ++j) {
      for (int i = 0; i < 60; ++i) {
        volume.At(i, j, k) =
            static_cast<float>(500 + 200 * std::sin(i * 0.7) * std::cos(j * 0.5 + k));
      }
    }
  }
  return volume;
}

TEST(LocallyNormalised, TakesOutGainAndOffset) {
  const Volume a = Textured();
  Volume b = a;
  for (float& v : b.values) v = 3.0F * v + 100.0F;
  const Volume na = LocallyNormalised(a, 10, 0.05);
  const Volume nb = LocallyNormalised(b, 10, 0.05);
  for (std::size_t at = 0; at < na.values.size(); ++at)
    EXPECT_NEAR(na.values[at], nb.values[at], 2e-3);
}

TEST(LocallyNormalised, NearlyTakesOutSmoothShading) {
  const Volume a = Textured();
  Volume b = a;
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 50; ++j) {
      for (int i = 0; i < 60; ++i) b.At(i, j, k) *= static_cast<float>(0.85 + 0.3 * i / 60.0);
    }
  }
  const Volume na = LocallyNormalised(a, 10, 0.05);
  const Volume nb = LocallyNormalised(b, 10, 0.05);
  double before = 0;
  double after = 0;
  for (std::size_t at = 0; at < na.values.size(); ++at) {
    before += std::abs(static_cast<double>(a.values[at] - b.values[at])) / 140;  // its own SD
    after += std::abs(static_cast<double>(na.values[at] - nb.values[at]));
  }
  EXPECT_LT(after, before / 5);
}

TEST(LocallyNormalised, LeavesAFlatImageFlat) {
  Volume flat = Textured();
  std::fill(flat.values.begin(), flat.values.end(), 700.0F);
  for (const float v : LocallyNormalised(flat, 10, 0.05).values) EXPECT_EQ(v, 0);
}

TEST(LocallyNormalised, UsesTheSameBoxInMillimetresAlongEveryAxis) {
  // One bright voxel: everything within 5 mm of it sees it, along slices as along columns.
  VolumeGeometry grid;
  grid.size = {31, 31, 11};
  grid.spacing_mm = Vec3(1, 1, 2.5);
  Volume volume = MakeVolume(grid);
  volume.At(15, 15, 5) = 1000;
  const Volume n = LocallyNormalised(volume, 10, 0.05);
  EXPECT_LT(n.At(20, 15, 5), 0);
  EXPECT_EQ(n.At(21, 15, 5), 0);
  EXPECT_LT(n.At(15, 15, 7), 0);
  EXPECT_EQ(n.At(15, 15, 8), 0);
}

TEST(GradientMagnitude, IsTheSlopePerMillimetreWhateverItsSign) {
  VolumeGeometry grid;
  grid.size = {5, 5, 4};
  grid.spacing_mm = Vec3(0.5, 1, 2);
  Volume volume = MakeVolume(grid);
  for (int k = 0; k < 4; ++k) {
    for (int j = 0; j < 5; ++j) {
      for (int i = 0; i < 5; ++i) {
        volume.At(i, j, k) = static_cast<float>(3 * 0.5 * i - 4 * 2 * k);
      }
    }
  }
  const Volume slope = GradientMagnitude(volume);
  EXPECT_NEAR(slope.At(2, 2, 1), 5, 1e-5);
  EXPECT_NEAR(slope.At(0, 0, 0), 5, 1e-5);
}

TEST(BoxMean, AveragesWhatIsThereAtTheBorder) {
  VolumeGeometry grid;
  grid.size = {4, 1, 1};
  Volume volume = MakeVolume(grid);
  volume.values = {1, 2, 3, 10};
  const Volume mean = BoxMean(volume, {1, 1, 1});
  EXPECT_NEAR(mean.values[0], 1.5, 1e-6);
  EXPECT_NEAR(mean.values[1], 2, 1e-6);
  EXPECT_NEAR(mean.values[3], 6.5, 1e-6);
}

}  // namespace
}  // namespace regen
