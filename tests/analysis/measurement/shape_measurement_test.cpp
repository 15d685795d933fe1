// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/shape_measurement.h"

#include "tests/analysis/measurement/sheet_pair.h"

#include <cmath>
#include <utility>

#include <Eigen/Geometry>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

TEST(AxesOf, PointToTheHeadToTheBackAndAcross) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  const ShapeAxes axes = AxesOf(pair.Baseline().shape);
  EXPECT_GT(axes.along[2], 0.99);
  EXPECT_GT(axes.through[1], 0.99);
  EXPECT_NEAR(axes.along.cross(axes.across).dot(axes.through), 1, 1e-9);
  EXPECT_NEAR(axes.half_length_mm, 20, 1);
  EXPECT_NEAR(axes.half_thickness_mm, 3, 0.5);
}

TEST(Volume, IsTheOutlines) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  const MeasuredValue volume = MeasureVolume(pair.Baseline());
  EXPECT_NEAR(*volume.value, ShapeVolumeMm3(pair.Baseline().shape), 1e-9);
  EXPECT_GT(volume.standard_error, 0);
}

TEST(CrossSection, IsWidthTimesThicknessOfASlab) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  const MeasuredValue area = MeasureCrossSection(pair.Baseline());
  ASSERT_TRUE(area.value);
  EXPECT_NEAR(*area.value, 24 * 6, 0.06 * 24 * 6);
}

// Cut lengthwise, a slab of 24 mm lies in 7 slices of 3.5 mm; cut across, each slice has all of
// the section.
TEST(SectionError, KnowsHowManySlicesAndWhichWay) {
  SheetSceneOptions thin;
  thin.spacing_mm[2] = 1.75;
  thin.size[2] = 28;
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  const SheetPair fine(thin, thin);
  const ShapeAxes axes = AxesOf(pair.Baseline().shape);
  const SectionError thick = SectionErrorOf(pair.Baseline(), axes, 144);
  EXPECT_NEAR(thick.slices_mm2 / (0.3 * std::pow(24 / 3.5, -1.5) * 144), 1, 0.2);
  EXPECT_NEAR(SectionErrorOf(fine.Baseline(), axes, 144).slices_mm2 / thick.slices_mm2,
              std::pow(2.0, -1.5),
              0.02);
  ShapeAxes along = axes;
  std::swap(along.along, along.across);
  EXPECT_NEAR(SectionErrorOf(pair.Baseline(), along, 144).slices_mm2, 0, 0.5);
}

TEST(DistanceAt, IsFarOutsideBeyondTheMap) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  EXPECT_EQ(DistanceAt(pair.Baseline().shape, Vec3(500, 0, 0)), kFarOutsideMm);
  EXPECT_GT(DistanceAt(pair.Baseline().shape, Vec3(0, 0, 0)), 2);
}

}  // namespace
}  // namespace regen
