// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/carrying_bone.h"

#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr float kMarrow = 1000;
constexpr float kPlate = 80;
constexpr float kCartilage = 550;

// Layers along z, in a block of 64 x 64 x 84 mm around the origin.
VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {32, 64, 140};
  grid.spacing_mm = Vec3(2, 1, 0.6);
  grid.origin_lps = Vec3(-31, -31.5, -41.7);
  return grid;
}

using Tissue = std::function<float(double z_mm)>;

Volume Layers(const Tissue& tissue) {
  Volume image = MakeVolume(Grid());
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    const auto value =
        tissue(LpsFromIndex(image.geometry, Vec3(0, 0, k))[2]);
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) image.At(i, j, k) = value;
    }
  }
  return image;
}

// Marrow, a plate of 1 mm, cartilage from 0 to 4 mm, a plate, marrow.
float Joint(double z) {
  if (z < -1 || z > 5) return kMarrow;
  if (z < 0 || z > 4) return kPlate;
  return kCartilage;
}

// A round sheet of 16 mm between two heights.
std::vector<Vec3> Sheet(double low_mm, double high_mm) {
  std::vector<Vec3> points;
  for (double z = low_mm + 0.3; z < high_mm; z += 0.6) {
    for (double y = -8; y <= 8; y += 2) {
      for (double x = -8; x <= 8; x += 2) {
        if (std::hypot(x, y) <= 8) points.emplace_back(x, y, z);
      }
    }
  }
  return points;
}

BonesBesideSheet Find(const Tissue& tissue, const std::vector<Vec3>& sheet) {
  return FindBonesBesideSheet(Layers(tissue), sheet, {"beneath", "opposite"}, 24);
}

TEST(FindBonesBesideSheet, FindsTheBoneBelowTheLowerSheet) {
  const BonesBesideSheet found = Find(Joint, Sheet(0, 2));
  ASSERT_EQ(found.beneath, 0);
  ASSERT_EQ(found.seeds.size(), 2u);
  EXPECT_EQ(found.seeds[0].name, "beneath");
  EXPECT_LT(found.seeds[0].centre_lps[2], -10);
  EXPECT_EQ(found.seeds[1].name, "opposite");
  EXPECT_GT(found.seeds[1].centre_lps[2], 10);
}

TEST(FindBonesBesideSheet, FindsTheBoneAboveTheUpperSheet) {
  const BonesBesideSheet found = Find(Joint, Sheet(2, 4));
  ASSERT_EQ(found.beneath, 0);
  EXPECT_GT(found.seeds[0].centre_lps[2], 10);
}

TEST(FindBonesBesideSheet, SeesSuppressedMarrowAsWell) {
  const Tissue suppressed = [](double z) {
    const float value = Joint(z);
    return value == kMarrow ? 250.0F : value;
  };
  const BonesBesideSheet found = Find(suppressed, Sheet(0, 2));
  ASSERT_EQ(found.beneath, 0);
  EXPECT_LT(found.seeds[0].centre_lps[2], 0);
}

TEST(FindBonesBesideSheet, DoesNotTakeFatThatTouchesTheSurfaceForABone) {
  const Tissue fat_above = [](double z) { return z > 2 ? kMarrow : Joint(z); };
  const BonesBesideSheet found = Find(fat_above, Sheet(0, 2));
  ASSERT_EQ(found.beneath, 0);
  EXPECT_LT(found.seeds[0].centre_lps[2], 0);
}

TEST(FindBonesBesideSheet, SaysNothingWhereOnlyFatTouchesTheSheet) {
  const Tissue fat_above = [](double z) { return z > 2 ? kMarrow : z < 0 ? kPlate : kCartilage; };
  EXPECT_EQ(Find(fat_above, Sheet(0, 2)).beneath, -1);
}

TEST(FindBonesBesideSheet, DoesNotTakeTheOppositeBoneWhereALesionHidesTheOwn) {
  // Marrow as bright as cartilage for 9 mm beneath the plate.
  const Tissue lesion = [](double z) { return z < -1 && z > -10 ? kCartilage : Joint(z); };
  EXPECT_EQ(Find(lesion, Sheet(0, 2)).beneath, -1);
}

