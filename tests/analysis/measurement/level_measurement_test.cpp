// SPDX-License-Identifier: GPL-3.0-or-later
//
// On digital ankles: the place of the insertion against the truth.
#include "analysis/measurement/level_measurement.h"

#include "analysis/image/shrink.h"
#include "analysis/measurement/muscle_measurement.h"
#include "analysis/phantom/ankle_phantom.h"

#include <array>
#include <cmath>
#include <iostream>

#include <gtest/gtest.h>

namespace regen {
namespace {

// One exam of an ankle with its region as a reader draws it.
struct AnkleExam {
  AnklePhantom ankle;
  EchoSeries series;
  Volume image;
  RegionShape shape;
  AxisMotion still = RigidMotion(Rigid3{});

  OutlinedExam Outlined() const { return {series, image, shape, still, still}; }
};

AnkleExam MakeExam(const AnklePhantomOptions& options) {
  AnkleExam exam;
  exam.ankle = *PlanAnkle(options);
  ExamRenderer renderer(exam.ankle.baseline);
  exam.series = renderer.Render(exam.ankle.series.front(), 1);
  exam.image = MeanOfEchoes(exam.series);
  Volume drawn = renderer.Coverage(exam.ankle.series.front(), RegionRole::kStructure);
  for (float& value : drawn.values) value = value >= 0.5F ? 1.0F : 0.0F;
  exam.shape = MakeRegionShape(drawn);
  return exam;
}

AnklePhantomOptions Seeded(std::uint64_t seed) {
  AnklePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.side = seed % 2 == 0 ? Side::kLeft : Side::kRight;
  options.threads = 2;
  return options;
}

// How far the found insertion lies above the true one, along the tendon.
std::optional<double> LevelErrorMm(const AnkleExam& exam) {
  const ShapeAxes axes = AxesOf(exam.shape);
  const auto found = FindInsertion(exam.Outlined(), axes);
  if (!found) return std::nullopt;
  const AnkleShape& shape = exam.ankle.shape_before;
  const double z = TruthOfAnkle(shape).insertion_mm;
  const Vec3 truth =
      exam.ankle.baseline.placement.pose.LpsFromAnatomy(Vec3(0, shape.slope * z, z));
  return *found - (truth - axes.centre).dot(axes.along);
}

TEST(Insertion, LiesWithinAMillimetreOfTheTruthInEveryAnkle) {
  double squares = 0;
  constexpr int kAnkles = 8;
  for (int n = 0; n < kAnkles; ++n) {
    const auto error_mm = LevelErrorMm(MakeExam(Seeded(40 + static_cast<std::uint64_t>(n))));
    ASSERT_TRUE(error_mm) << n;
    EXPECT_LE(std::abs(*error_mm), 1.0) << n;
    squares += *error_mm * *error_mm;
  }
  std::cout << "figure achilles-tendon/insertion rms-error " << std::sqrt(squares / kAnkles)
            << " mm\n";
}

TEST(Insertion, IsNotFoundWhereTheImagesHaveNoSignal) {
  AnkleExam exam = MakeExam(Seeded(3));
  for (float& value : exam.image.values) value = 100;
  EXPECT_FALSE(FindInsertion(exam.Outlined(), AxesOf(exam.shape)));
}

TEST(Muscle, IsFoundInTheSoleus) {
  const AnkleExam exam = MakeExam(Seeded(5));
  const auto muscle = FindMuscle(exam.Outlined(), AxesOf(exam.shape));
  ASSERT_TRUE(muscle);
  const auto& baseline = exam.ankle.baseline;
  const Vec3 p = baseline.placement.pose.AnatomyFromLps(muscle->centre);
  const int part = PartAt(baseline.anatomy, p).part;
  EXPECT_EQ(baseline.anatomy.parts[static_cast<std::size_t>(part)].name, "soleus");
}

TEST(MuscleRatio, IsNotMeasuredWhereTheImagesEndBelowTheMuscle) {
  AnkleExam exam = MakeExam(Seeded(5));
  const ShapeAxes axes = AxesOf(exam.shape);
  // Rows run downwards: the upper ones go.
  const Vec3 top =
      IndexFromLps(exam.image.geometry, axes.centre + (axes.half_length_mm - 12) * axes.along);
  for (int k = 0; k < exam.image.geometry.size[2]; ++k) {
    for (int j = 0; j < static_cast<int>(top[1]); ++j) {
      for (int i = 0; i < exam.image.geometry.size[0]; ++i) exam.image.At(i, j, k) = 0;
    }
  }
  const MeasuredPair measured = MeasureMuscleRatio({exam.Outlined(), exam.Outlined()});
  EXPECT_FALSE(measured.baseline.value);
  ASSERT_FALSE(measured.baseline.reasons.empty());
  EXPECT_EQ(measured.baseline.reasons.front().code, reasons::kReferenceNotFound);
}

MeasurementDefinition Thickness(double level_mm) {
  MeasurementDefinition row;
  row.method = MeasuringMethod::kLevelThickness;
  row.level_mm = level_mm;
  return row;
}

// A round tendon seen in sagittal slices of 3.3 mm comes out 2 … 6 % too thin: each slice holds
// thinner places beside its middle. The same in both exams.
TEST(AtLevel, GivesTheThicknessThere) {
  const AnkleExam exam = MakeExam(Seeded(6));
  for (const double level_mm : {20.0, 40.0, 60.0}) {
    const auto measured =
        MeasureAtLevel({exam.Outlined(), exam.Outlined()}, Thickness(level_mm));
    ASSERT_TRUE(measured.baseline.value) << level_mm;
    const double truth = TendonThicknessMm(exam.ankle.shape_before, level_mm);
    EXPECT_NEAR(*measured.baseline.value, truth, 0.07 * truth) << level_mm;
  }
}

// What a region drawn in whole voxels of 3.3 mm slices is good for: no bias by construction,
// and an error that says how far a section may be off.
TEST(AtLevel, GivesSectionsAndVolumeWithinTheirError) {
  constexpr int kAnkles = 8;
  constexpr std::array<double, 3> kLevels{20, 40, 60};
  std::array<double, 4> bias{};
  for (int n = 0; n < kAnkles; ++n) {
    const AnkleExam exam = MakeExam(Seeded(60 + static_cast<std::uint64_t>(n)));
    const AnkleShape& shape = exam.ankle.shape_before;
    const auto error = [&](MeasuringMethod method, double level_mm, double length_mm) {
      MeasurementDefinition row;
      row.method = method;
      row.level_mm = level_mm;
      row.length_mm = length_mm;
      const auto measured = MeasureAtLevel({exam.Outlined(), exam.Outlined()}, row).baseline;
      const double truth = length_mm > 0
                               ? TendonVolumeMm3(shape, level_mm, level_mm + length_mm)
                               : TendonSectionMm2(shape, level_mm);
      EXPECT_LE(std::abs(*measured.value - truth), 3 * measured.standard_error)
          << n << ", " << level_mm << " mm";
      return 100 * (*measured.value / truth - 1) / kAnkles;
    };
    for (std::size_t level = 0; level < kLevels.size(); ++level)
      bias[level] += error(MeasuringMethod::kLevelCrossSection, kLevels[level], 0);
    bias[3] += error(MeasuringMethod::kLengthVolume, 20, 40);
  }
  std::cout << "figure achilles-tendon/drawn-section bias at 20, 40, 60 mm " << bias[0] << " "
            << bias[1] << " " << bias[2] << ", of the volume " << bias[3] << " %\n";
  EXPECT_LE(std::abs(bias[0]), 5);
  EXPECT_LE(std::abs(bias[1]), 3);
  EXPECT_LE(std::abs(bias[2]), 5);
  EXPECT_LE(std::abs(bias[3]), 2);
}

TEST(AtLevel, SaysWhereTheRegionDoesNotReach) {
  const AnkleExam exam = MakeExam(Seeded(6));
  const auto measured = MeasureAtLevel({exam.Outlined(), exam.Outlined()}, Thickness(90));
  EXPECT_FALSE(measured.baseline.value);
  ASSERT_FALSE(measured.baseline.reasons.empty());
  EXPECT_EQ(measured.baseline.reasons.front().code, reasons::kLevelOutsideRegion);
}

// The follow-up's own insertion contradicts an alignment that has slid along the tendon.
TEST(AtLevel, GivesNoNumberWhereTheAlignmentSlidAlongTheTendon) {
  const AnkleExam exam = MakeExam(Seeded(7));
  OutlinedExam slid = exam.Outlined();
  slid.exam_from_baseline = RigidMotion({Mat3::Identity(), Vec3(0, 0, 4)});
  const auto measured = MeasureAtLevel({exam.Outlined(), slid}, Thickness(40));
  EXPECT_TRUE(measured.baseline.value);
  EXPECT_FALSE(measured.follow_up.value);
  ASSERT_FALSE(measured.follow_up.reasons.empty());
  EXPECT_EQ(measured.follow_up.reasons.front().code, reasons::kInsertionNotFound);
}

}  // namespace
}  // namespace regen
