// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up.h"

#include "analysis/base/files.h"
#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/phantom/write_phantom.h"
#include "analysis/report/report_json.h"
#include "analysis/segmentation/region.h"
#include "analysis/treatment/parse_treatment.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

void NoProgress(std::string_view, double) {}

// One digital patient, made once for all tests here.
class PhantomFollowUp : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto scratch = ScratchFolder::Create(fs::temp_directory_path());
    ASSERT_TRUE(scratch);
    scratch_ = std::make_unique<ScratchFolder>(*std::move(scratch));
    PhantomOptions options;
    options.seed = 4;
    options.roles = {"t2-map"};
    const Status written = WritePhantom(options, scratch_->path() / "phantom");
    ASSERT_TRUE(written) << written.error().message;
  }
  static void TearDownTestSuite() { scratch_.reset(); }

  static fs::path Folder() { return scratch_->path() / "phantom"; }

  void SetUp() override {
    const auto csv = ReadWholeFile(Folder() / "treatments.csv");
    ASSERT_TRUE(csv);
    const auto parsed = ParseTreatmentsCsv(*csv);
    ASSERT_EQ(parsed.treatments.size(), 1U);
    request_.treatment = parsed.treatments.front();
    request_.baseline = Folder() / "baseline";
    request_.follow_up = Folder() / "follow-up";
    request_.roi = Folder() / "roi.dcm";
    output_ =
        scratch_->path() / ::testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  FollowUpReport Run() {
    auto report = RunFollowUp(request_, output_, NoProgress);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *std::move(report) : FollowUpReport{};
  }

  // A way that ended with a reason: this outcome and code, report.json, and no DICOM object.
  void ExpectEnds(Outcome outcome, std::string_view code) {
    const FollowUpReport report = Run();
    EXPECT_EQ(report.outcome, outcome) << ReportText(report);
    ASSERT_FALSE(report.reasons.empty());
    EXPECT_EQ(report.reasons.front().code, code) << report.reasons.front().text;
    for (const ReportedMeasurement& m : report.measurements) EXPECT_FALSE(m.change_percent);
    EXPECT_EQ(FilesIn(output_), 1);
    EXPECT_TRUE(fs::exists(output_ / "report.json"));
  }

  static int FilesIn(const fs::path& folder) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  static inline std::unique_ptr<ScratchFolder> scratch_;
  FollowUpRequest request_;
  fs::path output_;
};

TEST_F(PhantomFollowUp, FindsTheTrueChangeInsideItsInterval) {
  const FollowUpReport report = Run();
  ASSERT_EQ(report.outcome, Outcome::kMeasured) << ReportText(report);
  const ReportedMeasurement& t2 = report.measurements.at(0);
  EXPECT_NEAR(*t2.change_percent, -35, 5);
  EXPECT_LT(*t2.change_percent_lower, -35);
  EXPECT_GT(*t2.change_percent_upper, -35);
  EXPECT_EQ(t2.verdict, Verdict::kExceedsError);
  EXPECT_NEAR(*t2.baseline, 38, 3);
  // report.json and .pdf; of each exam SEG, T2 map, key slice and its image; alignment, PDF, SR
  EXPECT_EQ(FilesIn(output_), 13);
}

TEST_F(PhantomFollowUp, TheSameRequestGivesTheSameReportAndUids) {
  const std::string first = ReportJson(Run());
  EXPECT_EQ(ReportJson(Run()), first);
}

TEST_F(PhantomFollowUp, IsRefusedWhereTheBaselineWasTakenAfterTheTreatment) {
  request_.treatment.application_date = *ParseIsoDate("2026-01-01");
  ExpectEnds(Outcome::kRefused, reasons::kNoBaseline);
}

TEST_F(PhantomFollowUp, IsRefusedWhereTheFollowUpWasTakenBeforeTheTreatment) {
  request_.treatment.application_date = *ParseIsoDate("2026-12-01");
  ExpectEnds(Outcome::kRefused, reasons::kIsBaseline);
}

TEST_F(PhantomFollowUp, LeavesTheBaselineStudyAloneWhereTheSiteSaysSo) {
  request_.options.write_into_baseline_study = false;
  EXPECT_EQ(Run().outcome, Outcome::kMeasured);
  EXPECT_EQ(FilesIn(output_), 9);
  EXPECT_FALSE(fs::exists(output_ / "seg-baseline.dcm"));
  EXPECT_FALSE(fs::exists(output_ / "parametric-map-baseline.dcm"));
}

