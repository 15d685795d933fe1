// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_block.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume Ramp() {
  Volume image;
  image.geometry.size = {60, 60, 60};
  image.geometry.origin_lps = Vec3(-30, -30, -30);
  image.values.resize(image.geometry.VoxelCount());
  for (int k = 0; k < 60; ++k) {
    for (int j = 0; j < 60; ++j) {
      for (int i = 0; i < 60; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        image.At(i, j, k) = static_cast<float>(200 + p[0] + 2 * p[1] + 3 * p[2]);
      }
    }
  }
  return image;
}

TEST(SampleDiscBlock, GivesValuesRelativeToMarrowInTheDiscsFrame) {
  const SpinePose pose{Vec3(1, 2, 3), 0.4};
  const DiscBlock block = SampleDiscBlock(Ramp(), pose, 50);
  const int u = DiscBlock::kU / 2 + 7;
  const int w = DiscBlock::kW / 2 - 3;
  const int v = DiscBlock::kV / 2 + 12;
  const Vec3 p = LpsFromPose(pose, Vec3(DiscBlock::U(u), DiscBlock::W(w), DiscBlock::V(v)));
  EXPECT_NEAR(block.Column(u, w)[v], (200 + p[0] + 2 * p[1] + 3 * p[2]) / 50, 1e-4);
}

TEST(SampleDiscBlock, MarksWhatTheImageDoesNotHold) {
  const DiscBlock block = SampleDiscBlock(Ramp(), {Vec3(0, 25, 0), 0}, 50);
  EXPECT_EQ(block.Column(DiscBlock::kU - 1, DiscBlock::kW / 2)[DiscBlock::kV / 2],
            kOutsideImage);
}

TEST(DiscMap, InterpolatesBetweenItsPoints) {
  DiscMap map;
  for (int w = 0; w < DiscBlock::kW; ++w) {
    for (int u = 0; u < DiscBlock::kU; ++u) {
      map.At(u, w) = static_cast<float>(100 + DiscBlock::U(u) - 2 * DiscBlock::W(w));
    }
  }
  EXPECT_NEAR(map.AtMm(3.3, -7.1), 100 + 3.3 + 14.2, 1e-4);
}

TEST(DiscMap, IsOutsideBeyondItsBorder) {
  EXPECT_EQ(DiscMap{}.AtMm(0, 60), kOutsideImage);
}

}  // namespace
}  // namespace regen
