// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_bones.h"

#include "tests/support/flat_knee_scene.h"
#include "tests/support/image_changes.h"
#include "tests/support/scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const VolumeGeometry kGrid = test::SagittalGrid({124, 124, 20}, Vec3(1.0, 1.0, 5.2));

Volume Knee(const test::FlatKneeScene& scene = {}) {
  return test::Rendered(kGrid, [&](const Vec3& p) { return scene.ValueAt(p); }, {1, 1, 1});
}

std::optional<KneeBones> BonesOf(const Volume& image) {
  const AnatomicalView view = ViewFrom(image, Vec3(0, 1, 0));
  const auto level = BrightLevel(view);
  return ChooseKneeBones(view, level, LinkSections(view, FindBoneSections(view, level)));
}

double Quality(const std::optional<KneeBones>& bones) {
  return bones ? bones->knee.quality() : 0.0;
}

TEST(KneeBonesTest, TellsFemurTibiaAndPatellaApart) {
  const auto bones = BonesOf(Knee());
  ASSERT_TRUE(bones);
  EXPECT_GE(bones->knee.quality(), 0.5) << bones->knee.what();
  const BoneSection* femur = bones->femur.At(10);
  ASSERT_NE(femur, nullptr);
  EXPECT_TRUE(femur->Has(62, 30));
  ASSERT_NE(bones->tibia.At(10), nullptr);
  EXPECT_TRUE(bones->tibia.At(10)->Has(62, 100));
  ASSERT_NE(bones->patella.At(10), nullptr);
  EXPECT_TRUE(bones->patella.At(10)->Has(17, 28));
}

TEST(KneeBonesTest, KnowsWhereTheJointIs) {
  const auto bones = BonesOf(Knee());
  ASSERT_TRUE(bones);
  EXPECT_NEAR(bones->joint_v_mm, 61.5 - 5.5, 1.5);
  EXPECT_NEAR(bones->femur_depth_mm, 57, 3);
}

TEST(KneeBonesTest, AKneeUpsideDownIsNone) {
  EXPECT_LT(Quality(BonesOf(test::Mirrored(Knee(), 1))), 0.5);
}

TEST(KneeBonesTest, AKneeFromBehindIsNone) {
  EXPECT_LT(Quality(BonesOf(test::Mirrored(Knee(), 0))), 0.5);
}

TEST(KneeBonesTest, WithoutAPatellaThereIsNoKnee) {
  test::FlatKneeScene scene;
  scene.patella_z = 500;
  EXPECT_LT(Quality(BonesOf(Knee(scene))), 0.5);
}

TEST(KneeBonesTest, APatellaWithoutCartilageIsNotBelieved) {
  test::FlatKneeScene scene;
  scene.cartilage = scene.fat;
  EXPECT_LT(Quality(BonesOf(Knee(scene))), 0.5);
}

TEST(KneeBonesTest, ABoneCutAtTheSideIsMarked) {
  const auto bones = BonesOf(test::Cropped(Knee(), {0, 0, 7}, {124, 124, 20}));
  EXPECT_LT(bones ? bones->femur_links.quality() : 0.0, 0.5);
}

}  // namespace
}  // namespace regen
