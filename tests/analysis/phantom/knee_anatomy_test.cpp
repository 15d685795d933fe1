// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include "analysis/phantom/random_field.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

KneeTissue At(double x, double y, double z) {
  return KneeAnatomy().TissueAt({x, y, z}).tissue;
}

TEST(KneeAnatomy, IsAirFarInFrontOfTheLeg) {
  EXPECT_EQ(At(0.0, -79.0, 0.0), KneeTissue::kAir);
}

TEST(KneeAnatomy, HasMarrowInEveryBone) {
  EXPECT_EQ(At(24.0, 4.0, 26.0), KneeTissue::kMarrow);    // lateral condyle
  EXPECT_EQ(At(0.0, 4.0, -18.0), KneeTissue::kMarrow);    // tibia
  EXPECT_EQ(At(0.0, -43.0, 33.0), KneeTissue::kMarrow);   // patella
  EXPECT_EQ(At(35.0, 21.5, -27.0), KneeTissue::kMarrow);  // fibula
}

TEST(KneeAnatomy, HasADarkShellAroundTheTibialShaft) {
  bool cortex = false;
  for (double y = 10.0; y < 30.0; y += 0.1) {
    cortex = cortex || At(0.0, y, -60.0) == KneeTissue::kCortex;
  }
  EXPECT_TRUE(cortex);
}

TEST(KneeAnatomy, HasCartilageBetweenFemurAndTibia) {
  bool cartilage = false;
  for (double z = -5.0; z < 6.0; z += 0.1) {
    cartilage = cartilage || At(-24.0, 6.0, z) == KneeTissue::kCartilage;
  }
  EXPECT_TRUE(cartilage);
}

TEST(KneeAnatomy, HasTheTendonOnItsCentreLine) {
  const KneeAnatomy knee;
  for (double share = 0.08; share < 0.92; share += 0.02) {
    EXPECT_EQ(knee.TissueAt(knee.TendonCentre(share)).tissue, KneeTissue::kPatellarTendon)
        << share;
  }
}

TEST(KneeAnatomy, EmbedsTheTendonInFatInFrontAndBehind) {
  const KneeAnatomy knee;
  const Vec3 centre = knee.TendonCentre(0.52);
  EXPECT_EQ(knee.TissueAt(centre + Vec3(0, -4, 0)).tissue, KneeTissue::kFat);
  EXPECT_EQ(knee.TissueAt(centre + Vec3(0, 4, 0)).tissue, KneeTissue::kFat);
}

// How much of a line through the tendon's middle is tendon.
double TendonExtent(const KneeAnatomy& knee, const Vec3& along) {
  double inside = 0;
  for (double d = -22.0; d <= 22.0; d += 0.02) {
    const Vec3 p = knee.TendonCentre(0.5) + d * along;
    inside += knee.TissueAt(p).tissue == KneeTissue::kPatellarTendon ? 0.02 : 0.0;
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
            KneeTissue::kPatellarTendon);
  shape.lesion.radii_mm = Vec3(4, 2, 5);
  const KneeAnatomy knee(shape);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.76)).tissue, KneeTissue::kTendonLesion);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.5)).tissue, KneeTissue::kPatellarTendon);
}

TEST(KneeAnatomy, SwellsTheTendonInItsProximalThirdAlone) {
  KneeShape shape;
  shape.tendon_bump = {TendonPart::kProximalThird, 0.5};
  const KneeAnatomy knee(shape);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.7) + Vec3(0, 3.2, 0)).tissue,
            KneeTissue::kPatellarTendon);
  EXPECT_EQ(knee.TissueAt(knee.TendonCentre(0.4) + Vec3(0, 2.8, 0)).tissue, KneeTissue::kFat);
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
    const KneeTissue tissue = knee.TissueAt(p).tissue;
    const bool bone = tissue == KneeTissue::kMarrow || tissue == KneeTissue::kCortex;
    ASSERT_EQ(bone, nearest < 0.0) << p.transpose();
  }
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
