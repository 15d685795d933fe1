// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/t2_measurement.h"

#include "analysis/image/shrink.h"
#include "analysis/indications/quantities.h"
#include "analysis/relaxometry/echo_train_model.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {20, 20, 2};
  grid.spacing_mm = Vec3(0.6, 0.7, 4);
  return grid;
}

// Voxel T2 spread around `t2_ms` by a factor, the same pattern whatever t2_ms; the first echo
// is too low, as in a real multi-echo train.
EchoSeries Tissue(double t2_ms, double spread = 0.2) {
  EchoSeries series;
  for (int n = 1; n <= 8; ++n) {
    series.echo_times_ms.push_back(8.0 * n);
    series.echoes.push_back(MakeVolume(Grid()));
  }
  std::mt19937 random(3);
  std::normal_distribution<double> factor(0, spread);
  for (std::size_t at = 0; at < Grid().VoxelCount(); ++at) {
    const double t2 = t2_ms * std::exp(factor(random));
    for (std::size_t echo = 0; echo < 8; ++echo) {
      const double first = echo == 0 ? 0.8 : 1.0;
      series.echoes[echo].values[at] =
          static_cast<float>(first * 800 * std::exp(-series.echo_times_ms[echo] / t2));
    }
  }
  return series;
}

TEST(MeasureT2, IsTheGeometricMeanWhateverTheFirstEchoSays) {
  const auto m = MeasureT2(Tissue(38), MakeVolume(Grid(), 1), {});
  ASSERT_TRUE(m.t2_ms);
  EXPECT_NEAR(*m.t2_ms, 38, 0.5);
  EXPECT_EQ(m.voxels_measured, 800);
  EXPECT_EQ(m.voxels_rejected, 0);
}

TEST(MeasureT2, AChangeOfAllVoxelsByOneFactorIsThatFactor) {
  const auto before = MeasureT2(Tissue(38), MakeVolume(Grid(), 1), {});
  const auto after = MeasureT2(Tissue(38 * 0.65), MakeVolume(Grid(), 1), {});
  ASSERT_TRUE(before.t2_ms && after.t2_ms);
  EXPECT_NEAR(*after.t2_ms / *before.t2_ms, 0.65, 1e-4);
}

TEST(MeasureT2, LooksOnlyAtVoxelsCoveredByAtLeastHalf) {
  Volume coverage = MakeVolume(Grid(), 0.49F);
  for (std::size_t at = 0; at < 100; ++at) coverage.values[at] = 0.5F;
  EXPECT_EQ(MeasureT2(Tissue(38), coverage, {}).voxels_measured, 100);
}

TEST(MeasureT2, StandardErrorIsThatOfTheMeanOfTheLogarithms) {
  const auto m = MeasureT2(Tissue(38, 0.2), MakeVolume(Grid(), 1), {});
  EXPECT_NEAR(m.log_standard_error, 0.2 / std::sqrt(800.0), 0.001);
}

TEST(MeasureT2, CountsVoxelsOutsideOfTheBoundsAndGoesOnWithoutThem) {
  EchoSeries series = Tissue(38);
  for (std::size_t at = 0; at < 50; ++at) {
    for (Volume& echo : series.echoes) echo.values[at] = 300;  // does not decay
  }
  const auto m = MeasureT2(series, MakeVolume(Grid(), 1), {});
  EXPECT_EQ(m.voxels_rejected, 50);
  EXPECT_NEAR(*m.t2_ms, 38, 0.6);
}

TEST(MeasureT2, RefusesWhereMostVoxelsCannotBeFitted) {
  EchoSeries series = Tissue(38);
  for (std::size_t at = 0; at < 500; ++at) {
    for (Volume& echo : series.echoes) echo.values[at] = 0;
  }
  const auto m = MeasureT2(series, MakeVolume(Grid(), 1), {});
  EXPECT_FALSE(m.t2_ms);
  ASSERT_EQ(m.reasons.size(), 1U);
  EXPECT_EQ(m.reasons[0].code, reasons::kFitNotUsable);
  EXPECT_NE(m.reasons[0].text.find("500 of 800"), std::string::npos);
}

TEST(MeasureT2, RefusesARegionOfAFewVoxels) {
  Volume coverage = MakeVolume(Grid());
  for (std::size_t at = 0; at < 29; ++at) coverage.values[at] = 1;
  const auto m = MeasureT2(Tissue(38), coverage, {});
  EXPECT_FALSE(m.t2_ms);
  EXPECT_EQ(m.reasons.at(0).code, reasons::kTooFewVoxels);
}

// What a scanner's train gives, all echo paths included.
EchoSeries Train(double t2_ms, double refocusing_deg) {
  EchoSeries series = Tissue(t2_ms);
  const auto shape = CpmgEchoes(8, 8.0, refocusing_deg, 1200.0, t2_ms);
  std::mt19937 random(4);
  std::normal_distribution<double> noise(0, 8);
  for (std::size_t echo = 0; echo < 8; ++echo) {
    for (float& value : series.echoes[echo].values)
      value = static_cast<float>(std::hypot(800 * shape[echo] + noise(random), noise(random)));
  }
  return series;
}

