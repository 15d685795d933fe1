// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include "analysis/phantom/random_field.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

Tissue At(double x, double y, double z) {
  return KneeAnatomy().TissueAt({x, y, z}).tissue;
}

TEST(KneeAnatomy, IsAirFarInFrontOfTheLeg) {
  EXPECT_EQ(At(0.0, -79.0, 0.0), Tissue::kAir);
}

TEST(KneeAnatomy, HasMarrowInEveryBone) {
  EXPECT_EQ(At(24.0, 4.0, 26.0), Tissue::kMarrow);    // lateral condyle
  EXPECT_EQ(At(0.0, 4.0, -18.0), Tissue::kMarrow);    // tibia
  EXPECT_EQ(At(0.0, -43.0, 33.0), Tissue::kMarrow);   // patella
  EXPECT_EQ(At(35.0, 21.5, -27.0), Tissue::kMarrow);  // fibula
}

TEST(KneeAnatomy, HasADarkShellAroundTheTibialShaft) {
  bool cortex = false;
  for (double y = 10.0; y < 30.0; y += 0.1) {
    cortex = cortex || At(0.0, y, -60.0) == Tissue::kCortex;
  }
  EXPECT_TRUE(cortex);
}

TEST(KneeAnatomy, HasCartilageBetweenFemurAndTibia) {
  bool cartilage = false;
  for (double z = -5.0; z < 6.0; z += 0.1) {
    cartilage = cartilage || At(-24.0, 6.0, z) == Tissue::kCartilage;
  }
  EXPECT_TRUE(cartilage);
}

TEST(KneeAnatomy, HasTheTendonOnItsCentreLine) {
  const KneeAnatomy knee;
  for (double share = 0.08; share < 0.92; share += 0.02) {
    EXPECT_EQ(knee.TissueAt(knee.TendonCentre(share)).tissue, Tissue::kTendon) << share;
  }
}

TEST(KneeAnatomy, EmbedsTheTendonInFatInFrontAndBehind) {
  const KneeAnatomy knee;
  const Vec3 centre = knee.TendonCentre(0.52);
  EXPECT_EQ(knee.TissueAt(centre + Vec3(0, -4, 0)).tissue, Tissue::kFat);
  EXPECT_EQ(knee.TissueAt(centre + Vec3(0, 4, 0)).tissue, Tissue::kFat);
}

// How much of a line through the tendon's middle is tendon.
double TendonExtent(const KneeAnatomy& knee, const Vec3& along) {
  double inside = 0;
  for (double d = -22.0; d <= 22.0; d += 0.02) {
    const Vec3 p = knee.TendonCentre(0.5) + d * along;
    inside += knee.TissueAt(p).tissue == Tissue::kTendon ? 0.02 : 0.0;
  }
  return inside;
}

TEST(KneeAnatomy, GivesTheTendonItsThicknessAndWidth) {
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    const KneeAnatomy knee(DrawKneeShape(seed));
    const TendonSize size = knee.PatellarTendon();
    EXPECT_NEAR(TendonExtent(knee, Vec3::UnitY()), size.thickness_mm, 0.05);
    EXPECT_NEAR(TendonExtent(knee, Vec3::UnitX()), size.width_mm, 0.05);
  }
}

TEST(KneeAnatomy, HasATendonOfAnAdult) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const TendonSize size = KneeAnatomy(DrawKneeShape(seed)).PatellarTendon();
    EXPECT_GT(size.length_mm, 38.0);
    EXPECT_LT(size.length_mm, 66.0);
    EXPECT_GT(size.thickness_mm, 3.4);
    EXPECT_LT(size.thickness_mm, 7.3);
  }
}

TEST(KneeAnatomy, ShowsALesionOnlyWhereOneIsAsked) {
  KneeShape shape;
  EXPECT_EQ(KneeAnatomy(shape).TissueAt(KneeAnatomy().TendonCentre(0.76)).tissue,
            Tissue::kTendon);
  shape.lesion.radii_mm = Vec3(4, 2, 5);
  const KneeAnatomy knee(shape);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.76)).tissue, Tissue::kTendonLesion);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.5)).tissue, Tissue::kTendon);
}

TEST(KneeAnatomy, SwellsTheTendonInItsProximalThirdAlone) {
  KneeShape shape;
  shape.tendon_bump = {TendonPart::kProximalThird, 0.5};
  const KneeAnatomy knee(shape);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.7) + Vec3(0, 3.2, 0)).tissue, Tissue::kTendon);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.4) + Vec3(0, 2.8, 0)).tissue, Tissue::kFat);
}

