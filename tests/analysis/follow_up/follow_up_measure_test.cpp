// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_measure.h"

#include "analysis/image/shrink.h"
#include "analysis/measurement/shared_work.h"
#include "tests/analysis/measurement/sheet_pair.h"

#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {24, 24, 6};
  grid.spacing_mm = Vec3(1, 1, 1);
  return grid;
}

Volume Block() {
  Volume region = MakeVolume(Grid());
  for (int k = 1; k < 5; ++k) {
    for (int j = 6; j < 18; ++j) {
      for (int i = 6; i < 18; ++i) region.At(i, j, k) = 1;
    }
  }
  return region;
}

// Decays with T2 = 40 ms · exp(slope · (x - middle of the block)), without noise.
EchoSeries Decay(double slope_per_mm) {
  EchoSeries series;
  for (int n = 1; n <= 4; ++n) {
    const double te_ms = 10.0 * n;
    series.echo_times_ms.push_back(te_ms);
    Volume echo = MakeVolume(Grid());
    for (int k = 0; k < 6; ++k) {
      for (int j = 0; j < 24; ++j) {
        for (int i = 0; i < 24; ++i) {
          const double t2_ms = 40 * std::exp(slope_per_mm * (i - 11.5));
          echo.At(i, j, k) = static_cast<float>(1000 * std::exp(-te_ms / t2_ms));
        }
      }
    }
    series.echoes.push_back(std::move(echo));
  }
  return series;
}

const MeasurementDefinition& T2() {
  return *FindMeasurement(ProtocolOf(Indication::kPatellarTendon), "t2");
}

struct Scene {
  explicit Scene(double slope_per_mm)
      : series(Decay(slope_per_mm)), image(MeanOfEchoes(series)) {}
  OutlinedExam Exam() const { return {series, image, shape, still, still}; }

  EchoSeries series;
  Volume image;
  RegionShape shape = MakeRegionShape(Block());
  AxisMotion still = RigidMotion(Rigid3{});
};

// Of one measurement that gave `value` at the follow-up.
std::optional<double> ErrorOf(const MeasurementDefinition& definition,
                              const ExamPair& pair,
                              double uncertainty_mm,
                              std::optional<double> value) {
  MeasuredPair measured;
  measured.follow_up.value = value;
  return PositionErrors({{definition, measured}}, pair, uncertainty_mm).at(0);
}

TEST(PositionErrors, IsNoneWhereTheTissueIsEven) {
  const Scene even(0);
  const auto error = ErrorOf(T2(), {even.Exam(), even.Exam()}, 1.0, 40);
  ASSERT_TRUE(error);
  EXPECT_NEAR(*error, 0, 4e-3);
}

TEST(PositionErrors, IsTheSlopeTimesTheShiftOverRootThree) {
  // Two of six shifts change T2, by slope · shift each.
  const Scene sloping(0.02);
  const auto error = ErrorOf(T2(), {sloping.Exam(), sloping.Exam()}, 1.0, 40);
  ASSERT_TRUE(error);
  EXPECT_NEAR(*error, 40 * 0.02 / std::sqrt(3.0), 0.02);
}

TEST(PositionErrors, CannotBeToldWhereNoShiftedOutlineIsMeasured) {
  const Scene even(0);
  EXPECT_FALSE(ErrorOf(T2(), {even.Exam(), even.Exam()}, 50, 40));
}

TEST(PositionErrors, IsZeroForWhatTheOutlineAloneTells) {
  const Scene sloping(0.02);
  const auto* volume = FindMeasurement(ProtocolOf(Indication::kPatellarTendon), "volume");
  EXPECT_EQ(ErrorOf(*volume, {sloping.Exam(), sloping.Exam()}, 1.0, 40), 0.0);
}

