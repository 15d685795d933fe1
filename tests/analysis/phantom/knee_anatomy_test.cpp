// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include "analysis/phantom/random_field.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

KneeTissue At(double x, double y, double z) {
  return TissueOfKnee({x, y, z}).tissue;
}

TEST(TissueOfKnee, IsAirFarInFrontOfTheLeg) {
  EXPECT_EQ(At(0.0, -79.0, 0.0), KneeTissue::kAir);
}

TEST(TissueOfKnee, HasMarrowInEveryBone) {
  EXPECT_EQ(At(24.0, 4.0, 26.0), KneeTissue::kMarrow);    // lateral condyle
  EXPECT_EQ(At(0.0, 4.0, -18.0), KneeTissue::kMarrow);    // tibia
  EXPECT_EQ(At(0.0, -43.0, 33.0), KneeTissue::kMarrow);   // patella
  EXPECT_EQ(At(35.0, 21.5, -27.0), KneeTissue::kMarrow);  // fibula
}

TEST(TissueOfKnee, HasADarkShellAroundTheTibialShaft) {
  bool cortex = false;
  for (double y = 10.0; y < 30.0; y += 0.1) {
    cortex = cortex || At(0.0, y, -60.0) == KneeTissue::kCortex;
  }
  EXPECT_TRUE(cortex);
}

TEST(TissueOfKnee, HasCartilageBetweenFemurAndTibia) {
  bool cartilage = false;
  for (double z = -5.0; z < 6.0; z += 0.1) {
    cartilage = cartilage || At(-24.0, 6.0, z) == KneeTissue::kCartilage;
  }
  EXPECT_TRUE(cartilage);
}

TEST(TissueOfKnee, HasTheTendonOnItsCentreLine) {
  for (double z = -34.0; z < 8.0; z += 1.0) {
    EXPECT_EQ(TissueOfKnee(TendonCentre(z)).tissue, KneeTissue::kPatellarTendon) << z;
  }
}

TEST(TissueOfKnee, EmbedsTheTendonInFatInFrontAndBehind) {
  const Vec3 centre = TendonCentre(-12.0);
  EXPECT_EQ(TissueOfKnee(centre + Vec3(0, -4, 0)).tissue, KneeTissue::kFat);
  EXPECT_EQ(TissueOfKnee(centre + Vec3(0, 4, 0)).tissue, KneeTissue::kFat);
}

TEST(TissueOfKnee, GivesTheTendonItsThicknessAndWidth) {
  const TendonShape shape = PatellarTendonShape();
  const Vec3 centre = TendonCentre(-12.0);
  const auto extent = [&](const Vec3& along) {
    double inside = 0;
    for (double d = -20.0; d <= 20.0; d += 0.02) {
      if (TissueOfKnee(centre + d * along).tissue == KneeTissue::kPatellarTendon) {
        inside += 0.02;
      }
    }
    return inside;
  };
  EXPECT_NEAR(extent(Vec3::UnitY()), shape.thickness_mm, 0.05);
  EXPECT_NEAR(extent(Vec3::UnitX()), shape.width_mm, 0.05);
}

TEST(PatellarTendonShape, IsThatOfAnAdult) {
  const TendonShape shape = PatellarTendonShape();
  EXPECT_GT(shape.length_mm, 40.0);
  EXPECT_LT(shape.length_mm, 60.0);
  EXPECT_GT(shape.thickness_mm, 4.0);
  EXPECT_LT(shape.thickness_mm, 6.0);
}

TEST(TissueOfKnee, NeverClaimsMoreClearanceThanThereIs) {
  RandomStream random(21);
  for (int n = 0; n < 20000; ++n) {
    const Vec3 p(
        random.NextBetween(-50, 50), random.NextBetween(-70, 75), random.NextBetween(-80, 80));
    const TissueAtPoint here = TissueOfKnee(p);
    const double step = std::min(here.clearance_mm, 4.0) * random.NextUniform();
    const TissueAtPoint there = TissueOfKnee(p + step * random.NextDirection());
    ASSERT_EQ(static_cast<int>(there.tissue), static_cast<int>(here.tissue))
        << p.transpose() << ", clearance " << here.clearance_mm;
  }
}

}  // namespace
}  // namespace regen
