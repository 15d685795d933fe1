// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/shape_measurement.h"

#include "tests/analysis/measurement/sheet_pair.h"

#include <cmath>
#include <iostream>
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

// The section of an elliptic cylinder of 12 x 6 mm along x, drawn in whole voxels of slices
// that cut its width at random places.
double DrawnSectionMm2(double slice_mm, double phase, double* error_mm2) {
  VolumeGeometry grid;
  grid.size = {80, 30, static_cast<int>(20 / slice_mm)};
  grid.spacing_mm = Vec3(0.6, 0.6, slice_mm);
  grid.origin_lps = Vec3(-24, -9 + 0.6 * phase, (phase - grid.size[2] / 2) * slice_mm);
  Volume drawn = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 10; i < 70; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        if (std::hypot(p[1] / 3, p[2] / 6) < 1) drawn.At(i, j, k) = 1;
      }
    }
  }
  const RegionShape shape = MakeRegionShape(drawn);
  const EchoSeries series;
  const AxisMotion still = RigidMotion(Rigid3{});
  const ShapeAxes axes = AxesOf(shape);
  const double area_mm2 = SectionMm2(shape, axes, 0);
  *error_mm2 = SectionErrorOf({series, drawn, shape, still, still}, axes, area_mm2).Total();
  return area_mm2;
}

TEST(SectionError, IsWhatDrawnEllipsesScatterBy) {
  constexpr int kPhases = 24;
  constexpr double kTrueMm2 = M_PI * 6 * 3;
  for (const double slice_mm : {1.5, 2.5, 3.3, 4.4}) {
    double squares = 0;
    double stated = 0;
    for (int n = 0; n < kPhases; ++n) {
      double error_mm2 = 0;
      const double off = DrawnSectionMm2(slice_mm, (n + 0.5) / kPhases, &error_mm2) - kTrueMm2;
      squares += off * off / kPhases;
      stated += error_mm2 / kPhases;
    }
    std::cout << "figure drawn-section " << slice_mm << " mm slices: off by "
              << 100 * std::sqrt(squares) / kTrueMm2 << " %, stated " << 100 * stated / kTrueMm2
              << " %\n";
    EXPECT_LE(std::sqrt(squares), 1.5 * stated) << slice_mm;
    EXPECT_GE(std::sqrt(squares), stated / 4) << slice_mm;
  }
}

TEST(DistanceAt, IsFarOutsideBeyondTheMap) {
  const SheetPair pair(SheetSceneOptions{}, SheetSceneOptions{});
  EXPECT_EQ(DistanceAt(pair.Baseline().shape, Vec3(500, 0, 0)), kFarOutsideMm);
  EXPECT_GT(DistanceAt(pair.Baseline().shape, Vec3(0, 0, 0)), 2);
}

}  // namespace
}  // namespace regen
