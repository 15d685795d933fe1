// SPDX-License-Identifier: GPL-3.0-or-later
//
// On digital thighs.
#include "analysis/measurement/oedema_measurement.h"

#include "analysis/image/shrink.h"
#include "analysis/measurement/mirror_plane.h"
#include "analysis/phantom/thigh_phantom.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

struct ThighExam {
  ThighPhantom thighs;
  EchoSeries series;
  Volume image;
  RegionShape tendon;
  RegionShape oedema;
  AxisMotion still = RigidMotion(Rigid3{});

  OutlinedExam Outlined() const { return {series, image, tendon, still, still}; }
  ExamPair Twice() const { return {Outlined(), Outlined(), &oedema}; }
};

ThighExam MakeExam(std::uint64_t seed, bool other_side_cut = false) {
  ThighPhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.threads = 2;
  options.other_side_cut = other_side_cut;
  ThighExam exam;
  exam.thighs = *PlanThighs(options);
  ExamRenderer renderer(exam.thighs.baseline);
  const ExamSeries& series = exam.thighs.series.front();
  exam.series = renderer.Render(series, 1);
  exam.image = MeanOfEchoes(exam.series);
  const auto drawn = [&](RegionRole role) {
    Volume coverage = renderer.Coverage(series, role);
    for (float& value : coverage.values) value = value >= 0.5F ? 1.0F : 0.0F;
    return MakeRegionShape(coverage);
  };
  exam.tendon = drawn(RegionRole::kStructure);
  exam.oedema = drawn(RegionRole::kLesion);
  return exam;
}

TEST(OedemaVolume, IsTheTruthWithinTenPercent) {
  for (const std::uint64_t seed : {21U, 22U, 23U}) {
    const ThighExam exam = MakeExam(seed);
    const MeasuredPair measured = MeasureOedemaVolume(exam.Twice());
    ASSERT_TRUE(measured.baseline.value) << seed;
    const double truth = OedemaVolumeMm3(exam.thighs.shape_before);
    EXPECT_NEAR(*measured.baseline.value, truth, 0.10 * truth) << seed;
  }
}

TEST(OedemaVolume, DoesNotDependOnHowGenerouslyTheReaderDrew) {
  ThighExam exam = MakeExam(24);
  const double as_drawn = *MeasureOedemaVolume(exam.Twice()).baseline.value;
  for (float& distance : exam.oedema.distance_mm.values) distance += 1.5F;
  const double generous = *MeasureOedemaVolume(exam.Twice()).baseline.value;
  EXPECT_NEAR(generous, as_drawn, 0.05 * as_drawn);
}

TEST(OedemaLength, IsTheTruthWithinTenPercent) {
  for (const std::uint64_t seed : {21U, 22U, 23U}) {
    const ThighExam exam = MakeExam(seed);
    const MeasuredPair measured = MeasureOedemaLength(exam.Twice());
    ASSERT_TRUE(measured.baseline.value) << seed;
    const double truth = OedemaLengthMm(exam.thighs.shape_before);
    EXPECT_NEAR(*measured.baseline.value, truth, 0.10 * truth) << seed;
  }
}

TEST(OedemaVolume, HasNoNumberWhereTheDrawnPlaceIsNoBrighterThanMuscle) {
  ThighExam exam = MakeExam(25);
  // Down into the belly of the muscle.
  exam.oedema.distance_mm.geometry.origin_lps += Vec3(0, 0, -50);
  const MeasuredPair measured = MeasureOedemaVolume(exam.Twice());
  EXPECT_FALSE(measured.baseline.value);
  ASSERT_FALSE(measured.baseline.reasons.empty());
  EXPECT_EQ(measured.baseline.reasons.front().code, reasons::kNoContrast);
}

TEST(MirrorPlane, LiesInTheMiddleOfTheBody) {
  const ThighExam exam = MakeExam(26);
  const auto plane = FindMirrorPlane(exam.image);
  ASSERT_TRUE(plane);
  const AnatomyPose& pose = exam.thighs.baseline.placement.pose;
  const Vec3 here = pose.LpsFromAnatomy(Vec3(70, 30, -40));
  const Vec3 there = pose.LpsFromAnatomy(Vec3(-70, 30, -40));
  EXPECT_LE((plane->Mirrored(here) - there).norm(), 5);
}

TEST(Contralateral, SeesThatTheLesionIsBrighterThanTheOtherSide) {
  const MeasuredPair measured = MeasureContralateral(MakeExam(27).Twice());
  ASSERT_TRUE(measured.baseline.value);
  EXPECT_GT(*measured.baseline.value, 1.8);
  EXPECT_LT(*measured.baseline.value, 3.5);
}

TEST(Contralateral, HasNoNumberWhereTheOtherSideIsCutOff) {
  const MeasuredPair measured = MeasureContralateral(MakeExam(28, true).Twice());
  EXPECT_FALSE(measured.baseline.value);
  ASSERT_FALSE(measured.baseline.reasons.empty());
  EXPECT_EQ(measured.baseline.reasons.front().code, reasons::kContralateralMissing);
}

}  // namespace
}  // namespace regen
