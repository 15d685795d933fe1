// SPDX-License-Identifier: GPL-3.0-or-later
//
// One digital patient of each indication through all stages in memory.
#include "analysis/report/report_json.h"
#include "tests/analysis/follow_up/ankle_pairs.h"
#include "tests/analysis/follow_up/bone_pairs.h"
#include "tests/analysis/follow_up/disc_pairs.h"
#include "tests/analysis/follow_up/shoulder_pairs.h"
#include "tests/analysis/follow_up/thigh_pairs.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

const ReportedMeasurement& Named(const FollowUpReport& report, const std::string& name) {
  for (const ReportedMeasurement& measured : report.measurements) {
    if (measured.name == name) return measured;
  }
  ADD_FAILURE() << "no measurement " << name;
  return report.measurements.front();
}

bool Warns(const FollowUpReport& report, std::string_view code) {
  return std::any_of(report.warnings.begin(), report.warnings.end(), [&](const Reason& reason) {
    return reason.code == code;
  });
}

void ExpectCovered(const test::AnalysedPair& pair, const std::string& name) {
  const ReportedMeasurement& measured = Named(pair.report, name);
  const test::TruePair& truth = pair.truth.at(name);
  ASSERT_TRUE(measured.change_percent) << name;
  const double change = 100 * (truth.follow_up / truth.baseline - 1);
  EXPECT_LE(*measured.change_percent_lower, change) << name;
  EXPECT_GE(*measured.change_percent_upper, change) << name;
}

SpinePhantomOptions ChangedDisc() {
  SpinePhantomOptions options;
  options.seed = 7;
  options.threads = 2;
  options.t2_change_percent = 60;
  options.height_change_percent = 12;
  return options;
}

class DiscExams : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    pair_ = test::AnalysePair(test::TreatedDisc("L4/L5"), test::DiscPair(ChangedDisc()), {});
  }
  static inline test::AnalysedPair pair_;
};

TEST_F(DiscExams, AreMeasuredWithT2OfTheNucleusAsPrimary) {
  ASSERT_EQ(pair_.report.outcome, Outcome::kMeasured) << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().name, "t2") << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().verdict, Verdict::kExceedsError);
}

TEST_F(DiscExams, HoldTheTrueChangesInTheirIntervals) {
  for (const char* name : {"t2", "signal-ratio", "disc-height"}) ExpectCovered(pair_, name);
}

TEST_F(DiscExams, GiveTheDiscsSizeBesides) {
  EXPECT_TRUE(Named(pair_.report, "disc-height-index").change);
  EXPECT_TRUE(Named(pair_.report, "volume").change);
}

TEST(DiscOnAnotherLevel, IsRefused) {
  const auto pair =
      test::AnalysePair(test::TreatedDisc("L3/L4"), test::DiscPair(ChangedDisc()), {});
  EXPECT_EQ(pair.report.outcome, Outcome::kRefused);
  ASSERT_FALSE(pair.report.reasons.empty());
  EXPECT_EQ(pair.report.reasons.front().code, reasons::kLevelConflict);
}

TEST(DiscBesideDegeneratedOnes, IsMeasuredLessSurely) {
  SpinePhantomOptions options = ChangedDisc();
  options.control_t2_ms = 50;
  const auto pair = test::AnalysePair(test::TreatedDisc("L4/L5"), test::DiscPair(options), {});
  EXPECT_TRUE(Warns(pair.report, reasons::kControlDegenerated));
  EXPECT_GT(Named(pair.report, "signal-ratio").errors->reproducibility, 0);
}

class BoneExams : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    HipPhantomOptions options;
    options.seed = 8;
    options.threads = 2;
    options.lesion_change_percent = -45;
    pair_ = test::AnalysePair(test::TreatedHip(), test::BonePair(options), {});
  }
  static inline test::AnalysedPair pair_;
};

TEST_F(BoneExams, AreMeasuredWithTheLesionsVolumeAsPrimary) {
  ASSERT_EQ(pair_.report.outcome, Outcome::kMeasured) << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().name, "lesion-volume");
  EXPECT_EQ(pair_.report.measurements.front().verdict, Verdict::kExceedsError);
}

TEST_F(BoneExams, HoldTheTrueReductionInItsInterval) {
  for (const char* name : {"lesion-volume", "lesion-fraction"}) ExpectCovered(pair_, name);
}

