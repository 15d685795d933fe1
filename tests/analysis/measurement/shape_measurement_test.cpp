// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/shape_measurement.h"

#include "tests/analysis/measurement/sheet_pair.h"

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

TEST(DistanceAt, IsFarOutsideBeyondTheMap) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  EXPECT_EQ(DistanceAt(pair.Baseline().shape, Vec3(500, 0, 0)), kFarOutsideMm);
  EXPECT_GT(DistanceAt(pair.Baseline().shape, Vec3(0, 0, 0)), 2);
}

}  // namespace
}  // namespace regen