TEST_F(PhantomFollowUp, TakesTheSitesOwnRepeatability) {
  request_.options.repeatability["patellar-tendon/t2"] = {
      3.0, 20, "site", "test-retest of 2026"};
  const ReportedMeasurement t2 = Run().measurements.at(0);
  EXPECT_EQ(t2.repeatability_source, "site");
  EXPECT_NEAR(*t2.repeatability_percent, 2.77 * 3.0 * 1.36, 0.05);
}

TEST_F(PhantomFollowUp, ReportsItsStagesInOrder) {
  std::string stages;
  double last = -1;
  const auto report =
      RunFollowUp(request_, output_, [&](std::string_view stage, double fraction) {
        stages += std::string(stage) + " ";
        EXPECT_GE(fraction, last);
        last = fraction;
      });
  ASSERT_TRUE(report);
  EXPECT_EQ(stages, "load register segment measure report report ");
  EXPECT_EQ(last, 1);
}

TEST_F(PhantomFollowUp, IsHeldWithoutARegion) {
  request_.roi.reset();
  ExpectEnds(Outcome::kHeld, reasons::kNoBaselineRegion);
}

TEST_F(PhantomFollowUp, FindsARegionThatLiesInTheBaselinesFolder) {
  const fs::path folder = scratch_->path() / "baseline-with-region";
  fs::copy(Folder() / "baseline", folder, fs::copy_options::recursive);
  fs::copy_file(Folder() / "roi.dcm", folder / "roi.dcm", fs::copy_options::overwrite_existing);
  request_.baseline = folder;
  request_.roi.reset();
  EXPECT_EQ(Run().outcome, Outcome::kMeasured);
}

TEST_F(PhantomFollowUp, IsRefusedForTheOtherSide) {
  request_.treatment.side = Side::kLeft;
  ExpectEnds(Outcome::kRefused, reasons::kSideConflict);
}

TEST_F(PhantomFollowUp, IsRefusedForAnotherPatient) {
  request_.treatment.patient_id += "0";
  ExpectEnds(Outcome::kRefused, reasons::kPatientNotTreated);
}

TEST_F(PhantomFollowUp, IsHeldWhereTheBirthDateContradicts) {
  request_.treatment.birth_date = ParseIsoDate("1960-01-01");
  ExpectEnds(Outcome::kHeld, reasons::kIdentityConflict);
}

TEST_F(PhantomFollowUp, IsHeldWhereNothingButTheIdAgrees) {
  request_.treatment.birth_date.reset();
  request_.treatment.issuer_of_patient_id.clear();
  ExpectEnds(Outcome::kHeld, reasons::kIdentityTooWeak);
}

TEST_F(PhantomFollowUp, IsRefusedForAnIndicationThatIsNotMeasured) {
  request_.treatment.indication = Indication::kHamstringTendon;
  ExpectEnds(Outcome::kRefused, reasons::kIndicationNotSupported);
}

TEST_F(PhantomFollowUp, WritesNothingWhereAFolderIsMissing) {
  request_.follow_up = Folder() / "no-such-folder";
  const auto report = RunFollowUp(request_, output_, NoProgress);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::kInput);
  EXPECT_FALSE(fs::exists(output_));
}

TEST_F(PhantomFollowUp, TheRegionKeepsItsVolumeWhereTheStructureDoes) {
  const FollowUpReport report = Run();
  ASSERT_EQ(report.outcome, Outcome::kMeasured) << ReportText(report);
  const ReportedMeasurement& t2 = report.measurements.at(0);
  EXPECT_NEAR(t2.follow_up_exam->volume_mm3 / t2.baseline_exam->volume_mm3, 1, 0.02);
  // Of whole voxels, where slices at both ends are partly filled, less closely.
  const auto drawn = dicom::ReadSegmentation(*request_.roi);
  const auto carried = dicom::ReadSegmentation(output_ / "seg-follow-up.dcm");
  ASSERT_TRUE(drawn && carried);
  EXPECT_TRUE(carried->at(0).made_by_us);
  EXPECT_NEAR(
      CoverageVolumeMm3(carried->at(0).coverage) / CoverageVolumeMm3(drawn->at(0).coverage),
      1,
      0.10);
}

TEST_F(PhantomFollowUp, SaysHowTheRegionWasCarriedAndHowSureThatIs) {
  const FollowUpReport report = Run();
  EXPECT_EQ(report.region_method, RegionMethod::kReader);
  EXPECT_GT(report.region_quality.agreement.value_or(0), 0.75);
  EXPECT_LT(report.registration.uncertainty_mm.value_or(9), 0.5);
  EXPECT_EQ(report.registration.residual, "intensity");
  EXPECT_TRUE(report.measurements.at(0).follow_up_exam->registration_error);
  EXPECT_EQ(report.registrations.front().name, "patellar-tendon");
  const auto& checks = report.comparability;
  EXPECT_TRUE(std::any_of(checks.begin(), checks.end(), [](const ComparabilityCheck& check) {
    return check.check == "JointAngle";
  }));
}

