// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/ankle_phantom.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

Part At(const Anatomy& ankle, const Vec3& p) {
  return ankle.parts[static_cast<std::size_t>(PartAt(ankle, p).part)];
}

TEST(Ankle, HasItsTendonBehindFatAndTheCalcaneusBelow) {
  const Anatomy ankle = BuildAnkle({});
  EXPECT_TRUE(At(ankle, Vec3(5, 0.8, 20)).Has(RegionRole::kStructure));
  EXPECT_EQ(At(ankle, Vec3(0, -9, 20)).tissue, Tissue::kFat);
  EXPECT_EQ(At(ankle, Vec3(0, -9, -12)).tissue, Tissue::kMarrow);
  EXPECT_TRUE(At(ankle, Vec3(0, -12, 95)).Has(RegionRole::kReference));
}

TEST(Ankle, HasALesionInsideOfItsTendon) {
  const AnkleShape shape;
  const Vec3 centre(0, shape.slope * shape.bulge_at_mm, shape.bulge_at_mm);
  EXPECT_TRUE(At(BuildAnkle(shape), centre).Has(RegionRole::kLesion));
}

TEST(Ankle, KnowsTheSizesOfATendonWithoutSpindle) {
  AnkleShape shape;
  shape.bulge = 0;
  shape.slope = 0;
  const double area = std::numbers::pi * shape.half_depth_mm * shape.half_width_mm;
  EXPECT_NEAR(TendonSectionMm2(shape, 40), area, 1e-9);
  EXPECT_NEAR(TendonVolumeMm3(shape, 20, 60), 40 * area, 1e-6);
  // The median of chords of an ellipse over its inner 60 %.
  EXPECT_NEAR(TendonThicknessMm(shape, 40), 2 * shape.half_depth_mm * std::sqrt(0.91), 0.02);
}

TEST(Ankle, HasItsInsertionLowerWhereTheBonesCornerIsRounder) {
  AnkleShape sharp;
  sharp.corner_mm = 2.75;
  AnkleShape round;
  round.corner_mm = 6;
  EXPECT_NEAR(TruthOfAnkle(sharp).insertion_mm, 0, 1e-9);
  EXPECT_LT(TruthOfAnkle(round).insertion_mm, -0.5);
}

TEST(AnklePhantom, ThinsTheTendonByWhatItIsAskedFor) {
  AnklePhantomOptions options;
  options.thickness_change_percent = -20;
  const auto ankle = PlanAnkle(options);
  ASSERT_TRUE(ankle);
  EXPECT_NEAR(TruthOfAnkle(ankle->shape_after).thickness_mm /
                  TruthOfAnkle(ankle->shape_before).thickness_mm,
              0.8,
              1e-3);
}

TEST(AnklePhantom, RefusesAChangeOutsideOfItsRange) {
  AnklePhantomOptions options;
  options.thickness_change_percent = -60;
  EXPECT_FALSE(PlanAnkle(options));
}

}  // namespace
}  // namespace regen