// Thick coronal slices, of which the alignment may not be sure enough.
TEST(BoneOfALargeReduction, IsMeasuredRightOrRefused) {
  HipPhantomOptions options;
  options.seed = 5;
  options.threads = 2;
  options.lesion_change_percent = -60;
  const auto pair = test::AnalysePair(test::TreatedHip(), test::BonePair(options), {});
  if (pair.report.outcome == Outcome::kMeasured) {
    ExpectCovered(pair, "lesion-volume");
  } else {
    ASSERT_FALSE(pair.report.reasons.empty());
    EXPECT_EQ(pair.report.reasons.front().code, reasons::kRegistrationNotUsable);
  }
}

TEST(BoneOfTheOtherSide, IsRefused) {
  HipPhantomOptions options;
  options.seed = 8;
  options.threads = 2;
  test::DigitalPair pair = test::BonePair(options);
  options.side = Side::kLeft;
  const HipPhantom other = *PlanHip(options);
  ExamRenderer after(other.follow_up);
  pair.exams.roles.front().follow_up = after.Render(other.series.front(), 1);
  const auto analysed = test::AnalysePair(test::TreatedHip(), std::move(pair), {});
  EXPECT_EQ(analysed.report.outcome, Outcome::kRefused);
}

TEST_F(BoneExams, GiveAngleAndSignalBesides) {
  EXPECT_TRUE(Named(pair_.report, "necrotic-angle").change);
  EXPECT_TRUE(Named(pair_.report, "signal-ratio").change);
}

AnklePhantomOptions ChangedAnkle() {
  AnklePhantomOptions options;
  options.seed = 9;
  options.anatomy_seed = 9;
  options.threads = 2;
  options.thickness_change_percent = -22;
  options.t2_change_percent = -25;
  return options;
}

class AchillesExams : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    pair_ = test::AnalysePair(test::TreatedAnkle(), test::AnklePair(ChangedAnkle()), {});
  }
  static inline test::AnalysedPair pair_;
};

TEST_F(AchillesExams, AreMeasuredWithTheGreatestThicknessAsPrimary) {
  ASSERT_EQ(pair_.report.outcome, Outcome::kMeasured) << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().name, "thickness");
  EXPECT_EQ(pair_.report.measurements.front().verdict, Verdict::kExceedsError);
}

TEST_F(AchillesExams, HoldTheTrueChangesInTheirIntervals) {
  for (const auto& [name, truth] : pair_.truth) ExpectCovered(pair_, name);
}

TEST_F(AchillesExams, GiveTheShareOfHighSignalBesides) {
  EXPECT_TRUE(Named(pair_.report, "high-signal-fraction").change);
}

// A tendon as dark as a healthy one can be: its size has numbers, its T2 a named outcome.
TEST(AchillesOfVeryShortT2, SaysThatItsT2LiesBelowDetection) {
  AnklePhantomOptions options = ChangedAnkle();
  options.t2_ms = 5;
  options.lesion_change_percent = -100;
  const auto pair = test::AnalysePair(test::TreatedAnkle(), test::AnklePair(options), {});
  const ReportedMeasurement& t2 = Named(pair.report, "t2");
  EXPECT_FALSE(t2.change);
  ASSERT_FALSE(t2.reasons.empty());
  EXPECT_EQ(t2.reasons.front().code, reasons::kBelowDetection);
  EXPECT_TRUE(Named(pair.report, "thickness").change);
}

// The images of the other ankle: left and right exchanged fit better.
TEST(AchillesOfTheOtherAnkle, IsRefused) {
  test::DigitalPair pair = test::AnklePair(ChangedAnkle());
  AnklePhantomOptions other = ChangedAnkle();
  other.side = Side::kLeft;
  const AnklePhantom left = *PlanAnkle(other);
  for (std::size_t n = 0; n < left.series.size(); ++n) {
    pair.exams.roles[n].follow_up = ExamRenderer(left.follow_up).Render(left.series[n], 1 + n);
  }
  const auto analysed = test::AnalysePair(test::TreatedAnkle(), std::move(pair), {});
  EXPECT_EQ(analysed.report.outcome, Outcome::kRefused);
  ASSERT_FALSE(analysed.report.reasons.empty());
  EXPECT_EQ(analysed.report.reasons.front().code, reasons::kRegistrationNotUsable);
}

ThighPhantomOptions ChangedThighs() {
  ThighPhantomOptions options;
  options.seed = 11;
  options.anatomy_seed = 11;
  options.threads = 2;
  options.oedema_change_percent = -50;
  return options;
}

class HamstringExams : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    pair_ = test::AnalysePair(test::TreatedThigh(), test::ThighPair(ChangedThighs()), {});
  }
  static inline test::AnalysedPair pair_;
};