TEST_F(PhantomFollowUp, IsRefusedWhereTheJointIsBentTooFarOtherwise) {
  request_.options.comparability.joint_angle_degraded_deg = 0;
  request_.options.comparability.joint_angle_refused_deg = 0;
  ExpectEnds(Outcome::kRefused, reasons::kJointAngleDiffers);
}

TEST_F(PhantomFollowUp, WidensTheErrorWhereTheJointIsBentOtherwise) {
  const double plain = *Run().measurements.at(0).change_percent_upper;
  request_.options.comparability.joint_angle_degraded_deg = 0;
  const FollowUpReport bent = Run();
  ASSERT_EQ(bent.outcome, Outcome::kMeasured);
  EXPECT_GT(*bent.measurements.at(0).change_percent_upper, plain + 1);
  EXPECT_EQ(bent.warnings.back().code, reasons::kJointAngleDiffers);
}

TEST_F(PhantomFollowUp, UsesAnAutomaticRegionWhereTheSiteSaysSo) {
  request_.roi.reset();
  request_.options.automatic_region = "use";
  const FollowUpReport report = Run();
  ASSERT_EQ(report.outcome, Outcome::kMeasured) << ReportText(report);
  EXPECT_EQ(report.region_method, RegionMethod::kAutomatic);
  EXPECT_FALSE(report.region_reviewed);
  EXPECT_GE(report.region_quality.proposal.value_or(0), 0.5);
  EXPECT_NEAR(*report.measurements.at(0).change_percent, -35, 5);
}

TEST_F(PhantomFollowUp, HoldsAProposalForAReader) {
  request_.roi.reset();
  request_.options.automatic_region = "propose";
  const FollowUpReport report = Run();
  EXPECT_EQ(report.outcome, Outcome::kHeld);
  ASSERT_FALSE(report.reasons.empty());
  EXPECT_EQ(report.reasons.front().code, reasons::kAutomaticRegionUnconfirmed);
  EXPECT_EQ(FilesIn(output_), 2);  // report.json and the proposal
  const auto proposal = dicom::ReadSegmentation(output_ / "proposal.dcm");
  ASSERT_TRUE(proposal) << proposal.error().message;
  EXPECT_EQ(proposal->at(0).algorithm_type, "AUTOMATIC");
  EXPECT_EQ(proposal->at(0).study_instance_uid, report.time_points.front().study_instance_uid);
}

TEST_F(PhantomFollowUp, AReadersRegionGoesBeforeAnAutomaticOne) {
  request_.options.automatic_region = "use";
  EXPECT_EQ(Run().region_method, RegionMethod::kReader);
}

// Our own region of the follow-up, as if another program had stored it there: our name gives
// way to one of the same length.
void StoreAsAnothersRegion(const fs::path& from, const fs::path& to) {
  const auto read = ReadWholeFile(from);
  ASSERT_TRUE(read);
  std::string bytes = *read;
  const std::string other(kProductName.size(), 'x');
  for (auto at = bytes.find(kProductName); at != std::string::npos;
       at = bytes.find(kProductName, at)) {
    bytes.replace(at, other.size(), other);
  }
  ASSERT_TRUE(WriteWholeFile(to, bytes));
}

TEST_F(PhantomFollowUp, UsesARegionDrawnOnTheFollowUpAsGiven) {
  const FollowUpReport carried = Run();
  const fs::path folder = scratch_->path() / "follow-up-with-region";
  fs::copy(Folder() / "follow-up", folder, fs::copy_options::recursive);
  StoreAsAnothersRegion(output_ / "seg-follow-up.dcm", folder / "region.dcm");
  request_.follow_up = folder;
  const FollowUpReport report = Run();
  ASSERT_EQ(report.outcome, Outcome::kMeasured) << ReportText(report);
  EXPECT_EQ(report.region_method, RegionMethod::kExternal);
  EXPECT_FALSE(report.region_quality.agreement);
  EXPECT_FALSE(report.measurements.at(0).follow_up_exam->registration_error);
  EXPECT_NE(report.software.input_digest, carried.software.input_digest);
  const auto seg = dicom::ReadSegmentation(output_ / "seg-follow-up.dcm");
  ASSERT_TRUE(seg);
  EXPECT_EQ(seg->at(0).algorithm_type, "SEMIAUTOMATIC");
}

}  // namespace
}  // namespace regen
