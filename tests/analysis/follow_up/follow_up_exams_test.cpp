// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stages on one digital knee in memory, with images of two roles.
#include "analysis/follow_up_exams.h"

#include "analysis/phantom/knee_phantom.h"
#include "analysis/report/report_json.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

void NoProgress(std::string_view, double) {}

Treatment RightKnee() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

// A small field of view around the tendon: what the alignment needs and no more.
KneePhantomOptions SmallKnee(std::uint64_t seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.size = {160, 176, 16};
  options.threads = 2;
  return options;
}

KneePhantomOptions Weighted(KneePhantomOptions options) {
  options.echo_times_ms = {35};
  options.noise_sigma = 30;
  return options;
}

struct Analysed {
  FollowUpReport report;
  Next end = Next::kStop;
};

// `with_train`: the multi-echo series is there beside the weighted images.
Analysed Analyse(const KneePhantomOptions& options,
                 const std::vector<std::string>& roles,
                 const std::vector<ComparabilityCheck>& checks) {
  const AnalysisOptions site;
  static const Treatment treatment = RightKnee();
  ExamAnalysis analysis(treatment, ProtocolOf(Indication::kPatellarTendon), site);
  for (const std::string& role : roles) {
    auto knee = MakeKneePhantom(role == "t2-map" ? options : Weighted(options));
    EXPECT_TRUE(knee);
    if (analysis.exams.roles.empty()) analysis.exams.region = knee->baseline.tendon;
    analysis.exams.roles.push_back(
        {role, std::move(knee->baseline.images), std::move(knee->follow_up.images)});
  }
  analysis.report.comparability = checks;
  PrepareImages(analysis);
  Analysed analysed;
  analysed.end = AnalyseExams(analysis, NoProgress);
  analysed.report = std::move(analysis.report);
  return analysed;
}

const ReportedMeasurement& Named(const FollowUpReport& report, const std::string& name) {
  for (const ReportedMeasurement& m : report.measurements) {
    if (m.name == name) return m;
  }
  ADD_FAILURE() << "no measurement " << name;
  return report.measurements.front();
}

class TwoRoles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    KneePhantomOptions options = SmallKnee(5);
    options.tendon_volume_change_percent = 15;
    both_ = Analyse(options, {"anatomy-plain", "t2-map"}, {});
  }
  static inline Analysed both_;
};

TEST_F(TwoRoles, AreMeasuredWithOneAlignment) {
  ASSERT_EQ(both_.end, Next::kGoOn) << ReportText(both_.report);
  EXPECT_EQ(both_.report.outcome, Outcome::kMeasured);
  EXPECT_EQ(Named(both_.report, "t2").role, "t2-map");
  EXPECT_EQ(Named(both_.report, "thickness").role, "anatomy-plain");
}

TEST_F(TwoRoles, GiveT2AsThePrimaryWithoutAGap) {
  const ReportedMeasurement& first = both_.report.measurements.front();
  EXPECT_EQ(first.name, "t2");
  EXPECT_TRUE(first.primary);
  EXPECT_EQ(std::count_if(both_.report.measurements.begin(),
                          both_.report.measurements.end(),
                          [](const auto& m) { return m.primary; }),
            1);
}

TEST_F(TwoRoles, FindTheChangeOfT2OnTheTrainsOwnGrid) {
  const ReportedMeasurement& t2 = Named(both_.report, "t2");
  ASSERT_TRUE(t2.change_percent);
  EXPECT_NEAR(*t2.change_percent, -35, 6);
  ASSERT_TRUE(t2.control);
  EXPECT_NEAR(t2.control->change_percent, 0, 6);
}

TEST_F(TwoRoles, SeeTheTendonSwell) {
  const ReportedMeasurement& volume = Named(both_.report, "volume");
  const ReportedMeasurement& thickness = Named(both_.report, "thickness");
  ASSERT_TRUE(volume.change_percent && thickness.change_percent);
  EXPECT_NEAR(*volume.change_percent, 15, 7);
  EXPECT_GT(*thickness.change_percent, 5);
}

TEST_F(TwoRoles, TellWhyTheRestWasNotMeasured) {
  const ReportedMeasurement& gap = Named(both_.report, "defect-volume");
  EXPECT_FALSE(gap.baseline);
  EXPECT_FALSE(gap.primary);
  EXPECT_EQ(gap.verdict, Verdict::kNotComparable);
  EXPECT_FALSE(Named(both_.report, "t2-star").reasons.empty());
}

TEST_F(TwoRoles, CompareTheFibresAngleToTheField) {
  const auto& checks = both_.report.comparability;
  EXPECT_TRUE(std::any_of(checks.begin(), checks.end(), [](const ComparabilityCheck& check) {
    return check.check == "FibreAngle";
  }));
}

TEST(OtherWeighting, OfTheCarryingSeriesIsMappedBeforeItIsAligned) {
  ComparabilityCheck check;
  check.check = "EchoTime";
  check.role = "anatomy-plain";
  check.reason_code = reasons::kEchoTimesDiffer;
  check.signal = Comparability::kRefused;
  const Analysed mapped = Analyse(SmallKnee(5), {"anatomy-plain"}, {check});
  EXPECT_EQ(mapped.report.registration.residual, "mapped-intensity");
}

TEST(SameWeighting, IsAlignedAsItIs) {
  const Analysed plain = Analyse(SmallKnee(5), {"anatomy-plain"}, {});
  EXPECT_EQ(plain.report.registration.residual, "intensity");
}

}  // namespace
}  // namespace regen