TEST(FindBonesBesideSheet, FindsTheBoneThatASheetIsBentRound) {
  // A half tube of 2 mm round a bone along x, as cartilage round a whole condyle.
  const auto radius = [](const Vec3& p) { return std::hypot(p[1], p[2]); };
  Volume image = MakeVolume(Grid());
  std::vector<Vec3> sheet;
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        const double r = radius(p);
        image.At(i, j, k) = r < 20 ? kMarrow : r < 21 ? kPlate : r < 23 ? kCartilage : 150.0F;
        if (r > 21 && r < 23 && p[2] < 5 && std::abs(p[0]) < 9) sheet.push_back(p);
      }
    }
  }
  const auto found = FindBonesBesideSheet(image, sheet, {"beneath", "opposite"}, 24);
  ASSERT_EQ(found.beneath, 0);
  EXPECT_LT(radius(found.seeds[0].centre_lps), 15);
}

TEST(FindBonesBesideSheet, NamesBothSidesByWhereTheyLieWhereNothingIsSeen) {
  const BonesBesideSheet found = Find([](double) { return kCartilage; }, Sheet(0, 2));
  EXPECT_EQ(found.beneath, -1);
  ASSERT_EQ(found.seeds.size(), 2u);
  EXPECT_NE(found.seeds[0].name, found.seeds[1].name);
  for (const BoneSeed& seed : found.seeds) {
    EXPECT_EQ(seed.name, seed.centre_lps[2] > 0 ? "bone-above" : "bone-below");
  }
}

RegisteredStructure Bone(const char* name, double shift_mm, bool usable = true) {
  RegisteredStructure bone;
  bone.name = name;
  bone.usable = usable;
  bone.why_not = usable ? "" : "it was not followed";
  bone.followup_from_baseline.translation_mm = Vec3(shift_mm, 0, 0);
  return bone;
}

TEST(ChooseCarrier, TakesTheBoneBeneathHoweverTheOthersMoved) {
  const auto choice =
      ChooseCarrier({Bone("beneath", 0), Bone("opposite", 3)}, 0, Sheet(0, 2), 0.5);
  EXPECT_EQ(choice.bone, 0);
  EXPECT_EQ(choice.doubt_mm, 0);
}

TEST(ChooseCarrier, TellsWhyTheBoneBeneathCannotBeUsed) {
  const auto choice =
      ChooseCarrier({Bone("beneath", 0, false), Bone("opposite", 0)}, 0, Sheet(0, 2), 0.5);
  EXPECT_EQ(choice.bone, -1);
  EXPECT_EQ(choice.why_not, "beneath: it was not followed");
}

TEST(ChooseCarrier, DoesNotCareWhichBoneItIsWhereAllAgree) {
  const auto choice =
      ChooseCarrier({Bone("bone-above", 0), Bone("bone-below", 0.3)}, -1, Sheet(0, 2), 0.5);
  EXPECT_EQ(choice.bone, 0);
  EXPECT_NEAR(choice.doubt_mm, 0.3, 1e-9);
}

TEST(ChooseCarrier, RefusesWhereTheBoneIsUnseenAndTheyDisagree) {
  const auto choice =
      ChooseCarrier({Bone("bone-above", 0), Bone("bone-below", 0.7)}, -1, Sheet(0, 2), 0.5);
  EXPECT_EQ(choice.bone, -1);
  EXPECT_EQ(choice.why_not,
            "on which bone the region lies cannot be seen, and bone-above and bone-below would "
            "place it 0.70 mm apart (at most 0.50 mm allowed)");
}

TEST(ChooseCarrier, RefusesWhereTheBoneIsUnseenAndOneWasNotFollowed) {
  const auto choice = ChooseCarrier(
      {Bone("bone-above", 0), Bone("bone-below", 0, false)}, -1, Sheet(0, 2), 0.5);
  EXPECT_EQ(choice.bone, -1);
  EXPECT_EQ(choice.why_not,
            "on which bone the region lies cannot be seen, and bone-below: it was not followed");
}

}  // namespace
}  // namespace regen
