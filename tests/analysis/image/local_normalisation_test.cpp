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

TEST(ShrunkInPlane, AveragesBlocksAndKeepsTheirCentres) {
  const Volume a = Textured();
  const Volume half = ShrunkInPlane(a, 2);
  EXPECT_EQ(half.geometry.size, (std::array<int, 3>{30, 25, 2}));
  EXPECT_NEAR(half.At(3, 4, 1),
              (a.At(6, 8, 1) + a.At(7, 8, 1) + a.At(6, 9, 1) + a.At(7, 9, 1)) / 4,
              1e-3);
  EXPECT_NEAR(
      (LpsFromIndex(half.geometry, Vec3(3, 4, 1)) - LpsFromIndex(a.geometry, Vec3(6.5, 8.5, 1)))
          .norm(),
      0,
      1e-12);
}

TEST(ShrunkInPlane, LeavesOutARemainder) {
  VolumeGeometry grid;
  grid.size = {7, 5, 1};
  EXPECT_EQ(ShrunkInPlane(MakeVolume(grid, 1), 2).geometry.size, (std::array<int, 3>{3, 2, 1}));
}

TEST(MeanOfEchoes, IsTheMeanVoxelByVoxel) {
  EchoSeries series;
  VolumeGeometry grid;
  grid.size = {2, 1, 1};
  for (const float value : {1.0F, 2.0F, 6.0F}) series.echoes.push_back(MakeVolume(grid, value));
  EXPECT_NEAR(MeanOfEchoes(series).values[1], 3.0, 1e-6);
}

}  // namespace
}  // namespace regen