TEST(PositionErrors, AreThoseOfTheirRowsInTheirOrder) {
  const Scene sloping(0.02);
  const auto* volume = FindMeasurement(ProtocolOf(Indication::kPatellarTendon), "volume");
  MeasuredPair forty;
  forty.follow_up.value = 40;
  const auto errors = PositionErrors({{*volume, forty}, {T2(), MeasuredPair{}}, {T2(), forty}},
                                     {sloping.Exam(), sloping.Exam()},
                                     1.0);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0], 0.0);
  EXPECT_FALSE(errors[1]) << "where there was no value";
  ASSERT_TRUE(errors[2]);
  EXPECT_NEAR(*errors[2], 40 * 0.02 / std::sqrt(3.0), 0.02);
}

// What exams share must not hide that the outline was put elsewhere.
TEST(PositionErrors, AreTheSameWhereTheExamsShareTheirWork) {
  test::SheetSceneOptions gap;
  gap.defect_radii_mm = Vec3(6, 5, 3);
  const test::SheetPair sheets(gap, gap);
  const auto errors_of = [](const ExamPair& pair) {
    const IndicationProtocol& protocol = ProtocolOf(Indication::kPatellarTendon);
    std::vector<MeasuredRow> rows;
    for (const char* name : {"defect-volume", "defect-length", "defect-fraction"}) {
      const MeasurementDefinition& row = *FindMeasurement(protocol, name);
      rows.push_back({row, Measure(row, pair)});
    }
    return PositionErrors(rows, pair, 1.0);
  };
  SharedWork before;
  SharedWork after;
  ExamPair sharing = sheets.Pair();
  sharing.baseline.work = &before;
  sharing.follow_up.work = &after;
  const auto shared = errors_of(sharing);
  EXPECT_EQ(shared, errors_of(sheets.Pair()));
  ASSERT_TRUE(shared.front());
  EXPECT_GT(*shared.front(), 0);
}

ReportedMeasurement MeasureT2Change(std::optional<double> uncertainty_mm, double widening) {
  const Scene before(0);
  const Scene after(0.02);
  const AnalysisOptions options;
  const ExamPair pair{before.Exam(), after.Exam()};
  const MeasuredRow row{T2(), Measure(T2(), pair)};
  std::optional<double> position_error;
  if (uncertainty_mm) position_error = PositionErrors({row}, pair, *uncertainty_mm).front();
  return AssessRow(
      row, position_error, pair, {ProtocolOf(Indication::kPatellarTendon), options, widening});
}

TEST(AssessRow, FindsNoChangeInTheSameTissue) {
  const ReportedMeasurement t2 = MeasureT2Change({}, 1);
  EXPECT_NEAR(*t2.baseline, 40, 0.01);
  EXPECT_NEAR(*t2.follow_up, 40, 0.1);
  EXPECT_EQ(t2.verdict, Verdict::kWithinError);
  EXPECT_NEAR(t2.baseline_exam->volume_mm3, 576, 8);
}

TEST(AssessRow, ReportsThePositionsErrorOfTheFollowUpInItsUnit) {
  const ReportedMeasurement t2 = MeasureT2Change(0.5, 1);
  ASSERT_TRUE(t2.follow_up_exam->registration_error);
  EXPECT_NEAR(*t2.follow_up_exam->registration_error, 40 * 0.01 / std::sqrt(3.0), 0.1);
  EXPECT_FALSE(t2.baseline_exam->registration_error);
}

TEST(AssessRow, HasNoPositionsErrorForARegionDrawnOnTheFollowUp) {
  EXPECT_FALSE(MeasureT2Change({}, 1).follow_up_exam->registration_error);
}

TEST(AssessRow, WidensTheIntervalForAnUncertainRegion) {
  const ReportedMeasurement sure = MeasureT2Change({}, 1);
  const ReportedMeasurement unsure = MeasureT2Change({}, 1.2);
  EXPECT_GT(*unsure.change_percent_upper, *sure.change_percent_upper);
  EXPECT_LT(*unsure.change_percent_lower, *sure.change_percent_lower);
}

TEST(AssessRow, NamesTheFitAsTheReportKnowsIt) {
  EXPECT_EQ(FitMethodName(FitMethod::kEchoTrain), kFittedAsEchoTrain);
}

}  // namespace
}  // namespace regen
