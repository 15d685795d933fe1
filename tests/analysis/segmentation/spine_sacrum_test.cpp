// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_sacrum.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

// Bone of level 100 below z = 0, `depth_mm` deep at its top and by `taper_per_mm` less below,
// with a dark wall of 3 mm and something brighter around it.
Volume Bone(double depth_mm, double taper_per_mm) {
  Volume image;
  image.geometry.size = {140, 130, 8};
  image.geometry.spacing_mm = Vec3(0.8, 0.8, 4);
  image.geometry.direction << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  image.geometry.origin_lps = Vec3(-14, -56, -90);
  image.values.resize(image.geometry.VoxelCount());
  for (int k = 0; k < 8; ++k) {
    for (int j = 0; j < 130; ++j) {
      for (int i = 0; i < 140; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        const double half = depth_mm / 2 * (1 + taper_per_mm * std::min(p[2], 0.0));
        const double out = std::abs(p[1]) - half;
        image.At(i, j, k) = out < 0 ? 100.0F : out < 3 ? 20.0F : 200.0F;
      }
    }
  }
  return image;
}

DiscShape DiscAbove() {
  DiscShape disc;
  disc.pose.centre_lps = Vec3(0, 0, 5);
  disc.pose.tilt_rad = 0;
  disc.top[0] = 5;
  disc.bottom[0] = -5;
  return disc;
}

constexpr double kSacralTilt = 0.6;

TEST(ProfileBodyBelow, MeasuresTheDepthFromWallToWall) {
  const BodyProfile body = ProfileBodyBelow(Bone(34, 0), DiscAbove(), nullptr, 100);
  EXPECT_NEAR(body.depth_mm, 34, 1.5);
  EXPECT_NEAR(body.taper, 0, 0.02);
}

TEST(ProfileBodyBelow, MeasuresTheTaper) {
  const BodyProfile body = ProfileBodyBelow(Bone(34, 0.015), DiscAbove(), nullptr, 100);
  // The depth is that of the first five rows, 6 mm below the disc in the mean.
  EXPECT_NEAR(body.taper, 0.015 * kBodySpanMm / (1 - 0.015 * 6), 0.04);
}

TEST(ProfileBodyBelow, EndsAtTheNextDisc) {
  DiscShape next = DiscAbove();
  next.pose.centre_lps[2] = -20;
  const BodyProfile body = ProfileBodyBelow(Bone(34, 0), DiscAbove(), &next, 100);
  EXPECT_LT(body.rows, kBodyRows);
  EXPECT_EQ(body.tail_rows, 0);
}

TEST(ProfileBodyBelow, FindsNothingWhereTheImageEnds) {
  DiscShape low = DiscAbove();
  low.pose.centre_lps[2] = -84;
  EXPECT_EQ(ProfileBodyBelow(Bone(34, 0), low, nullptr, 100).rows, 0);
}

TEST(ProfileBodyBelow, FindsNothingInAVoid) {
  EXPECT_EQ(ProfileBodyBelow(Bone(34, 0), DiscAbove(), nullptr, 1000).rows, 0);
}

TEST(IsSacrum, RecognisesABoneThatTapersAllTheWay) {
  EXPECT_TRUE(
      IsSacrum(ProfileBodyBelow(Bone(34, 0.015), DiscAbove(), nullptr, 100), kSacralTilt));
}

TEST(IsSacrum, RefusesASquareBody) {
  EXPECT_FALSE(IsSacrum(ProfileBodyBelow(Bone(34, 0), DiscAbove(), nullptr, 100), kSacralTilt));
}

TEST(IsSacrum, RefusesATransitionalShape) {
  const BodyProfile body = ProfileBodyBelow(Bone(34, 0.008), DiscAbove(), nullptr, 100);
  EXPECT_FALSE(IsSacrum(body, kSacralTilt));
  EXPECT_FALSE(IsLumbarBody(body));
}

TEST(IsSacrum, RefusesALevelDisc) {
  EXPECT_FALSE(IsSacrum(ProfileBodyBelow(Bone(34, 0.015), DiscAbove(), nullptr, 100), 0.1));
}

TEST(IsSacrum, RefusesWhereTheTailIsNotInTheImage) {
  BodyProfile body = ProfileBodyBelow(Bone(34, 0.015), DiscAbove(), nullptr, 100);
  body.tail_rows = 0;
  EXPECT_FALSE(IsSacrum(body, kSacralTilt));
}

}  // namespace
}  // namespace regen
