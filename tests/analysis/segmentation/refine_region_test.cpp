// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/refine_region.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {60, 60, 30};
  grid.spacing_mm = Vec3(0.7, 0.7, 1.4);
  grid.origin_lps = Vec3(-20.65, -20.65, -20.3);
  return grid;
}

// A dark cylinder along z of a radius in bright tissue, its rim blurred over a voxel.
Volume Cylinder(double radius_mm, double inside, double outside) {
  Volume image = MakeVolume(Grid());
  for (int k = 0; k < 30; ++k) {
    for (int j = 0; j < 60; ++j) {
      for (int i = 0; i < 60; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        const double depth = radius_mm - std::hypot(p[0], p[1]);
        const double share = std::clamp(0.5 + depth / 0.7, 0.0, 1.0);
        image.At(i, j, k) = static_cast<float>(outside + share * (inside - outside));
      }
    }
  }
  return image;
}

RegionShape Drawn(double radius_mm) {
  Volume drawn = Cylinder(radius_mm, 1, 0);
  for (int k = 0; k < 30; ++k) {
    if (k >= 5 && k < 25) continue;
    for (int j = 0; j < 60; ++j) {
      for (int i = 0; i < 60; ++i) drawn.At(i, j, k) = 0;
    }
  }
  return MakeRegionShape(drawn);
}

RefinedRegion Refine(const RegionShape& shape, const Volume& a, const Volume& b) {
  return RefineRegion(shape, a, b, RigidMotion(Rigid3{}));
}

TEST(RefineRegion, LeavesTheOutlineWhereNothingMoved) {
  const Volume image = Cylinder(5, 300, 1000);
  EXPECT_NEAR(Refine(Drawn(5), image, image).volume_change_percent, 0, 0.2);
}

TEST(RefineRegion, KeepsHowTheReaderDrewAgainstTheEdge) {
  // Drawn half a millimetre outside of the edge: that is the reader's business.
  const Volume image = Cylinder(5, 300, 1000);
  EXPECT_NEAR(Refine(Drawn(5.5), image, image).volume_change_percent, 0, 0.3);
}

TEST(RefineRegion, FollowsAnEdgeThatMovedByLessThanAVoxel) {
  const auto refined = Refine(Drawn(5), Cylinder(5, 300, 1000), Cylinder(5.3, 300, 1000));
  EXPECT_NEAR(refined.volume_change_percent, 100 * (5.3 * 5.3 / 25 - 1), 1.5);
}

TEST(RefineRegion, FollowsAnEdgeThatMovedByMoreThanItsWidth) {
  const auto refined = Refine(Drawn(5), Cylinder(5, 300, 1000), Cylinder(6.5, 300, 1000));
  // True: 69 %. Where the drawn region ends without an edge, its corners go along a little.
  EXPECT_NEAR(refined.volume_change_percent, 100 * (6.5 * 6.5 / 25 - 1), 13);
}

TEST(RefineRegion, IsNotMovedByGainOffsetOrAChangedSignalInside) {
  const auto refined = Refine(Drawn(5), Cylinder(5, 300, 1000), Cylinder(5, 500, 1400));
  EXPECT_NEAR(refined.volume_change_percent, 0, 0.3);
}

TEST(RefineRegion, ChangesNothingWhereTheImagesAreContrary) {
  const auto refined = Refine(Drawn(5), Cylinder(5, 300, 1000), Cylinder(6, 1000, 300));
  EXPECT_NEAR(refined.volume_change_percent, 0, 1e-6);
}

TEST(RefineRegion, OfAnEmptyRegionIsEmpty) {
  const Volume image = Cylinder(5, 300, 1000);
  const auto refined = Refine(MakeRegionShape(MakeVolume(Grid())), image, image);
  EXPECT_TRUE(refined.shape.distance_mm.values.empty());
}

}  // namespace
}  // namespace regen
