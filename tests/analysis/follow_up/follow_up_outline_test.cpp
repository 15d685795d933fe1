// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_outline.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {40, 40, 8};
  grid.spacing_mm = Vec3(0.7, 0.7, 2.0);
  return grid;
}

Volume Disc(double radius_mm, const Vec3& shift_mm) {
  Volume coverage = MakeVolume(Grid());
  for (int k = 1; k < 7; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) {
        const Vec3 p = LpsFromIndex(Grid(), Vec3(i, j, k)) - shift_mm - Vec3(13.65, 13.65, 0);
        coverage.At(i, j, k) = static_cast<float>(
            std::clamp((radius_mm - p.head<2>().norm()) / 0.7 + 0.5, 0.0, 1.0));
      }
    }
  }
  return coverage;
}

Volume ImageOf(const Volume& coverage) {
  Volume image = coverage;
  for (std::size_t n = 0; n < image.values.size(); ++n) {
    image.values[n] = static_cast<float>(400 - 300 * coverage.values[n] +
                                         8 * std::sin(static_cast<double>(n)));
  }
  return image;
}

const Volume kBefore = Disc(5, Vec3::Zero());

FollowUpOutline Carried(const Volume& follow_up, const Vec3& moved_mm) {
  Rigid3 motion;
  motion.translation_mm = moved_mm;
  return CarriedOutline(
      MakeRegionShape(kBefore), ImageOf(kBefore), ImageOf(follow_up), RigidMotion(motion));
}

TEST(CarriedOutline, LiesWhereTheAlignmentTakesIt) {
  const Vec3 moved(2.1, -1.4, 0);
  const Volume after = Disc(5, moved);
  const FollowUpOutline outline = Carried(after, moved);
  EXPECT_TRUE(outline.carried);
  EXPECT_GT(FractionalDice(outline.coverage, after), 0.95);
  EXPECT_FALSE(IsUncertain(outline));
}

TEST(CarriedOutline, GrowsWithTheStructure) {
  const FollowUpOutline outline = Carried(Disc(5.8, Vec3::Zero()), Vec3::Zero());
  EXPECT_GT(*outline.quality.volume_change_percent, 10);
  EXPECT_GT(*outline.quality.mean_shift_mm, 0.3);
}

TEST(CarriedOutline, IsUncertainWhereTheImageShowsItElsewhere) {
  EXPECT_TRUE(IsUncertain(Carried(Disc(5, Vec3(9, 0, 0)), Vec3::Zero())));
}

TEST(DrawnOutline, IsUsedAsGivenAndNeverDoubted) {
  const FollowUpOutline outline = DrawnOutline(kBefore, Grid());
  EXPECT_FALSE(outline.carried);
  EXPECT_FALSE(outline.quality.agreement);
  EXPECT_FALSE(IsUncertain(outline));
  EXPECT_GT(FractionalDice(outline.coverage, kBefore), 0.95);
}

}  // namespace
}  // namespace regen
