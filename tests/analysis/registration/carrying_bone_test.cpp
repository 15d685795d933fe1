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

// The voxels that `inside` takes.
RegionSurroundings RegionOf(const std::function<bool(const Vec3&)>& inside) {
  Volume region = MakeVolume(Grid());
  for (int k = 0; k < region.geometry.size[2]; ++k) {
    for (int j = 0; j < region.geometry.size[1]; ++j) {
      for (int i = 0; i < region.geometry.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(region.geometry, Vec3(i, j, k));
        region.At(i, j, k) = inside(p) ? 1.0F : 0.0F;
      }
    }
  }
  return {region, 2.0};
}

// A round sheet of 16 mm between two heights.
RegionSurroundings Sheet(double low_mm, double high_mm) {
  return RegionOf([=](const Vec3& p) {
    return std::hypot(p[0], p[1]) <= 8 && p[2] > low_mm && p[2] < high_mm;
  });
}

BonesBesideSheet Find(const Tissue& tissue, const RegionSurroundings& sheet) {
  return FindBonesBesideSheet(Layers(tissue), sheet, 24);
}

TEST(FindBonesBesideSheet, FindsTheBoneBelowTheLowerSheet) {
  const BonesBesideSheet found = Find(Joint, Sheet(0, 2));
  ASSERT_TRUE(found.seen);
  EXPECT_EQ(found.sides[0].name, "bone-below");
  EXPECT_LT(found.sides[0].centre_lps[2], -10);
  EXPECT_EQ(found.sides[1].name, "bone-above");
  EXPECT_GT(found.sides[1].centre_lps[2], 10);
}

TEST(FindBonesBesideSheet, FindsTheBoneAboveTheUpperSheet) {
  const BonesBesideSheet found = Find(Joint, Sheet(2, 4));
  ASSERT_TRUE(found.seen);
  EXPECT_GT(found.sides[0].centre_lps[2], 10);
}

TEST(FindBonesBesideSheet, SeesSuppressedMarrowAsWell) {
  const Tissue suppressed = [](double z) {
    const float value = Joint(z);
    return value == kMarrow ? 250.0F : value;
  };
  const BonesBesideSheet found = Find(suppressed, Sheet(0, 2));
  ASSERT_TRUE(found.seen);
  EXPECT_LT(found.sides[0].centre_lps[2], 0);
}

TEST(FindBonesBesideSheet, DoesNotTakeFatThatTouchesTheSurfaceForABone) {
  const Tissue fat_above = [](double z) { return z > 2 ? kMarrow : Joint(z); };
  const BonesBesideSheet found = Find(fat_above, Sheet(0, 2));
  ASSERT_TRUE(found.seen);
  EXPECT_LT(found.sides[0].centre_lps[2], 0);
}

TEST(FindBonesBesideSheet, SaysNothingWhereOnlyFatTouchesTheSheet) {
  const Tissue fat_above = [](double z) { return z > 2 ? kMarrow : z < 0 ? kPlate : kCartilage; };
  EXPECT_FALSE(Find(fat_above, Sheet(0, 2)).seen);
}

TEST(FindBonesBesideSheet, DoesNotTakeTheOppositeBoneWhereALesionHidesTheOwn) {
  // Marrow as bright as cartilage for 9 mm beneath the plate.
  const Tissue lesion = [](double z) { return z < -1 && z > -10 ? kCartilage : Joint(z); };
  EXPECT_FALSE(Find(lesion, Sheet(0, 2)).seen);
}

TEST(FindBonesBesideSheet, FindsTheBoneThatASheetIsBentRound) {
  // A half tube of 2 mm round a bone along x, as cartilage round a whole condyle.
  const auto radius = [](const Vec3& p) { return std::hypot(p[1], p[2]); };
  Volume image = MakeVolume(Grid());
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) {
        const double r = radius(LpsFromIndex(image.geometry, Vec3(i, j, k)));
        image.At(i, j, k) = r < 20 ? kMarrow : r < 21 ? kPlate : r < 23 ? kCartilage : 150.0F;
      }
    }
  }
  const RegionSurroundings sheet = RegionOf([&](const Vec3& p) {
    return radius(p) > 21 && radius(p) < 23 && p[2] < 5 && std::abs(p[0]) < 9;
  });
  const auto found = FindBonesBesideSheet(image, sheet, 24);
  ASSERT_TRUE(found.seen);
  EXPECT_LT(radius(found.sides[0].centre_lps), 15);
}

TEST(FindBonesBesideSheet, NamesBothSidesByWhereTheyLieWhereNothingIsSeen) {
  const BonesBesideSheet found = Find([](double) { return kCartilage; }, Sheet(0, 2));
  EXPECT_FALSE(found.seen);
  EXPECT_NE(found.sides[0].name, found.sides[1].name);
  for (const BoneSeed& seed : found.sides) {
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

CarrierCheck Check(const RegisteredStructure& first,
                   const RegisteredStructure& second,
                   bool seen) {
  return CheckCarrier(first, second, seen, Sheet(0, 2).Points(), 0.5);
}

TEST(CheckCarrier, TakesTheBoneBeneathHoweverTheOtherMoved) {
  const auto check = Check(Bone("beneath", 0), Bone("opposite", 3), true);
  EXPECT_EQ(check.why_not, "");
  EXPECT_EQ(check.doubt_mm, 0);
}

TEST(CheckCarrier, TellsWhyTheBoneBeneathCannotBeUsed) {
  const auto check = Check(Bone("beneath", 0, false), Bone("opposite", 0), true);
  EXPECT_EQ(check.why_not, "beneath: it was not followed");
}

TEST(CheckCarrier, DoesNotCareWhichBoneItIsWhereBothAgree) {
  const auto check = Check(Bone("bone-above", 0), Bone("bone-below", 0.3), false);
  EXPECT_EQ(check.why_not, "");
  EXPECT_NEAR(check.doubt_mm, 0.3, 1e-9);
}

TEST(CheckCarrier, RefusesWhereTheBoneIsUnseenAndTheyDisagree) {
  const auto check = Check(Bone("bone-above", 0), Bone("bone-below", 0.7), false);
  EXPECT_EQ(check.why_not,
            "on which bone the region lies cannot be seen, and bone-above and bone-below would "
            "place it 0.70 mm apart (at most 0.50 mm allowed)");
}

TEST(CheckCarrier, RefusesWhereTheBoneIsUnseenAndOneWasNotFollowed) {
  const auto check = Check(Bone("bone-above", 0), Bone("bone-below", 0, false), false);
  EXPECT_EQ(check.why_not,
            "on which bone the region lies cannot be seen, and bone-below: it was not followed");
}

}  // namespace
}  // namespace regen
