// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_walls.h"

#include "tests/support/scene.h"
#include "tests/support/tendon_scene.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::TendonScene;

const AnatomicalView& View() {
  static const AnatomicalView view = [] {
    const TendonScene scene;
    const VolumeGeometry grid = test::SagittalGrid({110, 100, 14}, Vec3(0.8, 0.7, 4));
    return ViewFrom(
        test::Rendered(grid, [&](const Vec3& p) { return scene.ValueAt(p); }, {2, 2, 1}),
        Vec3(0, 1, 0));
  }();
  return view;
}

const BandSheet& Sheet() {
  static const BandSheet sheet = FindSheets(View(), {}).at(0);
  return sheet;
}

double ZOfRow(double row_mm) {
  return LpsFromView(View(), Vec3(0, row_mm / View().spacing_mm[1], 0)).z();
}

SheetWall WallAt(int column, double at_mm, double down_per_depth, double contrast) {
  return {column, at_mm, down_per_depth, contrast};
}

TEST(SheetWallsTest, EndsAreWhereTheWallsMeetTheSheet) {
  const auto walls = FindWallsBehind(View(), Sheet(), 12);
  const SheetEnds ends = AgreeOnEnds(walls, Sheet().columns, {});
  ASSERT_GT(ends.columns, 4);
  EXPECT_NEAR(ZOfRow(ends.upper_mm), TendonScene{}.upper_z, 1.0);
  EXPECT_NEAR(ZOfRow(ends.lower_mm), TendonScene{}.lower_z, 1.0);
  EXPECT_LT(ends.scatter_mm, 0.5);
}

TEST(SheetWallsTest, AWallsDirectionIsRelativeToTheSheetsBack) {
  const auto walls = FindWallsBehind(View(), Sheet(), 12);
  const SheetEnds ends = AgreeOnEnds(walls, Sheet().columns, {});
  // Measured along lines parallel to a back that itself runs backwards on the way down: a wall
  // that rises r per mm of depth meets the line at offset o after r o / (1 + r s) upwards.
  const TendonScene scene;
  const double expected = scene.lower_rise / (1 + scene.lower_rise * scene.back_per_down);
  EXPECT_NEAR(ends.lower_rise, expected, 0.15);
}

TEST(SheetWallsTest, NoEndsWhereTheFatHasNoWalls) {
  TendonScene open;
  open.upper_z = 500;
  open.lower_z = -500;
  const VolumeGeometry grid = test::SagittalGrid({110, 60, 12}, Vec3(0.8, 1.0, 4));
  const AnatomicalView view =
      ViewFrom(test::Rendered(grid, [&](const Vec3& p) { return open.ValueAt(p); }, {2, 1, 1}),
               Vec3(0, 1, 0));
  const auto sheets = FindSheets(view, {});
  ASSERT_FALSE(sheets.empty());
  const auto walls = FindWallsBehind(view, sheets[0], 12);
  EXPECT_EQ(AgreeOnEnds(walls, sheets[0].columns, {}).columns, 0);
}

TEST(SheetWallsTest, ABluntLowerWallIsNoEnd) {
  const std::vector<SheetWall> walls = {WallAt(0, 10, -0.4, 0.8), WallAt(0, 50, -0.3, 0.8)};
  EXPECT_EQ(AgreeOnEnds(walls, 1, {}).columns, 0);
}

TEST(SheetWallsTest, EndsTooFarApartAreNone) {
  const std::vector<SheetWall> walls = {WallAt(0, 10, -0.4, 0.8), WallAt(0, 90, -1.5, 0.8)};
  EXPECT_EQ(AgreeOnEnds(walls, 1, {}).columns, 0);
}

TEST(SheetWallsTest, TheMajorityOfColumnsDecides) {
  std::vector<SheetWall> walls = {WallAt(0, 30, -0.5, 0.9), WallAt(0, 70, -1.5, 0.9)};
  for (int w = 1; w < 5; ++w) {
    walls.push_back(WallAt(w, 10, -0.5, 0.6));
    walls.push_back(WallAt(w, 50, -1.5, 0.6));
  }
  const SheetEnds ends = AgreeOnEnds(walls, 5, {});
  EXPECT_EQ(ends.columns, 4);
  EXPECT_NEAR(ends.upper_mm, 10, 1e-9);
  EXPECT_NEAR(ends.lower_mm, 50, 1e-9);
}

// The apex of a patella: 10 mm lower in the middle than 12 mm beside it.
std::vector<SheetWall> RoundAbove() {
  std::vector<SheetWall> walls;
  for (int w = 0; w < 7; ++w) {
    walls.push_back(WallAt(w, 30.0 - 1.1 * (w - 3) * (w - 3), -0.2, 0.6));
    if (w > 1 && w < 5) walls.push_back(WallAt(w, 80, -1.5, 0.8));
  }
  return walls;
}

TEST(SheetWallsTest, ARoundUpperEndIsWhereTheLowerOneIsSeenToo) {
  EndRules rules;
  rules.upper_climbs_mm = 6;
  const SheetEnds ends = AgreeOnEnds(RoundAbove(), 7, rules);
  EXPECT_NEAR(ends.upper_mm, 28.9, 1e-9);  // of 28.9, 30 and 28.9
}

TEST(SheetWallsTest, ARoundUpperEndDoesNotScatter) {
  EndRules rules;
  rules.upper_climbs_mm = 6;
  EXPECT_LT(AgreeOnEnds(RoundAbove(), 7, rules).scatter_mm, 1e-6);
}

TEST(SheetWallsTest, AnUpperEndThatJumpsIsNotOneArch) {
  std::vector<SheetWall> walls = RoundAbove();
  for (SheetWall& wall : walls) {
    if (wall.column > 3 && wall.on_sheet_mm < 60) wall.on_sheet_mm -= 20;
  }
  EndRules rules;
  rules.upper_climbs_mm = 6;
  const SheetEnds ends = AgreeOnEnds(walls, 7, rules);
  EXPECT_TRUE(std::isnan(ends.upper_of_column_mm[4]));
}

TEST(SheetWallsTest, AColumnMayShowOneEndOnly) {
  const std::vector<SheetWall> walls = {
      WallAt(0, 10, -0.5, 0.6), WallAt(0, 50, -1.5, 0.6), WallAt(1, 12, -0.5, 0.6)};
  const SheetEnds ends = AgreeOnEnds(walls, 2, {});
  EXPECT_NEAR(ends.upper_of_column_mm[1], 12, 1e-9);
  EXPECT_TRUE(std::isnan(ends.lower_of_column_mm[1]));
  EXPECT_EQ(ends.columns, 1);
}

}  // namespace
}  // namespace regen
