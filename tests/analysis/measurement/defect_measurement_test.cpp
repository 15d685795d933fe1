// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/defect_measurement.h"

#include "tests/analysis/measurement/sheet_pair.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

SheetSceneOptions WithDefect(Vec3 radii_mm) {
  SheetSceneOptions options;
  options.defect_radii_mm = radii_mm;
  options.shift_mm = Vec3(1.1, 0.2, -0.4);
  return options;
}

TEST(DefectVolume, IsTheEllipsoidsWithPartialVolume) {
  const SheetPair pair(WithDefect({6, 2, 4}), WithDefect({6, 2, 4}));
  const MeasuredPair measured = MeasureDefectVolume(pair.Pair());
  ASSERT_TRUE(measured.baseline.value && measured.follow_up.value);
  const double truth = DefectVolumeMm3(WithDefect({6, 2, 4}));
  EXPECT_NEAR(*measured.baseline.value, truth, 0.02 * truth);
  EXPECT_NEAR(*measured.follow_up.value, truth, 0.02 * truth);
}

TEST(DefectVolume, FollowsAShrinkingDefectWhateverTheGainAndTheCoil) {
  const SheetSceneOptions before = WithDefect({6, 2, 4});
  SheetSceneOptions after = WithDefect({6, 1.2, 2.4});
  after.gain = 1.7;
  after.shading = 0.2;
  const MeasuredPair measured = MeasureDefectVolume(SheetPair(before, after).Pair());
  ASSERT_TRUE(measured.follow_up.value);
  EXPECT_NEAR(*measured.follow_up.value / *measured.baseline.value, 0.36, 0.02);
}

TEST(DefectVolume, IsZeroWhereItHealed) {
  const MeasuredPair measured =
      MeasureDefectVolume(SheetPair(WithDefect({6, 2, 4}), SheetSceneOptions{}).Pair());
  ASSERT_TRUE(measured.follow_up.value);
  EXPECT_NEAR(*measured.follow_up.value, 0, 2);
}

TEST(DefectVolume, HasNoValueWithoutContrast) {
  SheetSceneOptions faint = WithDefect({6, 2, 4});
  faint.noise = 10;
  faint.defect = 45;
  const MeasuredPair measured = MeasureDefectVolume(SheetPair(faint, faint).Pair());
  EXPECT_FALSE(measured.baseline.value);
  ASSERT_FALSE(measured.baseline.reasons.empty());
  EXPECT_EQ(measured.baseline.reasons.front().code, reasons::kNoContrast);
}

TEST(DefectLength, IsTheExtentAlongTheStructure) {
  const SheetPair pair(WithDefect({8, 2.4, 6}), WithDefect({8, 2.4, 3}));
  const MeasuredPair measured = MeasureDefectLength(pair.Pair());
  ASSERT_TRUE(measured.baseline.value && measured.follow_up.value);
  EXPECT_NEAR(*measured.baseline.value, 12, 1.2);
  EXPECT_NEAR(*measured.follow_up.value, 6, 1.2);
}

// The scene's sheet stands upright between sagittal slices: their normal leads away from the
// body's middle, and what is perpendicular to it in the sheet is taken for front to back.
TEST(DefectExtents, AreThoseInTheSheetAlongAndAcrossTheSlicesNormal) {
  const SheetPair pair(WithDefect({8, 2.4, 6}), WithDefect({8, 2.4, 3}));
  const MeasuredPair lateral = MeasureDefectExtentMl(pair.Pair());
  const MeasuredPair other = MeasureDefectExtentAp(pair.Pair());
  ASSERT_TRUE(lateral.baseline.value && other.baseline.value && other.follow_up.value);
  EXPECT_NEAR(*lateral.baseline.value, 16, 2);
  EXPECT_NEAR(*other.baseline.value, 12, 1.2);
  EXPECT_NEAR(*other.follow_up.value, 6, 1.2);
}

TEST(DefectExtents, AreLessSureAcrossThickSlices) {
  const SheetPair pair(WithDefect({8, 2.4, 6}), WithDefect({8, 2.4, 6}));
  EXPECT_GT(MeasureDefectExtentMl(pair.Pair()).baseline.standard_error,
            3 * MeasureDefectExtentAp(pair.Pair()).baseline.standard_error);
}

TEST(DefectExtents, AreZeroWhereItHealed) {
  const SheetPair pair(WithDefect({8, 2.4, 6}), SheetSceneOptions{});
  EXPECT_EQ(MeasureDefectExtentMl(pair.Pair()).follow_up.value, 0.0);
}

TEST(DefectFraction, IsTheShareOfTheStructuresVolume) {
  const SheetPair pair(WithDefect({6, 2, 4}), WithDefect({6, 2, 4}));
  const MeasuredPair measured = MeasureDefectFraction(pair.Pair());
  const double share =
      100 * DefectVolumeMm3(WithDefect({6, 2, 4})) / ShapeVolumeMm3(pair.Baseline().shape);
  ASSERT_TRUE(measured.baseline.value);
  EXPECT_NEAR(*measured.baseline.value, share, 0.03 * share);
}

}  // namespace
}  // namespace regen
