// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tendon_change.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(TendonVolume, IsThatOfTheFormulaLessWhatBoneTakes) {
  const KneeAnatomy knee;
  const double tube = knee.TendonAreaMm2() * knee.TendonHeightMm();
  EXPECT_LT(TendonVolumeMm3(knee), tube);
  EXPECT_GT(TendonVolumeMm3(knee), 0.93 * tube);
}

TEST(TendonVolume, GrowsWithTheKneeByTheThirdPower) {
  KneeShape large;
  large.scale = 1.1;
  EXPECT_NEAR(
      TendonVolumeMm3(KneeAnatomy(large)) / TendonVolumeMm3(KneeAnatomy()), 1.331, 0.002);
}

TEST(WithTendonVolumeChange, ChangesTheVolumeByTheAskedPercentage) {
  for (const std::uint64_t anatomy : {0U, 3U}) {
    for (const TendonPart part : {TendonPart::kProximalThird, TendonPart::kMiddle}) {
      const KneeShape shape = DrawKneeShape(anatomy);
      const double before = TendonVolumeMm3(KneeAnatomy(shape));
      for (const double percent : {-15.0, 5.0, 40.0}) {
        const KneeShape changed = WithTendonVolumeChange(shape, part, percent);
        const double ratio = TendonVolumeMm3(KneeAnatomy(changed)) / before;
        EXPECT_NEAR(100.0 * (ratio - 1.0), percent, 0.3);
      }
    }
  }
}

TEST(WithTendonVolumeChange, LeavesTheShapeWhereNothingChanges) {
  EXPECT_EQ(WithTendonVolumeChange({}, TendonPart::kMiddle, 0.0).tendon_bump.gain, 0.0);
}

TEST(WithSmallerLesion, ShrinksTheVolumeByTheAskedPercentage) {
  KneeShape shape;
  shape.lesion.radii_mm = Vec3(6, 2, 5);
  const KneeShape smaller = WithSmallerLesion(shape, 50.0);
  EXPECT_NEAR(smaller.lesion.VolumeMm3(), 0.5 * shape.lesion.VolumeMm3(), 1e-9);
}

TEST(WithSmallerLesion, LeavesNoneAtAHundredPercent) {
  KneeShape shape;
  shape.lesion.radii_mm = Vec3(6, 2, 5);
  EXPECT_FALSE(WithSmallerLesion(shape, 100.0).lesion.exists());
}

}  // namespace
}  // namespace regen
