// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/band_sheet.h"

#include "tests/support/scene.h"
#include "tests/support/tendon_scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::TendonScene;

AnatomicalView ViewOf(const TendonScene& scene) {
  const VolumeGeometry grid = test::SagittalGrid({110, 80, 14}, Vec3(0.8, 0.9, 4));
  return ViewFrom(
      test::Rendered(grid, [&](const Vec3& p) { return scene.ValueAt(p); }, {3, 1, 1}),
      Vec3(0, 1, 0));
}

const AnatomicalView& Plain() {
  static const AnatomicalView view = ViewOf(TendonScene{});
  return view;
}

int Cells(const BandSheet& sheet) {
  int count = 0;
  for (const auto& cell : sheet.cells) count += cell ? 1 : 0;
  return count;
}

TEST(BandSheetTest, TheSurfaceIsWhereTheAirEnds) {
  const std::vector<int> surface = BodySurface(Plain());
  EXPECT_NEAR(LpsFromView(Plain(), Vec3(surface[40], 40, 0)).y(), -38, 0.8);
}

TEST(BandSheetTest, AnEmptyImageHasNoSurface) {
  AnatomicalView view = Plain();
  std::fill(view.values.begin(), view.values.end(), 0.0F);
  for (const int depth : BodySurface(view)) EXPECT_EQ(depth, -1);
}

TEST(BandSheetTest, FindsTheTendonAsTheLargestSheet) {
  const auto sheets = FindSheets(Plain(), {});
  ASSERT_FALSE(sheets.empty());
  const auto& cell = sheets[0].At(40, 7);
  ASSERT_TRUE(cell);
  const Vec3 centre = LpsFromView(Plain(), Vec3(cell->CentreMm() / 0.8, 40, 7));
  EXPECT_NEAR(centre.y(), TendonScene{}.CentreY(centre.z()), 0.2);
}

TEST(BandSheetTest, FollowsATendonOfAnySlopeDown) {
  TendonScene steep;
  steep.back_per_down = 0.6;
  const auto sheets = FindSheets(ViewOf(steep), {});
  ASSERT_FALSE(sheets.empty());
  // 7 columns of 4 mm, 72 mm down less what is cut by the air.
  EXPECT_GT(Cells(sheets[0]), 350);
}

TEST(BandSheetTest, FindsNothingInPlainFat) {
  TendonScene fat;
  fat.tendon = 100;
  EXPECT_TRUE(FindSheets(ViewOf(fat), {}).empty());
}

TEST(BandSheetTest, FindsNothingWhereNoAirIsInFrontOfTheSkin) {
  AnatomicalView view = Plain();
  for (float& value : view.values) value = value < 1 ? 100.0F : value;
  EXPECT_TRUE(FindSheets(view, {}).empty());
}

TEST(BandSheetTest, ASmallSheetIsLeftOut) {
  SheetLimits limits;
  limits.least_width_mm = 40;
  EXPECT_TRUE(FindSheets(Plain(), limits).empty());
}

BandSheet OneColumn(const std::vector<double>& begins) {
  BandSheet sheet{static_cast<int>(begins.size()), 1, {}};
  for (const double begin : begins) {
    DarkBand band;
    band.begin_mm = begin;
    band.end_mm = begin + 4;
    sheet.cells.emplace_back(band);
  }
  return sheet;
}

TEST(BandSheetTest, SmoothingFillsAShortGap) {
  BandSheet sheet = OneColumn({10, 11, 12, 13, 14});
  sheet.cells[2].reset();
  const BandSheet smooth = Smoothed(sheet, 1.0, 3.0);
  ASSERT_TRUE(smooth.At(2, 0));
  EXPECT_NEAR(smooth.At(2, 0)->begin_mm, 12, 1e-9);
}

TEST(BandSheetTest, SmoothingLeavesALongGapOpen) {
  BandSheet sheet = OneColumn({10, 11, 12, 13, 14, 15});
  for (std::size_t n = 1; n < 5; ++n) sheet.cells[n].reset();
  EXPECT_FALSE(Smoothed(sheet, 1.0, 3.0).At(2, 0));
}

TEST(BandSheetTest, SmoothingRemovesASpikeAndKeepsASlope) {
  const BandSheet smooth = Smoothed(OneColumn({10, 11, 12, 19, 14, 15, 16}), 1.0, 3.0);
  EXPECT_NEAR(smooth.At(3, 0)->begin_mm, 14, 1.01);
  EXPECT_NEAR(smooth.At(0, 0)->begin_mm, 10, 1e-9);
}

TEST(BandSheetTest, ValuesBetweenSamplesAreLinear) {
  AnatomicalView view;
  view.size = {2, 1, 1};
  view.spacing_mm = Vec3(2, 1, 1);
  view.values = {10, 20};
  EXPECT_NEAR(ValueAtDepth(view, 0, 0, 0.5), 12.5, 1e-9);
  EXPECT_EQ(ValueAtDepth(view, 0, 0, -0.5), 0);
  EXPECT_EQ(ValueAtDepth(view, 0, 0, 2.5), 0);
}

}  // namespace
}  // namespace regen
