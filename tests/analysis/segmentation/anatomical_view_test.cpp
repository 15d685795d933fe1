// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/anatomical_view.h"

#include "analysis/geometry/rigid3.h"
#include "tests/support/scene.h"

#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

// Every voxel holds a number of its own.
Volume Numbered(const VolumeGeometry& grid) {
  Volume volume = MakeVolume(grid);
  for (std::size_t n = 0; n < volume.values.size(); ++n) {
    volume.values[n] = static_cast<float>(n);
  }
  return volume;
}

VolumeGeometry AxialGrid() {
  VolumeGeometry grid;
  grid.size = {4, 5, 3};
  grid.spacing_mm = Vec3(0.5, 0.6, 3);
  return grid;
}

TEST(AnatomicalViewTest, DepthGoesBackwardsFromTheFrontInASagittalImage) {
  const VolumeGeometry grid = test::SagittalGrid({4, 5, 3}, Vec3(0.5, 0.6, 3));
  const AnatomicalView view = ViewFrom(Numbered(grid), Vec3(0, 1, 0));
  const Vec3 step = LpsFromView(view, Vec3(1, 0, 0)) - LpsFromView(view, Vec3::Zero());
  EXPECT_TRUE(step.isApprox(Vec3(0, 0.5, 0)));
}

TEST(AnatomicalViewTest, AxialImagesGiveTheSameAxes) {
  const AnatomicalView view = ViewFrom(Numbered(AxialGrid()), Vec3(0, 1, 0));
  const Vec3 zero = LpsFromView(view, Vec3::Zero());
  EXPECT_EQ(view.size, (std::array<int, 3>{5, 3, 4}));
  EXPECT_TRUE((LpsFromView(view, Vec3(1, 0, 0)) - zero).isApprox(Vec3(0, 0.6, 0)));
  EXPECT_TRUE((LpsFromView(view, Vec3(0, 1, 0)) - zero).isApprox(Vec3(0, 0, -3)));
  EXPECT_TRUE((LpsFromView(view, Vec3(0, 0, 1)) - zero).isApprox(Vec3(0.5, 0, 0)));
}

TEST(AnatomicalViewTest, FromBehindDepthGoesForward) {
  const AnatomicalView view = ViewFrom(Numbered(AxialGrid()), Vec3(0, -1, 0));
  const Vec3 step = LpsFromView(view, Vec3(1, 0, 0)) - LpsFromView(view, Vec3::Zero());
  EXPECT_TRUE(step.isApprox(Vec3(0, -0.6, 0)));
}

TEST(AnatomicalViewTest, AnImageTurnedBy20DegreesKeepsItsOrder) {
  VolumeGeometry grid = test::SagittalGrid({4, 5, 3}, Vec3(0.5, 0.6, 3));
  const Vec3 turn(0.2, 0.25, -0.1);  // 19 degrees
  grid.direction = RigidAbout(Vec3::Zero(), turn, Vec3::Zero()).rotation * grid.direction;
  const AnatomicalView view = ViewFrom(Numbered(grid), Vec3(0, 1, 0));
  EXPECT_EQ(view.image_axis, (std::array<int, 3>{0, 1, 2}));
  EXPECT_EQ(view.reversed, (std::array<bool, 3>{false, false, true}));
}

TEST(AnatomicalViewTest, ValuesComeBackToTheImagesGrid) {
  const Volume image = Numbered(AxialGrid());
  const AnatomicalView view = ViewFrom(image, Vec3(0, -1, 0));
  EXPECT_EQ(OnImageGrid(view, view.values).values, image.values);
}

TEST(AnatomicalViewTest, AVoxelKeepsItsPlace) {
  const Volume image = Numbered(AxialGrid());
  const AnatomicalView view = ViewFrom(image, Vec3(0, -1, 0));
  const Vec3 index = IndexFromLps(image.geometry, LpsFromView(view, Vec3(4, 2, 1)));
  EXPECT_EQ(view.At(4, 2, 1),
            image.At(static_cast<int>(std::lround(index[0])),
                     static_cast<int>(std::lround(index[1])),
                     static_cast<int>(std::lround(index[2]))));
}

}  // namespace
}  // namespace regen