// A sheet that fills the grid but for its rim, at both exams.
struct TrainPair {
  EchoSeries before;
  EchoSeries after;
  Volume before_image = MeanOfEchoes(before);
  Volume after_image = MeanOfEchoes(after);
  RegionShape shape = MakeRegionShape(MakeVolume(Grid(), 1));
  AxisMotion still = RigidMotion(Rigid3{});

  ExamPair Pair() const {
    return {{before, before_image, shape, still, still},
            {after, after_image, shape, still, still}};
  }
};

MeasurementDefinition Row() {
  MeasurementDefinition row = T2Quantity();
  row.lower_bound = 5;
  row.upper_bound = 200;
  return row;
}

TEST(MeasureRelaxation, AnotherRefocusingIsNoOtherT2) {
  const TrainPair pair{Train(38, 170), Train(38, 150)};
  const MeasuredPair found = MeasureRelaxation(pair.Pair(), Row());
  EXPECT_EQ(found.fit_method, FitMethod::kEchoTrain);
  ASSERT_TRUE(found.baseline.value && found.follow_up.value);
  EXPECT_NEAR(*found.baseline.value, 38, 0.4);
  EXPECT_NEAR(*found.follow_up.value / *found.baseline.value, 1, 0.01);
}

TEST(MeasureRelaxation, FitsBothExamsWithoutTheFirstEchoWhereTheTrainExplainsOnlyOne) {
  const TrainPair pair{Train(38, 170), Tissue(38)};  // a first echo as of no train
  const MeasuredPair found = MeasureRelaxation(pair.Pair(), Row());
  EXPECT_EQ(found.fit_method, FitMethod::kMonoExponentialDropFirst);
  EXPECT_NEAR(found.follow_up.value.value_or(0), 38, 0.5);
}

TEST(MeasureRelaxation, KeepsToTheFitThatIsDecided) {
  const TrainPair made{Train(38, 170), Train(38, 170)};
  ExamPair pair = made.Pair();
  pair.fit_method = FitMethod::kMonoExponentialDropFirst;
  EXPECT_EQ(MeasureRelaxation(pair, Row()).fit_method, FitMethod::kMonoExponentialDropFirst);
}

TEST(MeasureRelaxation, LeavesTheBaselineOutWhereNobodyAsks) {
  const TrainPair made{Train(38, 170), Train(38, 170)};
  ExamPair pair = made.Pair();
  pair.baseline_wanted = false;
  const MeasuredPair found = MeasureRelaxation(pair, Row());
  EXPECT_FALSE(found.baseline.value);
  EXPECT_TRUE(found.follow_up.value);
}

// A bright frame around a structure whose own time is `t2_ms`, with the noise of a magnitude
// image.
EchoSeries InNoise(double t2_ms, double noise) {
  EchoSeries series = Tissue(t2_ms, 0);
  std::mt19937 random(5);
  std::normal_distribution<double> channel(0, noise);
  for (Volume& echo : series.echoes) {
    for (int k = 0; k < 2; ++k) {
      for (int j = 0; j < 20; ++j) {
        for (int i = 0; i < 20; ++i) {
          const bool inside = i >= 6 && i < 14 && j >= 6 && j < 14;
          const double signal = inside ? static_cast<double>(echo.At(i, j, k)) : 600;
          echo.At(i, j, k) =
              static_cast<float>(std::hypot(signal + channel(random), channel(random)));
        }
      }
    }
  }
  return series;
}

Volume InnerCoverage() {
  Volume coverage = MakeVolume(Grid());
  for (int k = 0; k < 2; ++k) {
    for (int j = 7; j < 13; ++j) {
      for (int i = 7; i < 13; ++i) coverage.At(i, j, k) = 1;
    }
  }
  return coverage;
}

T2MeasurementOptions AskedForThreeEchoes() {
  T2MeasurementOptions options;
  options.least_detected_echoes = 3;
  return options;
}

TEST(MeasureT2, NamesAStructureThatSankIntoTheNoiseInsteadOfTimingTheNoise) {
  const auto m = MeasureT2(InNoise(4, 12), InnerCoverage(), AskedForThreeEchoes());
  EXPECT_FALSE(m.t2_ms);
  ASSERT_EQ(m.reasons.size(), 1U);
  EXPECT_EQ(m.reasons[0].code, reasons::kBelowDetection);
  EXPECT_NE(m.reasons[0].text.find("times the noise"), std::string::npos);
}

TEST(MeasureT2, MeasuresAStructureThatThreeEchoesShow) {
  const auto m = MeasureT2(InNoise(25, 12), InnerCoverage(), AskedForThreeEchoes());
  ASSERT_TRUE(m.t2_ms);
  EXPECT_NEAR(*m.t2_ms, 25, 3);
}

TEST(MeasuredMarginMm, IsTheCoarsestInPlaneVoxelOfBothExams) {
  VolumeGeometry finer = Grid();
  finer.spacing_mm = Vec3(0.3, 0.3, 8);
  EXPECT_EQ(MeasuredMarginMm(finer, Grid()), 0.7);
}

}  // namespace
}  // namespace regen
