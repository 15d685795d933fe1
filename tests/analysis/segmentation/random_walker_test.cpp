// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/random_walker.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kBright = 400;
constexpr double kDark = 100;

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {26, 26, 8};
  grid.spacing_mm = Vec3(0.8, 0.8, 2.0);
  return grid;
}

const Vec3 kMiddle = Vec3(10, 10, 7);

// A dark cylinder along the slices in something bright, with an edge of partial volume.
double InsideCylinder(const Vec3& p, double radius_mm) {
  const double from_axis = (p - kMiddle).head<2>().norm();
  return std::clamp((radius_mm - from_axis) / 0.8 + 0.5, 0.0, 1.0);
}

Volume Cylinder(double radius_mm, const Vec3& shift_mm) {
  Volume coverage = MakeVolume(Grid());
  for (int k = 1; k < 7; ++k) {
    for (int j = 0; j < 26; ++j) {
      for (int i = 0; i < 26; ++i) {
        const Vec3 p = LpsFromIndex(Grid(), Vec3(i, j, k)) - shift_mm;
        coverage.At(i, j, k) = static_cast<float>(InsideCylinder(p, radius_mm));
      }
    }
  }
  return coverage;
}

// With waves of ± 8 that are no noise and no outline.
Volume ImageOf(const Volume& coverage) {
  Volume image = coverage;
  for (std::size_t n = 0; n < image.values.size(); ++n) {
    image.values[n] = static_cast<float>(kBright + (kDark - kBright) * coverage.values[n] +
                                         8 * std::sin(static_cast<double>(n)));
  }
  return image;
}

AxisMotion Still() {
  return RigidMotion(Rigid3{});
}

TEST(RandomWalkerRegion, FindsTheOutlineThatTheImageShows) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  const Volume walked = RandomWalkerRegion(ImageOf(truth), MakeRegionShape(truth), Still());
  EXPECT_GT(FractionalDice(walked, truth), 0.90);
}

TEST(RandomWalkerRegion, FollowsTheImageWhereTheCarriedRegionIsTooSmall) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  const Volume carried = Cylinder(4, Vec3::Zero());
  const Volume walked = RandomWalkerRegion(ImageOf(truth), MakeRegionShape(carried), Still());
  EXPECT_GT(FractionalDice(walked, truth), FractionalDice(carried, truth) + 0.05);
}

TEST(RandomWalkerRegion, DisagreesWithARegionInTheWrongPlace) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  const Volume wrong = Cylinder(5, Vec3(4, 0, 0));
  const Volume right_walk = RandomWalkerRegion(ImageOf(truth), MakeRegionShape(truth), Still());
  const Volume wrong_walk = RandomWalkerRegion(ImageOf(truth), MakeRegionShape(wrong), Still());
  EXPECT_LT(FractionalDice(wrong_walk, wrong), FractionalDice(right_walk, truth) - 0.1);
}

TEST(RandomWalkerRegion, GivesProbabilitiesWithSeedsOfCertainty) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  const Volume walked = RandomWalkerRegion(ImageOf(truth), MakeRegionShape(truth), Still());
  const Vec3 middle = IndexFromLps(Grid(), kMiddle);
  EXPECT_EQ(walked.At(static_cast<int>(middle[0]), static_cast<int>(middle[1]), 3), 1.0F);
  EXPECT_EQ(walked.At(0, 0, 3), 0.0F);
  for (const float value : walked.values) {
    ASSERT_GE(value, 0.0F);
    ASSERT_LE(value, 1.0F);
  }
}

TEST(RandomWalkerRegion, OnAnEvenImageIsAHarmonicFunctionOfTheDistance) {
  // A thick plate between seeds: the probability falls linearly across the gap.
  VolumeGeometry grid;
  grid.size = {40, 40, 6};
  grid.spacing_mm = Vec3(0.5, 0.5, 0.5);
  Volume plate = MakeVolume(grid);
  for (int k = 0; k < 6; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) plate.At(i, j, k) = i < 16 ? 1.0F : 0.0F;
    }
  }
  const Volume even = MakeVolume(grid, 100.0F);
  const Volume walked = RandomWalkerRegion(even, MakeRegionShape(plate), Still());
  const double step = walked.At(16, 20, 3) - walked.At(17, 20, 3);
  EXPECT_GT(step, 0.05);
  EXPECT_NEAR(walked.At(15, 20, 3) - walked.At(16, 20, 3), step, 0.01);
  EXPECT_NEAR(walked.At(17, 20, 3) - walked.At(18, 20, 3), step, 0.01);
}

TEST(RandomWalkerRegion, IsEmptyWhereTheImageDoesNotHoldTheRegion) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  Rigid3 away;
  away.translation_mm = Vec3(500, 0, 0);
  const Volume walked =
      RandomWalkerRegion(ImageOf(truth), MakeRegionShape(truth), RigidMotion(away));
  EXPECT_EQ(CoverageVolumeMm3(walked), 0);
}

TEST(RandomWalkerRegion, DoesNotDependOnTheScaleOfTheSignal) {
  const Volume truth = Cylinder(5, Vec3::Zero());
  Volume image = ImageOf(truth);
  const Volume walked = RandomWalkerRegion(image, MakeRegionShape(truth), Still());
  for (float& value : image.values) value = 4 * value;
  const Volume scaled = RandomWalkerRegion(image, MakeRegionShape(truth), Still());
  EXPECT_GT(FractionalDice(walked, scaled), 0.999999);
}

}  // namespace
}  // namespace regen
