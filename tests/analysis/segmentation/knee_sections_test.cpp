// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_sections.h"

#include "tests/support/scene.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

const VolumeGeometry kGrid = test::SagittalGrid({80, 80, 7}, Vec3(0.8, 0.8, 4));

// Bone of 15 mm radius across the slices, in a dark ring, in fat.
double Bone(const Vec3& p) {
  const double r = std::hypot(p.y(), p.z());
  return r < 15 ? 900 : (r < 17 ? 50 : 1100);
}

std::vector<BoneBody> BodiesOf(const AnatomicalView& view) {
  return LinkSections(view, FindBoneSections(view, BrightLevel(view)));
}

const BoneBody* BodyAtMiddle(const std::vector<BoneBody>& bodies) {
  for (const BoneBody& body : bodies) {
    const BoneSection* section = body.At(3);
    if (section != nullptr && section->Has(40, 40) && !section->Has(5, 40)) return &body;
  }
  return nullptr;
}

TEST(KneeSectionsTest, BrightLevelFollowsTheCoilsShading) {
  const Volume image =
      test::Rendered(kGrid, [](const Vec3& p) { return 1000 + 10 * p.y(); }, {1, 1, 1});
  const AnatomicalView view = ViewFrom(image, Vec3(0, 1, 0));
  const std::vector<float> level = BrightLevel(view);
  EXPECT_NEAR(level[view.Offset(40, 40, 3)], 1000, 20);
  EXPECT_GT(level[view.Offset(70, 40, 3)], 1100);
}

TEST(KneeSectionsTest, ABoneInItsCortexIsFoundInEverySliceWithItsArea) {
  const AnatomicalView view = ViewFrom(test::Rendered(kGrid, Bone), Vec3(0, 1, 0));
  const auto bodies = BodiesOf(view);
  const BoneBody* bone = BodyAtMiddle(bodies);
  ASSERT_NE(bone, nullptr);
  EXPECT_EQ(bone->sections.size(), 7U);
  EXPECT_NEAR(bone->At(3)->area_mm2, M_PI * 15 * 15, 40);
  EXPECT_GT(bone->At(3)->solidity, 0.93);
  EXPECT_GT(bone->At(3)->closed, 0.95);
}

TEST(KneeSectionsTest, AGapInTheCortexDoesNotLetTheBoneOut) {
  const AnatomicalView view = ViewFrom(test::Rendered(kGrid,
                                                      [](const Vec3& p) {
                                                        const bool gap =
                                                            p.y() > 0 && std::abs(p.z()) < 1.5;
                                                        return gap ? 1000.0 : Bone(p);
                                                      }),
                                       Vec3(0, 1, 0));
  const auto bodies = BodiesOf(view);
  const BoneBody* bone = BodyAtMiddle(bodies);
  ASSERT_NE(bone, nullptr);
  EXPECT_NEAR(bone->At(3)->area_mm2, M_PI * 15 * 15, 60);
}

TEST(KneeSectionsTest, DotsInTheMarrowAreFilled) {
  const AnatomicalView view = ViewFrom(
      test::Rendered(
          kGrid,
          [](const Vec3& p) { return std::hypot(p.y() - 4, p.z()) < 1.5 ? 50.0 : Bone(p); }),
      Vec3(0, 1, 0));
  const auto bodies = BodiesOf(view);
  const BoneBody* bone = BodyAtMiddle(bodies);
  ASSERT_NE(bone, nullptr);
  EXPECT_NEAR(bone->At(3)->area_mm2, M_PI * 15 * 15, 40);
}

// In the middle slice a bulge in its own dark border.
double BoneWithBulge(const Vec3& p) {
  const double beside = std::abs(p.z());
  if (std::abs(p.x()) < 2 && p.y() > 0 && beside < 6 && p.y() < 24) return 900;
  if (std::abs(p.x()) < 2 && p.y() > 13 && beside < 8 && p.y() < 26) return 50;
  return Bone(p);
}

TEST(KneeSectionsTest, WhatOnlyOneSliceHasIsCutOff) {
  const AnatomicalView view = ViewFrom(test::Rendered(kGrid, BoneWithBulge), Vec3(0, 1, 0));
  const auto bodies = BodiesOf(view);
  const BoneBody* bone = BodyAtMiddle(bodies);
  ASSERT_NE(bone, nullptr);
  EXPECT_LT(bone->At(3)->area_mm2, M_PI * 15 * 15 + 60);
}

TEST(KneeSectionsTest, OverlapIsWhatBothHaveOfWhatEitherHas) {
  BoneSection a;
  a.end = {2, 2};
  a.inside = {1, 1, 1, 1};
  a.voxels = 4;
  BoneSection b = a;
  b.begin = {1, 0};
  b.end = {3, 2};
  EXPECT_DOUBLE_EQ(Overlap(a, a), 1.0);
  EXPECT_DOUBLE_EQ(Overlap(a, b), 2.0 / 6.0);
}

TEST(KneeSectionsTest, ASliceBeyondTheBodyHasNoSection) {
  BoneBody body;
  EXPECT_EQ(body.At(0), nullptr);
  body.sections.resize(1);
  body.sections[0].slice = 4;
  EXPECT_EQ(body.At(3), nullptr);
  EXPECT_NE(body.At(4), nullptr);
  EXPECT_EQ(body.At(5), nullptr);
}

}  // namespace
}  // namespace regen
