// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/marrow_ways.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

// 80 mm long, 40 mm across; bright where `bright` says so.
Volume Scene(const std::function<bool(const Vec3&)>& bright) {
  VolumeGeometry grid;
  grid.size = {40, 40, 80};
  grid.spacing_mm = Vec3(1, 1, 1);
  grid.origin_lps = Vec3(-19.5, -19.5, -39.5);
  Volume image = MakeVolume(grid);
  for (int k = 0; k < 80; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        image.At(i, j, k) = bright(p) ? 1000.0F : 100.0F;
      }
    }
  }
  return image;
}

double Highest(const std::vector<Vec3>& points) {
  double highest = -1e9;
  for (const Vec3& p : points) highest = std::max(highest, p[2]);
  return highest;
}

const BoneSeed kLower{"lower", Vec3(0, 0, -20), 20};
const BoneSeed kUpper{"upper", Vec3(0, 0, 20), 20};

TEST(MarrowOf, EndsAVoxelBeforeTheBoneDoes) {
  const auto marrow = MarrowOf(Scene([](const Vec3& p) { return p[2] < -3; }), {kLower});
  ASSERT_EQ(marrow.size(), 1u);
  EXPECT_NEAR(Highest(marrow[0]), -4.5, 0.01);
}

TEST(MarrowOf, DoesNotCrossAFilmOfFluidBetweenBones) {
  // A bridge of two voxels through the dark joint.
  const auto marrow = MarrowOf(
      Scene([](const Vec3& p) { return std::abs(p[2]) > 3 || std::abs(p[0]) < 1; }), {kLower});
  EXPECT_LT(Highest(marrow[0]), -3);
}

TEST(MarrowOf, GivesWhatBothSeedsReachToTheNearer) {
  // A bridge that is wide enough to be crossed, at one side.
  const auto marrow = MarrowOf(
      Scene([](const Vec3& p) { return std::abs(p[2]) > 3 || p[0] > 12; }), {kLower, kUpper});
  ASSERT_EQ(marrow.size(), 2u);
  ASSERT_FALSE(marrow[0].empty());
  ASSERT_FALSE(marrow[1].empty());
  EXPECT_LT(Highest(marrow[0]), 1);
}

TEST(MarrowOf, TellsABoneOnceWhereTwoSeedsLieInIt) {
  const BoneSeed inner{"inner", Vec3(3, 0, -20), 10};
  const auto marrow = MarrowOf(Scene([](const Vec3& p) { return p[2] < -3; }), {inner, kLower});
  EXPECT_TRUE(marrow[0].empty());
  EXPECT_FALSE(marrow[1].empty());
}

TEST(MarrowOf, IsEmptyWhereNoBoneIsRecognised) {
  const auto marrow =
      MarrowOf(Scene([](const Vec3& p) { return static_cast<int>(p[0] + 100) % 4 < 2; }), {kLower});
  EXPECT_TRUE(marrow[0].empty());
}

}  // namespace
}  // namespace regen
