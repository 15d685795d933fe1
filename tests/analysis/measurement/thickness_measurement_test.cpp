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
  const SheetSceneOptions even = test::EvenSheet();
  const MeasuredValue thickness = MeasureGreatestThickness(SheetPair(even, even).Baseline());
  EXPECT_FALSE(thickness.value);
  ASSERT_FALSE(thickness.reasons.empty());
  EXPECT_EQ(thickness.reasons.front().code, reasons::kTooFewProfiles);
}

}  // namespace
}  // namespace regen
