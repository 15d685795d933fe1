// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/cartilage_thickness.h"

#include "tests/analysis/measurement/sheet_pair.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

TEST(MeanThickness, IsThatOfAThinBrightSheet) {
  const SheetSceneOptions cartilage = test::ThinCartilage();
  const MeasuredValue thickness =
      MeasureMeanThickness(SheetPair(cartilage, cartilage).Baseline());
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 2.4, 0.1);
}

TEST(MeanThickness, KnowsThatItsMethodIsNoBetterThanItsScatterShows) {
  const SheetSceneOptions cartilage = test::ThinCartilage();
  const MeasuredValue thickness =
      MeasureMeanThickness(SheetPair(cartilage, cartilage).Baseline());
  EXPECT_GE(thickness.standard_error, 0.12);
}

TEST(MeanThickness, CountsDenudedPlacesAsZero) {
  const SheetSceneOptions cartilage = test::ThinCartilage();
  SheetSceneOptions worn = cartilage;  // a hole of a quarter of the area, dark as the bone
  worn.defect_radii_mm = Vec3(7.5, 30, 7.5);
  worn.defect = 20;
  const MeasuredValue whole = MeasureMeanThickness(SheetPair(cartilage, worn).Baseline());
  const MeasuredValue less = MeasureMeanThickness(SheetPair(cartilage, worn).FollowUp());
  ASSERT_TRUE(whole.value && less.value);
  EXPECT_NEAR(*less.value / *whole.value, 1 - 3.14159 * 7.5 * 7.5 / (30 * 30), 0.06);
}

// A joint in layers along y, drawn as a place 2.2 mm deep on the bone: marrow, a plate of 1 mm,
// repair tissue up to a height, fluid to the drawn surface, then what lies above. Pixels of 0.6 mm
// see the mean of what is in them.
struct Layers {
  double tissue_mm = 2.2;
  double above = 1750;  // the opposite cartilage
  double fluid = 3000;
  bool bone_first = true;
};

constexpr double kDrawnMm = 2.2;

double SignalAt(const Layers& layers, double height_mm) {
  if (height_mm < -1) return 950;
  if (height_mm < 0) return 120;
  if (height_mm < layers.tissue_mm) return 1750;
  if (height_mm < kDrawnMm) return layers.fluid;
  return layers.above;
}

struct Exam {
  EchoSeries series{{30}, {}};
  Volume drawn;
};

Exam ExamOf(const Layers& layers) {
  VolumeGeometry grid;
  grid.size = {44, 40, 10};
  grid.spacing_mm = Vec3(0.6, 0.6, 3);
  grid.origin_lps = Vec3(-12.9, -11.7, -13.5);
  Exam exam;
  exam.drawn = exam.series.echoes.emplace_back(MakeVolume(grid));
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        double signal = 0;
        double inside = 0;
        constexpr int kParts = 12;
        for (int n = 0; n < kParts; ++n) {
          const double y = p[1] + 0.6 * ((n + 0.5) / kParts - 0.5);
          const double height = layers.bone_first ? y + 1.13 : kDrawnMm - (y + 1.13);
          signal += SignalAt(layers, height) / kParts;
          inside += (height > 0 && height < kDrawnMm ? 1.0 : 0.0) / kParts;
        }
        exam.series.echoes[0].At(i, j, k) = static_cast<float>(signal);
        const bool within = std::abs(p[0]) < 9 && std::abs(p[2]) < 10;
        exam.drawn.At(i, j, k) = within ? static_cast<float>(inside) : 0.0F;
      }
    }
  }
  return exam;
}

OutlinedExam Outlined(const Exam& exam, const RegionShape& shape) {
  return {exam.series,
          exam.series.echoes[0],
          shape,
          RigidMotion(Rigid3{}),
          RigidMotion(Rigid3{}),
          false,
          nullptr};
}

MeasuredValue ThicknessOf(const Layers& layers) {
  const Exam exam = ExamOf(layers);
  const RegionShape shape = MakeRegionShape(exam.drawn);
  return MeasureMeanThickness(Outlined(exam, shape));
}

TEST(MeanThickness, IsTheDrawnOneWhereCartilageLiesOnCartilage) {
  const MeasuredValue thickness = ThicknessOf({});
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, kDrawnMm, 0.15);
}

TEST(MeanThickness, IsThatOfTissueUnderAFilmOfFluid) {
  for (const double tissue_mm : {1.3, 1.6, 1.9}) {
    const MeasuredValue thickness = ThicknessOf({.tissue_mm = tissue_mm});
    ASSERT_TRUE(thickness.value);
    EXPECT_NEAR(*thickness.value, tissue_mm, 0.17) << tissue_mm;
  }
}

TEST(MeanThickness, IsThatOfTissueUnderFreeFluid) {
  const MeasuredValue thickness = ThicknessOf({.tissue_mm = 1.6, .above = 3000});
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 1.6, 0.15);
}

TEST(MeanThickness, FindsTheBoneOnEitherSide) {
  const MeasuredValue thickness = ThicknessOf({.tissue_mm = 1.6, .bone_first = false});
  ASSERT_TRUE(thickness.value);
  EXPECT_NEAR(*thickness.value, 1.6, 0.15);
}

TEST(DefectFill, IsTheShareOfTheDrawnDepth) {
  const Exam before = ExamOf({.tissue_mm = 1.3});
  const Exam after = ExamOf({.tissue_mm = 1.75});
  const RegionShape shape = MakeRegionShape(before.drawn);
  const MeasuredPair fill =
      MeasureDefectFill({Outlined(before, shape), Outlined(after, shape)});
  ASSERT_TRUE(fill.baseline.value && fill.follow_up.value);
  EXPECT_NEAR(*fill.baseline.value, 100 * 1.3 / kDrawnMm, 8);
  EXPECT_NEAR(*fill.follow_up.value, 100 * 1.75 / kDrawnMm, 8);
}

TEST(DefectFill, RefersToTheBaselinesDepthWhateverTheFollowUpsOutlineIs) {
  const Exam exam = ExamOf({.tissue_mm = 1.6});
  const RegionShape drawn = MakeRegionShape(exam.drawn);
  Volume less = exam.drawn;
  for (std::size_t n = 0; n < less.values.size(); ++n) less.values[n] *= n % 2 == 0 ? 1.0F : 0.6F;
  const RegionShape smaller = MakeRegionShape(less);
  const MeasuredPair fill =
      MeasureDefectFill({Outlined(exam, drawn), Outlined(exam, smaller)});
  const MeasuredValue thickness = MeasureMeanThickness(Outlined(exam, smaller));
  const MeasuredValue baseline = MeasureMeanThickness(Outlined(exam, drawn));
  ASSERT_TRUE(fill.follow_up.value && thickness.value);
  EXPECT_NEAR(*fill.follow_up.value / *thickness.value,
              *fill.baseline.value / *baseline.value,
              1e-9);
}

TEST(MeanThickness, HasNoValueWithoutContrast) {
  const SheetSceneOptions even = test::EvenSheet();
  const MeasuredValue thickness = MeasureMeanThickness(SheetPair(even, even).Baseline());
  EXPECT_FALSE(thickness.value);
  ASSERT_FALSE(thickness.reasons.empty());
  EXPECT_EQ(thickness.reasons.front().code, reasons::kTooFewProfiles);
}

}  // namespace
}  // namespace regen
