// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/bone_interior.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// A bright ball of 15 mm in a dark shell, in brighter and darker halves of tissue.
Volume BoneInTissue() {
  VolumeGeometry grid;
  grid.size = {40, 40, 20};
  grid.spacing_mm = Vec3(2, 2, 3.5);
  grid.origin_lps = Vec3(-39, -39, -33);
  Volume image = MakeVolume(grid);
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        const double tissue = p[0] > 0 ? 1000.0 : 400.0;
        const double r = p.norm();
        image.At(i, j, k) = static_cast<float>(r < 15 ? 1000.0 : r < 21 ? 100.0 : tissue);
      }
    }
  }
  return image;
}

TEST(ProbableBone, IsTheMarrowAndWhatIsBesideIt) {
  const Volume image = BoneInTissue();
  const Volume bone = ProbableBone(image, Vec3(2, -1, 1), 34);
  ASSERT_FALSE(bone.values.empty());
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 40; ++i) {
        const double r = LpsFromIndex(image.geometry, Vec3(i, j, k)).norm();
        if (r < 15) {
          EXPECT_EQ(bone.At(i, j, k), 1) << r;
        }
        if (r > 19) {
          EXPECT_EQ(bone.At(i, j, k), 0) << r;
        }
      }
    }
  }
}

TEST(ProbableMarrow, IsTheMarrowAlone) {
  const Volume image = BoneInTissue();
  const Volume marrow = ProbableMarrow(image, Vec3(2, -1, 1), 34);
  ASSERT_FALSE(marrow.values.empty());
  for (std::size_t n = 0; n < marrow.values.size(); ++n) {
    if (marrow.values[n] > 0) {
      EXPECT_EQ(image.values[n], 1000.0F);
    }
  }
}

TEST(ProbableBone, SaysNothingWhereTheMiddleIsNotOfOneBrightness) {
  Volume image = BoneInTissue();
  for (std::size_t n = 0; n < image.values.size(); n += 2) image.values[n] *= 0.4F;
  EXPECT_TRUE(ProbableBone(image, Vec3::Zero(), 34).values.empty());
}

TEST(ProbableBone, SaysNothingWhereHardlyAnythingIsConnected) {
  EXPECT_TRUE(ProbableBone(BoneInTissue(), Vec3::Zero(), 60).values.empty());
}

TEST(ProbableBone, SaysNothingOutsideOfTheImage) {
  EXPECT_TRUE(ProbableBone(BoneInTissue(), Vec3(300, 0, 0), 30).values.empty());
}

}  // namespace
}  // namespace regen
