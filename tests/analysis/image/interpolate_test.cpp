// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/interpolate.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume Linear(std::array<int, 3> size) {
  VolumeGeometry grid;
  grid.size = size;
  Volume volume = MakeVolume(grid);
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        volume.At(i, j, k) = static_cast<float>(2 * i - 3 * j + 5 * k + 1);
      }
    }
  }
  return volume;
}

TEST(InterpolateLinear, ReproducesALinearFunctionAndItsGradient) {
  const Volume volume = Linear({5, 6, 7});
  Sample sample;
  ASSERT_TRUE(InterpolateLinear(volume, Vec3(1.25, 3.5, 4.75), &sample));
  EXPECT_NEAR(sample.value, 2 * 1.25 - 3 * 3.5 + 5 * 4.75 + 1, 1e-9);
  EXPECT_NEAR((sample.gradient_per_index - Vec3(2, -3, 5)).norm(), 0, 1e-9);
}

TEST(InterpolateLinear, BothFormsGiveTheSameValue) {
  const Volume volume = Linear({4, 4, 4});
  double value = 0;
  Sample sample;
  ASSERT_TRUE(InterpolateLinear(volume, Vec3(0.1, 2.9, 1.5), &value));
  ASSERT_TRUE(InterpolateLinear(volume, Vec3(0.1, 2.9, 1.5), &sample));
  EXPECT_EQ(value, sample.value);
}

TEST(InterpolateLinear, HoldsAtTheLastVoxelCentreAndNotBeyond) {
  const Volume volume = Linear({3, 3, 3});
  double value = 0;
  ASSERT_TRUE(InterpolateLinear(volume, Vec3(2, 2, 2), &value));
  EXPECT_EQ(value, 2 * 2 - 3 * 2 + 5 * 2 + 1);
  EXPECT_FALSE(InterpolateLinear(volume, Vec3(2.001, 2, 2), &value));
  EXPECT_FALSE(InterpolateLinear(volume, Vec3(0, -0.001, 0), &value));
  EXPECT_FALSE(InterpolateLinear(volume, Vec3(0, 0, std::nan("")), &value));
}

TEST(InterpolateLinear, WorksOnASingleSlice) {
  const Volume volume = Linear({3, 3, 1});
  Sample sample;
  ASSERT_TRUE(InterpolateLinear(volume, Vec3(0.5, 0.5, 0), &sample));
  EXPECT_NEAR(sample.value, 0.5, 1e-9);
  EXPECT_EQ(sample.gradient_per_index[2], 0);
}

TEST(InterpolateLinear, IsFalseOnAnEmptyVolume) {
  double value = 0;
  EXPECT_FALSE(InterpolateLinear(Volume{}, Vec3::Zero(), &value));
}

}  // namespace
}  // namespace regen
