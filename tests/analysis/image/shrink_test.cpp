// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/shrink.h"

#include "analysis/image/patient_order.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume Numbered() {
  VolumeGeometry grid;
  grid.size = {60, 50, 2};
  grid.spacing_mm = Vec3(1, 1, 4);
  Volume volume = MakeVolume(grid);
  for (std::size_t n = 0; n < volume.values.size(); ++n) {
    volume.values[n] = static_cast<float>(n % 97);
  }
  return volume;
}

TEST(ShrunkInPatientOrder, AveragesBlocksAndKeepsTheirCentres) {
  const Volume a = Numbered();
  const Volume half = ShrunkInPatientOrder(a, 2);
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

// Sagittal, stored backwards along two axes; remainders along all three.
Volume Sagittal() {
  VolumeGeometry grid;
  grid.size = {31, 23, 7};
  grid.spacing_mm = Vec3(0.6, 0.6, 1.2);
  grid.direction.col(0) = Vec3(0, 1, 0);
  grid.direction.col(1) = Vec3(0, 0, -1);
  grid.direction.col(2) = Vec3(-1, 0, 0);
  Volume volume = MakeVolume(grid);
  for (std::size_t n = 0; n < volume.values.size(); ++n)
    volume.values[n] = static_cast<float>(n * 31 % 97);
  return volume;
}

double MeanOfBlock(const Volume& volume,
                   const std::array<int, 3>& block,
                   const std::array<int, 3>& factors) {
  double sum = 0;
  for (int k = 0; k < factors[2]; ++k) {
    for (int j = 0; j < factors[1]; ++j) {
      for (int i = 0; i < factors[0]; ++i) {
        sum += static_cast<double>(volume.At(
            block[0] * factors[0] + i, block[1] * factors[1] + j, block[2] * factors[2] + k));
      }
    }
  }
  return sum / (factors[0] * factors[1] * factors[2]);
}

TEST(ShrunkInPatientOrder, CountsBlocksFromThePatientsSide) {
  const Volume counted = InPatientOrder(Sagittal());
  const std::array<int, 3> factors = FactorsTowards(counted.geometry, 2.5);
  const Volume small = ShrunkInPatientOrder(Sagittal(), 2.5);
  for (int k = 0; k < small.geometry.size[2]; ++k) {
    for (int j = 0; j < small.geometry.size[1]; ++j) {
      for (int i = 0; i < small.geometry.size[0]; ++i)
        ASSERT_NEAR(small.At(i, j, k), MeanOfBlock(counted, {i, j, k}, factors), 1e-3);
    }
  }
}

TEST(ShrunkInPatientOrder, LeavesOutARemainder) {
  const Volume counted = InPatientOrder(Sagittal());
  const std::array<int, 3> factors = FactorsTowards(counted.geometry, 2.5);
  const auto size = ShrunkInPatientOrder(Sagittal(), 2.5).geometry.size;
  for (std::size_t axis = 0; axis < 3; ++axis)
    EXPECT_EQ(size[axis], counted.geometry.size[axis] / factors[axis]);
}

TEST(ShrunkInPatientOrder, MakesOneVoxelOfAnAxisShorterThanItsFactor) {
  VolumeGeometry grid;
  grid.size = {4, 4, 3};
  grid.spacing_mm = Vec3(8, 8, 1);
  const Volume small = ShrunkInPatientOrder(MakeVolume(grid, 2), 8);
  EXPECT_EQ(small.geometry.size, (std::array<int, 3>{4, 4, 1}));
  EXPECT_NEAR(small.values[0], 2, 1e-6);
}

TEST(FactorsTowards, NeverMakeTheGridCoarserThanAsked) {
  VolumeGeometry grid;
  grid.spacing_mm = Vec3(0.625, 0.5, 3.5);
  EXPECT_EQ(FactorsTowards(grid, 1.25), (std::array<int, 3>{2, 2, 1}));
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
