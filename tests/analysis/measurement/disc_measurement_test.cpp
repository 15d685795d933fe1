// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/disc_measurement.h"

#include "analysis/indications/indication.h"
#include "analysis/measurement/measure.h"
#include "analysis/measurement/spine_landmarks.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/phantom/spine_phantom.h"

#include <memory>

#include <gtest/gtest.h>

namespace regen {
namespace {

// One digital spine, examined twice without any change of place: what a measurement sees.
struct Exams {
  explicit Exams(const SpinePhantomOptions& options) : phantom(*PlanSpine(options)) {
    ExamRenderer before(phantom.baseline);
    ExamRenderer after(phantom.follow_up);
    const ExamSeries& t2 = phantom.series.front();
    baseline = before.Render(t2, 1);
    follow_up = after.Render(t2, 1);
    shape = MakeRegionShape(before.Coverage(t2, RegionRole::kStructure));
  }

  ExamPair Pair() const {
    const AxisMotion still = RigidMotion(Rigid3{});
    const AxisMotion moved = RigidMotion(Inverse(phantom.baseline_from_follow_up));
    return {{baseline, baseline.echoes.front(), shape, still, still},
            {follow_up, follow_up.echoes.front(), shape, moved, moved}};
  }
  double HeightBefore() const {
    return MeasuredHeightMm(
        phantom.shape_before.discs[static_cast<std::size_t>(phantom.shape_before.treated)]);
  }

  SpinePhantom phantom;
  EchoSeries baseline;
  EchoSeries follow_up;
  RegionShape shape;
};

SpinePhantomOptions Options() {
  SpinePhantomOptions options;
  options.threads = 2;
  options.height_change_percent = 10;
  options.hours_change_percent = -6;
  return options;
}

class DigitalSpine : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    exams_ = std::make_unique<Exams>(Options());
    spine_ = FindSpinePair(exams_->Pair());
  }
  static void TearDownTestSuite() { exams_.reset(); }
  static ExamPair Pair() {
    ExamPair pair = exams_->Pair();
    return {pair.baseline, pair.follow_up, nullptr, nullptr, &spine_};
  }

  static inline std::unique_ptr<Exams> exams_;
  static inline SpinePair spine_;
};

TEST_F(DigitalSpine, ShowsTheTreatedDiscAndBothNeighboursInBothExams) {
  for (const SpineLandmarks* exam : {&spine_.baseline, &spine_.follow_up}) {
    ASSERT_TRUE(exam->treated);
    EXPECT_EQ(exam->treated->level, "L4/L5");
    EXPECT_TRUE(exam->above);
    EXPECT_TRUE(exam->below);
  }
}

TEST_F(DigitalSpine, HasItsHeightMeasuredWithinAThirdOfAMillimetre) {
  const MeasuredPair height = MeasureDiscHeight(Pair());
  ASSERT_TRUE(height.baseline.value && height.follow_up.value);
  EXPECT_NEAR(*height.baseline.value, exams_->HeightBefore(), 0.35);
}

TEST_F(DigitalSpine, GainsInHeightWhatItWasGiven) {
  const MeasuredPair height = MeasureDiscHeight(Pair());
  ASSERT_TRUE(height.baseline.value && height.follow_up.value);
  EXPECT_NEAR(*height.follow_up.value - *height.baseline.value, 0.85, 0.3);
}

TEST_F(DigitalSpine, HasAHeightIndexOfAThird) {
  const MeasuredPair index = MeasureDiscHeightIndex(Pair());
  ASSERT_TRUE(index.baseline.value);
  EXPECT_NEAR(*index.baseline.value, exams_->HeightBefore() / 26, 0.04);
}

TEST_F(DigitalSpine, KeepsItsSignalAgainstAnUntreatedDiscOverTheDay) {
  const MeasurementDefinition& row =
      *FindMeasurement(ProtocolOf(Indication::kIntervertebralDisc), "signal-ratio");
  const MeasuredPair signal = Measure(row, Pair());
  ASSERT_TRUE(signal.baseline.value && signal.follow_up.value);
  EXPECT_TRUE(signal.remarks.empty());
  EXPECT_EQ(signal.widening, 1);
  EXPECT_NEAR(*signal.follow_up.value / *signal.baseline.value, 1, 0.04);
}

TEST_F(DigitalSpine, StandsOnFluidAloneWhereNoNeighbourIsShownByBothExams) {
  SpinePair alone = spine_;
  alone.baseline.above.reset();
  alone.follow_up.below.reset();
  const ExamPair pair = Pair();
  const MeasurementDefinition& row =
      *FindMeasurement(ProtocolOf(Indication::kIntervertebralDisc), "signal-ratio");
  const MeasuredPair signal =
      Measure(row, {pair.baseline, pair.follow_up, nullptr, nullptr, &alone});
  ASSERT_TRUE(signal.baseline.value);
  ASSERT_EQ(signal.remarks.size(), 1U);
  EXPECT_EQ(signal.remarks.front().code, reasons::kControlMissing);
  EXPECT_GT(signal.widening, 1);
}

TEST(DiscSignal, StandsOnFluidAloneWhereTheControlsAreDegenerated) {
  SpinePhantomOptions options = Options();
  options.control_t2_ms = 50;
  const Exams exams(options);
  const MeasurementDefinition& row =
      *FindMeasurement(ProtocolOf(Indication::kIntervertebralDisc), "signal-ratio");
  const MeasuredPair signal = Measure(row, exams.Pair());
  ASSERT_TRUE(signal.baseline.value);
  ASSERT_EQ(signal.remarks.size(), 1U);
  EXPECT_EQ(signal.remarks.front().code, reasons::kControlDegenerated);
  EXPECT_GT(signal.widening, 1);
}

}  // namespace
}  // namespace regen
