// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_view.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Columns to the feet, rows backwards, slices to the right; the value is a linear function of
// the place.
Volume OddlyOrdered() {
  Volume image;
  image.geometry.size = {60, 50, 12};
  image.geometry.spacing_mm = Vec3(1.2, 0.9, 4);
  image.geometry.direction << 0, 0, 1, 0, 1, 0, -1, 0, 0;
  image.geometry.origin_lps = Vec3(-20, 5, 90);
  image.values.resize(image.geometry.VoxelCount());
  for (int k = 0; k < 12; ++k) {
    for (int j = 0; j < 50; ++j) {
      for (int i = 0; i < 60; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        image.At(i, j, k) = static_cast<float>(500 + p[0] + 2 * p[1] + 3 * p[2]);
      }
    }
  }
  return image;
}

TEST(SpineView, RunsAlongThePatientsAxesWhateverTheImagesOrder) {
  const Volume view = MakeSpineView(OddlyOrdered());
  const Vec3 step = LpsFromIndex(view.geometry, Vec3(1, 0, 0)) - view.geometry.origin_lps;
  EXPECT_LT((step - Vec3(0, 1, 0)).norm(), 1e-12);
  const Vec3 up = LpsFromIndex(view.geometry, Vec3(0, 1, 0)) - view.geometry.origin_lps;
  EXPECT_LT((up - Vec3(0, 0, 1)).norm(), 1e-12);
}

TEST(SpineView, ShowsEveryPlaceWithItsValue) {
  const Volume view = MakeSpineView(OddlyOrdered());
  const Vec3 p = LpsFromIndex(view.geometry, Vec3(20, 30, 10));
  EXPECT_NEAR(view.At(20, 30, 10), 500 + p[0] + 2 * p[1] + 3 * p[2], 1e-3);
}

TEST(SpineView, LeavesOutWhatAnObliqueImageDoesNotHold) {
  Volume image = OddlyOrdered();
  const double c = std::cos(0.3);
  const double s = std::sin(0.3);
  image.geometry.direction << 0, 0, 1, s, c, 0, -c, s, 0;
  const Volume view = MakeSpineView(image);
  EXPECT_EQ(view.At(0, 0, 10), kOutsideImage);
}

TEST(SagittalSlabs, HoldTheMeanOfTheirSlices) {
  const Volume view = MakeSpineView(OddlyOrdered());
  const auto slabs = SagittalSlabs(view, 4, 8);
  ASSERT_GE(slabs.size(), 3U);
  const Vec3 p = LpsFromIndex(slabs[1].geometry, Vec3(20, 30, 0));
  EXPECT_NEAR(slabs[1].At(20, 30, 0), 500 + p[0] + 2 * p[1] + 3 * p[2], 1e-2);
  EXPECT_NEAR(slabs[1].geometry.origin_lps[0] - slabs[0].geometry.origin_lps[0], 8, 1e-9);
}

TEST(SpinePose, LeansItsUpperSideForwardWhenItsFrontIsLow) {
  const SpinePose pose{Vec3(1, 2, 3), 0.5};
  const Vec3 front = LpsFromPose(pose, Vec3(-10, 0, 0));
  EXPECT_LT(front[2], 3);
  const Vec3 above = LpsFromPose(pose, Vec3(0, 0, 10));
  EXPECT_LT(above[1], 2);  // forward is -y
}

TEST(SpinePose, GoesThereAndBack) {
  const SpinePose pose{Vec3(1, 2, 3), -0.7};
  const Vec3 local(4, -5, 6);
  EXPECT_LT((PoseFromLps(pose, LpsFromPose(pose, local)) - local).norm(), 1e-12);
}

}  // namespace
}  // namespace regen
