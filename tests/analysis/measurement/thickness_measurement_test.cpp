// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/thickness_measurement.h"

#include "tests/analysis/measurement/sheet_pair.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

TEST(GreatestThickness, IsThatOfTheSheetBetweenDifferentNeighbours) {
  SheetSceneOptions options;
  options.front = 90;
  options.back = 60;
  options.tilt_rad = Vec3(0.05, 0.04, 0.08);
  const MeasuredValue thickness =
      MeasureGreatestThickness(SheetPair(options, options).Baseline());
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 6, 0.1);
}

TEST(GreatestThickness, FollowsTheImageAndNotTheOutline) {
  SheetSceneOptions thicker;
  thicker.half_mm[1] = 3.5;  // the region stays that of 6 mm
  const MeasuredValue thickness =
      MeasureGreatestThickness(SheetPair(SheetSceneOptions{}, thicker).FollowUp());
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 7, 0.1);
}

TEST(GreatestThickness, HasNoValueWhereTheEdgesHaveNoContrast) {
  SheetSceneOptions even;
  even.front = even.back = even.inside;
  even.noise = 2;
  const MeasuredValue thickness = MeasureGreatestThickness(SheetPair(even, even).Baseline());
  EXPECT_FALSE(thickness.value);
  ASSERT_FALSE(thickness.reasons.empty());
  EXPECT_EQ(thickness.reasons.front().code, reasons::kTooFewProfiles);
}

TEST(MeanThickness, IsThatOfAThinBrightSheet) {
  SheetSceneOptions cartilage;
  cartilage.half_mm = Vec3(15, 1.2, 15);
  cartilage.inside = 100;
  cartilage.front = 20;
  cartilage.back = 20;
  const MeasuredValue thickness =
      MeasureMeanThickness(SheetPair(cartilage, cartilage).Baseline());
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 2.4, 0.1);
}

TEST(MeanThickness, CountsDenudedPlacesAsZero) {
  SheetSceneOptions cartilage;
  cartilage.half_mm = Vec3(15, 1.2, 15);
  cartilage.inside = 100;
  cartilage.front = 20;
  cartilage.back = 20;
  SheetSceneOptions worn = cartilage;  // a hole of a quarter of the area, dark as the bone
  worn.defect_radii_mm = Vec3(7.5, 30, 7.5);
  worn.defect = 20;
  const MeasuredValue whole = MeasureMeanThickness(SheetPair(cartilage, worn).Baseline());
  const MeasuredValue less = MeasureMeanThickness(SheetPair(cartilage, worn).FollowUp());
  ASSERT_TRUE(whole.value && less.value);
  EXPECT_NEAR(*less.value / *whole.value, 1 - 3.14159 * 7.5 * 7.5 / (30 * 30), 0.06);
}

}  // namespace
}  // namespace regen
