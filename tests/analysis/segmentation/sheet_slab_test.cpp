// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_slab.h"

#include "tests/support/scene.h"
#include "tests/support/tendon_scene.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::TendonScene;

struct Cut {
  AnatomicalView view;
  Slab slab;
};

// The slab between two heights that are given, so that nothing but the cut is tried.
Cut CutOf(const TendonScene& scene) {
  const VolumeGeometry grid = test::SagittalGrid({100, 90, 14}, Vec3(0.8, 0.8, 4));
  Cut cut;
  cut.view =
      ViewFrom(test::Rendered(grid, [&](const Vec3& p) { return scene.ValueAt(p); }, {3, 2, 2}),
               Vec3(0, 1, 0));
  const BandSheet sheet = FindSheets(cut.view, {}).at(0);
  const double top_z = LpsFromView(cut.view, Vec3::Zero()).z();
  SheetEnds ends;
  ends.upper_mm = top_z - 15;
  ends.lower_mm = top_z + 15;
  ends.upper_of_column_mm.assign(14, std::numeric_limits<double>::quiet_NaN());
  ends.lower_of_column_mm = ends.upper_of_column_mm;
  ends.upper_of_column_mm[6] = ends.upper_mm;
  ends.lower_of_column_mm[6] = ends.lower_mm;
  cut.slab = CutSlab(cut.view, sheet, ends);
  return cut;
}

const Cut& Plain() {
  static const Cut cut = CutOf(TendonScene{});
  return cut;
}

TEST(SheetSlabTest, ThicknessIsMeasuredAcrossTheSheet) {
  EXPECT_NEAR(Plain().slab.thickness_mm, 5, 0.25);
}

TEST(SheetSlabTest, AnObliquerTendonIsNotThicker) {
  TendonScene oblique;
  oblique.back_per_down = 0.6;
  EXPECT_NEAR(CutOf(oblique).slab.thickness_mm, 5, 0.25);
}

TEST(SheetSlabTest, LengthIsMeasuredAlongTheSheet) {
  EXPECT_NEAR(Plain().slab.length_mm, 30 * std::hypot(1.0, 0.35), 1.5);
}

TEST(SheetSlabTest, WidthIsThatOfTheDarkColumns) {
  EXPECT_NEAR(Plain().slab.width_mm, 28, 4);
}

TEST(SheetSlabTest, APalerContinuationToTheSideIsLeftOut) {
  TendonScene scene;
  const VolumeGeometry grid = test::SagittalGrid({100, 90, 18}, Vec3(0.8, 0.8, 4));
  TendonScene wide = scene;
  wide.half_width_mm = 28;
  wide.tendon = 60;
  const Volume image =
      test::Rendered(grid,
                     [&](const Vec3& p) { return std::min(scene.ValueAt(p), wide.ValueAt(p)); },
                     {2, 1, 1});
  const AnatomicalView view = ViewFrom(image, Vec3(0, 1, 0));
  SheetEnds ends;
  ends.upper_mm = 20;
  ends.lower_mm = 50;
  ends.upper_of_column_mm.assign(18, std::numeric_limits<double>::quiet_NaN());
  ends.lower_of_column_mm = ends.upper_of_column_mm;
  ends.upper_of_column_mm[8] = 20;
  const Slab slab = CutSlab(view, FindSheets(view, {}).at(0), ends);
  EXPECT_NEAR(slab.width_mm, 28, 4);
}

TEST(SheetSlabTest, BothWaysToAnEdgeAgreeOnASharpOne) {
  EXPECT_LT(Plain().slab.edge_disagreement_mm, 0.4);
  EXPECT_NEAR(Plain().slab.continuity, 1, 0.02);
  EXPECT_GT(Plain().slab.contrast, 0.8);
}

TEST(SheetSlabTest, CoverageHasTheVolumeOfTheSlab) {
  const auto coverage = SlabCoverage(Plain().view, Plain().slab);
  const double volume =
      std::accumulate(coverage.begin(), coverage.end(), 0.0) * Plain().view.spacing_mm.prod();
  const double rows_mm = 31;  // both end rows belong to it
  EXPECT_NEAR(
      volume / (Plain().slab.width_mm * rows_mm * 2 * TendonScene{}.HalfDepth()), 1, 0.06);
}

TEST(SheetSlabTest, NoColumnGivesNoSlab) {
  SheetEnds ends;
  ends.upper_of_column_mm.assign(14, std::numeric_limits<double>::quiet_NaN());
  ends.lower_of_column_mm = ends.upper_of_column_mm;
  BandSheet sheet{90, 14, {}};
  sheet.cells.resize(std::size_t{90} * 14);
  EXPECT_EQ(CutSlab(Plain().view, sheet, ends).columns, 0);
}

}  // namespace
}  // namespace regen