TEST(KneeAnatomy, HasBoneWhereTheDistanceToItIsNegative) {
  const KneeAnatomy knee(DrawKneeShape(3));
  RandomStream random(4);
  for (int n = 0; n < 5000; ++n) {
    const Vec3 p(
        random.NextBetween(-45, 45), random.NextBetween(-60, 40), random.NextBetween(-60, 60));
    const double nearest = std::min({knee.BoneDistanceMm(KneeBone::kFemur, p),
                                     knee.BoneDistanceMm(KneeBone::kTibia, p),
                                     knee.BoneDistanceMm(KneeBone::kPatella, p)});
    const Tissue tissue = knee.TissueAt(p).tissue;
    const bool bone = tissue == Tissue::kMarrow || tissue == Tissue::kCortex;
    ASSERT_EQ(bone, nearest < 0.0) << p.transpose();
  }
}

KneeShape WithRepair(double fill) {
  KneeShape shape;
  shape.repair.place.radius_mm = 6.0;
  shape.repair.fill = fill;
  return shape;
}

TEST(KneeAnatomy, FillsACartilageDefectFromTheBoneUp) {
  const KneeShape shape = WithRepair(0.5);
  const KneeAnatomy knee(shape, KneeTreated::kCartilage);
  const auto site = knee.SiteOf(shape.repair.place);
  EXPECT_EQ(knee.TissueAt(site.at + 0.5 * site.outward).tissue, Tissue::kRepairTissue);
  EXPECT_EQ(knee.TissueAt(site.at + 1.7 * site.outward).tissue, Tissue::kFluid);
}

TEST(KneeAnatomy, LetsRepairTissueGrowBeyondTheCartilage) {
  const KneeShape shape = WithRepair(1.2);
  const KneeAnatomy knee(shape, KneeTreated::kCartilage);
  const auto site = knee.SiteOf(shape.repair.place);
  EXPECT_EQ(knee.TissueAt(site.at + 2.5 * site.outward).tissue, Tissue::kRepairTissue);
}

TEST(KneeAnatomy, TellsTheThicknessOfALayerAtASite) {
  const KneeAnatomy knee(WithRepair(1.0), KneeTreated::kCartilage);
  EXPECT_NEAR(knee.SiteThicknessMm(knee.shape().repair.place, 1.0), 2.2, 0.1);
  EXPECT_NEAR(knee.SiteThicknessMm(knee.shape().repair.place, 0.5), 1.1, 0.05);
}

TEST(KneeAnatomy, GivesTheTreatedStructureItsRole) {
  const auto has = [](KneeTreated treated, KneePart part, RegionRole role) {
    return KneeAnatomy({}, treated).layers().parts[static_cast<std::size_t>(part)].Has(role);
  };
  EXPECT_TRUE(
      has(KneeTreated::kPatellarTendon, KneePart::kTendonLesion, RegionRole::kStructure));
  EXPECT_FALSE(has(KneeTreated::kCartilage, KneePart::kTendonLesion, RegionRole::kStructure));
  EXPECT_TRUE(has(KneeTreated::kCartilage, KneePart::kDefect, RegionRole::kLesion));
  EXPECT_TRUE(has(KneeTreated::kCartilage, KneePart::kControl, RegionRole::kControl));
}

void ExpectHonestClearance(const KneeAnatomy& knee, std::uint64_t seed) {
  RandomStream random(seed);
  for (int n = 0; n < 20000; ++n) {
    const Vec3 p(
        random.NextBetween(-50, 50), random.NextBetween(-70, 75), random.NextBetween(-80, 80));
    const TissueAtPoint here = knee.TissueAt(p);
    const double step = std::min(here.clearance_mm, 4.0) * random.NextUniform();
    const TissueAtPoint there = knee.TissueAt(p + step * random.NextDirection());
    ASSERT_EQ(static_cast<int>(there.tissue), static_cast<int>(here.tissue))
        << p.transpose() << ", clearance " << here.clearance_mm;
  }
}

TEST(KneeAnatomy, NeverClaimsMoreClearanceThanThereIs) {
  ExpectHonestClearance(KneeAnatomy(), 21);
}

TEST(KneeAnatomy, NeverClaimsMoreClearanceThanThereIsInAnotherKnee) {
  for (const std::uint64_t seed : {1U, 2U, 5U}) {
    KneeShape shape = DrawKneeShape(seed);
    shape.tendon_bump = {TendonPart::kProximalThird, 1.0};
    shape.lesion.radii_mm = Vec3(5, 1.8, 5);
    ExpectHonestClearance(KneeAnatomy(shape), seed);
  }
}

}  // namespace
}  // namespace regen