TEST_F(HamstringExams, AreMeasuredWithTheLesionsVolumeAsPrimary) {
  ASSERT_EQ(pair_.report.outcome, Outcome::kMeasured) << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().name, "lesion-volume");
  EXPECT_EQ(pair_.report.measurements.front().verdict, Verdict::kExceedsError);
}

TEST_F(HamstringExams, HoldTheTrueChangesInTheirIntervals) {
  for (const char* name : {"lesion-volume", "lesion-length"}) ExpectCovered(pair_, name);
}

TEST_F(HamstringExams, HaveALesionBrighterThanTheOtherSide) {
  const ReportedMeasurement& ratio = Named(pair_.report, "contralateral-ratio");
  ASSERT_TRUE(ratio.baseline && ratio.follow_up);
  EXPECT_GT(*ratio.baseline, 1.5);
  EXPECT_LT(*ratio.follow_up, *ratio.baseline);
}

TEST_F(HamstringExams, GiveTheTendonsSizeBesides) {
  EXPECT_TRUE(Named(pair_.report, "cross-sectional-area").change);
  EXPECT_TRUE(Named(pair_.report, "volume").change);
}

TEST(HamstringOfOneSideOnly, IsMeasuredWithoutTheRatioToTheOther) {
  ThighPhantomOptions options = ChangedThighs();
  options.other_side_cut = true;
  const auto pair = test::AnalysePair(test::TreatedThigh(), test::ThighPair(options), {});
  ASSERT_EQ(pair.report.outcome, Outcome::kMeasured) << ReportText(pair.report);
  EXPECT_TRUE(Named(pair.report, "lesion-volume").change);
  const ReportedMeasurement& ratio = Named(pair.report, "contralateral-ratio");
  EXPECT_FALSE(ratio.change);
  ASSERT_FALSE(ratio.reasons.empty());
  EXPECT_EQ(ratio.reasons.front().code, reasons::kContralateralMissing);
}

ShoulderPhantomOptions TornShoulder(double arm_rotation_deg) {
  ShoulderPhantomOptions options;
  options.seed = 9;
  options.threads = 2;
  options.tear_change_percent = -50;
  options.arm_rotation_deg = arm_rotation_deg;
  return options;
}

class ShoulderExams : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    pair_ = test::AnalysePair(test::TreatedShoulder(), test::ShoulderPair(TornShoulder(4)), {});
  }
  static inline test::AnalysedPair pair_;
};

TEST_F(ShoulderExams, AreMeasuredWithTheTearsVolumeAsPrimary) {
  ASSERT_EQ(pair_.report.outcome, Outcome::kMeasured) << ReportText(pair_.report);
  EXPECT_EQ(pair_.report.measurements.front().name, "defect-volume");
  EXPECT_EQ(pair_.report.measurements.front().verdict, Verdict::kExceedsError);
}

TEST_F(ShoulderExams, HoldTheTrueChangesInTheirIntervals) {
  for (const char* name : {"defect-volume", "defect-extent-ml", "defect-extent-ap"})
    ExpectCovered(pair_, name);
}

TEST_F(ShoulderExams, MeasureTheTearFromFrontToBackOnSagittalSlices) {
  EXPECT_EQ(Named(pair_.report, "defect-extent-ap").role, "anatomy-sagittal");
  EXPECT_EQ(Named(pair_.report, "defect-extent-ml").role, "anatomy");
}

TEST(ShoulderWithTheArmTurned, IsMeasuredLessSurelyOrRefused) {
  const auto pair =
      test::AnalysePair(test::TreatedShoulder(), test::ShoulderPair(TornShoulder(15)), {});
  if (pair.report.outcome == Outcome::kMeasured) {
    EXPECT_TRUE(Warns(pair.report, reasons::kJointAngleDiffers)) << ReportText(pair.report);
  } else {
    EXPECT_EQ(pair.report.outcome, Outcome::kRefused);
  }
}

TEST(ShoulderOfTheOtherSide, IsRefused) {
  Treatment left = test::TreatedShoulder();
  left.side = Side::kLeft;
  ShoulderPhantomOptions options = TornShoulder(0);
  test::DigitalPair pair = test::ShoulderPair(options);
  options.side = Side::kLeft;
  const ShoulderPhantom other = *PlanShoulder(options);
  ExamRenderer after(other.follow_up);
  pair.exams.roles.resize(1);
  pair.exams.roles.front().follow_up = after.Render(other.series.front(), 1);
  const auto analysed = test::AnalysePair(left, std::move(pair), {});
  EXPECT_EQ(analysed.report.outcome, Outcome::kRefused);
}

}  // namespace
}  // namespace regen
