// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/t2_map.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

// T2 grows by 2 ms from column to column; the first echo is spoilt, as stimulated echoes do.
EchoSeries Slab() {
  VolumeGeometry grid;
  grid.size = {30, 20, 3};
  EchoSeries series;
  for (int echo = 1; echo <= 6; ++echo) {
    series.echo_times_ms.push_back(10.0 * echo);
    Volume volume = MakeVolume(grid);
    for (int k = 0; k < 3; ++k) {
      for (int j = 0; j < 20; ++j) {
        for (int i = 0; i < 30; ++i) {
          const double s = 1000 * std::exp(-10.0 * echo / (30 + 2 * i));
          volume.At(i, j, k) = static_cast<float>(echo == 1 ? 0.5 * s : s);
        }
      }
    }
    series.echoes.push_back(std::move(volume));
  }
  return series;
}

Volume RegionAt(int i, int j, int k) {
  VolumeGeometry grid;
  grid.size = {30, 20, 3};
  Volume region = MakeVolume(grid);
  region.At(i, j, k) = 1;
  return region;
}

TEST(MapT2, FindsTheT2OfEachVoxelWithoutTheFirstEcho) {
  const Volume map = MapT2(Slab(), RegionAt(10, 8, 1), 3);
  for (int i = 7; i <= 13; ++i) {
    EXPECT_NEAR(static_cast<double>(map.At(i, 8, 1)), 30 + 2 * i, 0.01) << i;
  }
}

TEST(MapT2, ReachesAsFarAroundTheRegionAsAsked) {
  const Volume map = MapT2(Slab(), RegionAt(10, 8, 1), 3);
  EXPECT_TRUE(std::isfinite(map.At(13, 11, 1)));
  EXPECT_TRUE(std::isnan(map.At(14, 8, 1)));
  EXPECT_TRUE(std::isnan(map.At(10, 12, 1)));
  EXPECT_TRUE(std::isnan(map.At(10, 8, 0)));
}

TEST(MapT2, EndsAtTheEdgeOfTheImage) {
  const Volume map = MapT2(Slab(), RegionAt(0, 19, 2), 5);
  EXPECT_NEAR(static_cast<double>(map.At(0, 19, 2)), 30, 0.01);
}

TEST(MapT2, HasNoValueWhereTheSignalDoesNotDecay) {
  EchoSeries series = Slab();
  for (Volume& echo : series.echoes) echo.At(10, 8, 1) = 500;
  EXPECT_TRUE(std::isnan(MapT2(series, RegionAt(10, 8, 1), 0).At(10, 8, 1)));
}

TEST(MapT2, IsEmptyWithoutARegion) {
  Volume none = RegionAt(0, 0, 0);
  none.At(0, 0, 0) = 0.4F;
  for (const float value : MapT2(Slab(), none, 5).values) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace regen
