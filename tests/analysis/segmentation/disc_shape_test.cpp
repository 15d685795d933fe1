// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_shape.h"

#include "analysis/segmentation/region.h"
#include "tests/support/spine_scene.h"

#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

// An elliptic cylinder of 8 mm between flat end-plates.
DiscShape Cylinder() {
  DiscShape shape;
  shape.pose = {Vec3(2, -3, 4), 0.3};
  shape.top[0] = 4 + kEndPlateMm;
  shape.bottom[0] = -4 - kEndPlateMm;
  for (int n = 0; n < kOutlineDirections; ++n) {
    const double angle = 2 * std::numbers::pi * n / kOutlineDirections;
    shape.radius_mm[static_cast<std::size_t>(n)] =
        1 / std::hypot(std::cos(angle) / 17, std::sin(angle) / 23);
  }
  return shape;
}

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {70, 70, 16};
  grid.spacing_mm = Vec3(0.8, 0.8, 4);
  grid.direction << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  grid.origin_lps = Vec3(-28, -31, -24);
  return grid;
}

TEST(EndPlateAt, IsTheQuadraticOfItsCoefficients) {
  EXPECT_DOUBLE_EQ(EndPlateAt({1, 2, 3, 4, 5, 6}, 20, -40), 1 + 2 - 6 + 4 - 10 + 24);
}

TEST(DiscCoverage, HasTheVolumeOfTheShape) {
  const double expected = std::numbers::pi * 17 * 23 * 8;
  EXPECT_NEAR(CoverageVolumeMm3(DiscCoverage(Cylinder(), Grid())) / expected, 1, 0.01);
}

TEST(DiscCoverage, LiesWhereTheShapeIs) {
  const Vec3 centre = CoverageCentre(DiscCoverage(Cylinder(), Grid()));
  EXPECT_LT((centre - Vec3(2, -3, 4)).norm(), 0.1);
}

TEST(DiscCoverage, HoldsFractionsAtTheBorderOnly) {
  const Volume coverage = DiscCoverage(Cylinder(), Grid());
  double part = 0;
  double whole = 0;
  for (const float value : coverage.values) {
    if (value > 0 && value < 1) part += 1;
    if (value == 1) whole += 1;
  }
  EXPECT_GT(part, 100);
  EXPECT_GT(whole, part * 0.5);
}

TEST(DiscCoverage, IsEmptyOnAGridElsewhere) {
  VolumeGeometry far = Grid();
  far.origin_lps[1] += 300;
  EXPECT_EQ(CoverageVolumeMm3(DiscCoverage(Cylinder(), far)), 0);
}

TEST(OutlineDisc, FindsADiscOfAScene) {
  SpineSceneOptions options;
  options.seed = 2;
  options.discs = 4;
  const SpineScene scene = MakeSpineScene(options);
  const SpineDiscTruth& truth = scene.discs[1];
  SpineLink link;
  link.pose = {truth.centre_lps + Vec3(3, 1, -1), 0.25};
  link.marrow = 100;
  const DiscShape shape = OutlineDisc(scene.image, link);
  EXPECT_GT(Dice(DiscCoverage(shape, scene.image.geometry), truth.coverage), 0.85);
}

}  // namespace
}  // namespace regen
