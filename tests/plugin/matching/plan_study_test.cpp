// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/plan_study.h"

#include "tests/support/fake_registry.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/study_maker.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::MakeBaselineWithRegion;
using test::MakeFollowUp;
using test::MakeTreatment;

class PlanStudyTest : public testing::Test {
 protected:
  void SetUp() override {
    archive_.Put(MakeBaselineWithRegion());
    archive_.Put(MakeFollowUp());
  }
  StudyPlan Plan(const std::string& id = "follow-up") {
    test::FakeRegistry registry(treatments_);
    PlanningContext context;
    context.archive = &archive_;
    context.registry = &registry;
    context.is_own_object = [this](const std::string& sop) {
      return Result<bool>(sop == own_);
    };
    context.options = options_;
    auto plan = PlanStudy(context, id);
    EXPECT_TRUE(plan && plan->has_value());
    return plan && plan->has_value() ? **plan : StudyPlan();
  }
  void ExpectEnd(const StudyPlan& plan, StudyPhase phase, std::string_view code) {
    EXPECT_EQ(StudyPhaseName(plan.phase), StudyPhaseName(phase));
    ASSERT_FALSE(plan.reasons.empty());
    EXPECT_EQ(plan.reasons.front().code, code) << plan.reasons.front().text;
    EXPECT_FALSE(plan.job);
  }

  test::InMemoryArchive archive_;
  std::vector<Treatment> treatments_ = {MakeTreatment()};
  AnalysisOptions options_;
  std::string own_;
};

TEST_F(PlanStudyTest, QueuesAFollowUpWithBaselineAndRegion) {
  const StudyPlan plan = Plan();
  EXPECT_EQ(plan.phase, StudyPhase::kQueued);
  ASSERT_TRUE(plan.job);
  EXPECT_EQ(plan.treatment_id, "T-001");
  EXPECT_EQ(plan.baseline_study_uid, "1.2.3.1");
  EXPECT_EQ(plan.job->baseline.size(), 48U);
  EXPECT_EQ(plan.job->follow_up.size(), 48U);
  EXPECT_EQ(plan.job->region->sop_instance_uid, "1.2.3.1.77");
}

TEST_F(PlanStudyTest, ListsTheSeriesOfBothStudiesWithReasons) {
  const StudyPlan plan = Plan();
  ASSERT_EQ(plan.candidates.size(), 2U);
  for (const Candidate& candidate : plan.candidates) {
    EXPECT_TRUE(candidate.selected);
    EXPECT_FALSE(candidate.reasons.empty());
  }
}

TEST_F(PlanStudyTest, ASitesOwnWordLeavesASeriesOut) {
  auto follow_up = MakeFollowUp();
  follow_up.summary.series.front().series_description = "SAG RELAXO";
  archive_.Put(follow_up);
  EXPECT_EQ(Plan().phase, StudyPhase::kQueued);
  options_.dictionary["SpinLock"].add = {"RELAXO"};
  ExpectEnd(Plan(), StudyPhase::kRefused, reasons::kNoSuitableSeries);
}

TEST_F(PlanStudyTest, NamesTheSameAnalysisTheSame) {
  const std::string key = Plan().job->job_key;
  archive_.Touch("follow-up");
  EXPECT_EQ(Plan().job->job_key, key);
}

TEST_F(PlanStudyTest, NamesAnotherAnalysisWhenAnImageIsAdded) {
  const std::string key = Plan().job->job_key;
  ArchivedStudy study = MakeFollowUp();
  auto& images = study.summary.series.front().instances;
  for (int echo = 0; echo < 6; ++echo) {
    InstanceSummary image = images[static_cast<std::size_t>(echo)];
    image.sop_instance_uid += ".9";
    image.image_position_lps = {24.0, 0, 0};
    images.push_back(image);
  }
  archive_.Put(study);
  EXPECT_NE(Plan().job->job_key, key);
}

TEST_F(PlanStudyTest, NamesAnotherAnalysisWhenRegionOrOptionsOrTreatmentChange) {
  const std::string key = Plan().job->job_key;
  options_.comparability.field_strength_t = 0.2;
  EXPECT_NE(Plan().job->job_key, key);
  options_ = AnalysisOptions();
  treatments_.front().product = {{"product", "other"}};
  EXPECT_NE(Plan().job->job_key, key);
  treatments_ = {MakeTreatment()};
  ArchivedRegion newer = test::MakeRegion(test::MakeBaseline(), "1.2.3.1.78");
  newer.content_date = "20260104";
  archive_.AddRegion("baseline", newer);
  EXPECT_NE(Plan().job->job_key, key);
}

TEST_F(PlanStudyTest, LeavesAnUntreatedPatientAlone) {
  treatments_.front().patient_id = "SOMEBODY-ELSE";
  ExpectEnd(Plan(), StudyPhase::kNotApplicable, reasons::kPatientNotTreated);
}

TEST_F(PlanStudyTest, LeavesAnAnonymisedCopyAlone) {
  ArchivedStudy study = MakeFollowUp();
  study.anonymised_copy = true;
  archive_.Put(study);
  ExpectEnd(Plan(), StudyPhase::kNotApplicable, reasons::kAnonymisedCopy);
}

TEST_F(PlanStudyTest, LeavesAStudyWithoutMrImagesAlone) {
  ArchivedStudy study = MakeFollowUp();
  study.summary.series.front().modality = "CT";
  archive_.Put(study);
  ExpectEnd(Plan(), StudyPhase::kNotApplicable, reasons::kNotMr);
}

TEST_F(PlanStudyTest, LeavesAnotherPartOfTheBodyAlone) {
  ArchivedStudy study = MakeFollowUp();
  study.summary.study_description = "MR shoulder right";
  study.summary.series.front().body_part_examined = "SHOULDER";
  study.summary.series.front().series_description = "T2 map";
  archive_.Put(study);
  ExpectEnd(Plan(), StudyPhase::kNotApplicable, reasons::kBodyPartDiffers);
}

TEST_F(PlanStudyTest, LeavesTheBaselineAlone) {
  ExpectEnd(Plan("baseline"), StudyPhase::kNotApplicable, reasons::kIsBaseline);
}

TEST_F(PlanStudyTest, HoldsAWeakIdentity) {
  treatments_.front().birth_date.reset();
  ExpectEnd(Plan(), StudyPhase::kHeld, reasons::kIdentityTooWeak);
}

TEST_F(PlanStudyTest, HoldsAnUnknownSide) {
  ArchivedStudy study = MakeFollowUp();
  study.summary.study_description = "MR knee";
  study.summary.series.front().laterality = "";
  archive_.Put(study);
  ExpectEnd(Plan(), StudyPhase::kHeld, reasons::kSideUnknown);
}

TEST_F(PlanStudyTest, RefusesTheWrongSide) {
  treatments_.front().side = Side::kLeft;
  ExpectEnd(Plan(), StudyPhase::kRefused, reasons::kSideConflict);
}

TEST_F(PlanStudyTest, RefusesAnIndicationThatIsNotMeasured) {
  treatments_.front().indication = Indication::kHamstringTendon;
  ExpectEnd(Plan(), StudyPhase::kRefused, reasons::kIndicationNotSupported);
}

TEST_F(PlanStudyTest, RefusesAFollowUpWithoutASuitableSeries) {
  ArchivedStudy study = MakeFollowUp();
  study.summary.series.front().scanning_sequence = {"GR"};
  archive_.Put(study);
  ExpectEnd(Plan(), StudyPhase::kRefused, reasons::kNoSuitableSeries);
}

TEST_F(PlanStudyTest, WaitsForABaseline) {
  archive_.Delete("baseline");
  ExpectEnd(Plan(), StudyPhase::kWaiting, reasons::kNoBaseline);
}

TEST_F(PlanStudyTest, HoldsABaselineWithoutARegion) {
  archive_.Put(test::MakeBaseline());
  ExpectEnd(Plan(), StudyPhase::kHeld, reasons::kNoBaselineRegion);
}

TEST_F(PlanStudyTest, NeverTakesAnObjectOfOursForTheRegion) {
  own_ = "1.2.3.1.77";
  ExpectEnd(Plan(), StudyPhase::kHeld, reasons::kNoBaselineRegion);
}

TEST_F(PlanStudyTest, LeavesTheRegionToTheProgramWhereTheSiteSaysSo) {
  archive_.Put(test::MakeBaseline());
  for (const char* way : {"use", "propose"}) {
    options_.automatic_region = way;
    const StudyPlan plan = Plan();
    EXPECT_EQ(plan.phase, StudyPhase::kQueued) << way;
    ASSERT_TRUE(plan.job) << way;
    EXPECT_FALSE(plan.job->region) << way;
    EXPECT_EQ(plan.job->baseline.size(), 48U) << way;
  }
}

TEST_F(PlanStudyTest, AReadersRegionThatComesLaterMakesAnotherAnalysis) {
  options_.automatic_region = "propose";
  archive_.Put(test::MakeBaseline());
  const std::string key = Plan().job->job_key;
  archive_.Put(MakeBaselineWithRegion());
  const StudyPlan plan = Plan();
  ASSERT_TRUE(plan.job);
  EXPECT_NE(plan.job->job_key, key);
  ASSERT_TRUE(plan.job->region);
}

TEST_F(PlanStudyTest, LeavesRegionsThatContradictToAPerson) {
  options_.automatic_region = "use";
  archive_.AddRegion("baseline", test::MakeRegion(test::MakeBaseline(), "1.2.3.1.79"));
  ExpectEnd(Plan(), StudyPhase::kHeld, reasons::kSeveralBaselineRegions);
}

TEST_F(PlanStudyTest, ExportsTheSeriesThatOutlinesWereDrawnOn) {
  ArchivedStudy baseline = test::MakeBaseline();
  SeriesSummary axial = test::MakeMultiEchoSeries("1.2.3.1.55");
  axial.scanning_sequence = {"GR"};
  axial.frame_of_reference_uid = baseline.summary.series.front().frame_of_reference_uid;
  baseline.summary.series.push_back(axial);
  ArchivedRegion region = test::MakeRegion(baseline, "1.2.3.1.78");
  region.object = "SR";
  region.frame_of_reference_uid.clear();
  region.referenced_series_uids.clear();
  region.referenced_image_uids = {axial.instances.front().sop_instance_uid};
  baseline.regions = {region};
  archive_.Put(baseline);
  const StudyPlan plan = Plan();
  ASSERT_TRUE(plan.job);
  EXPECT_EQ(plan.job->region->sop_instance_uid, "1.2.3.1.78");
  EXPECT_EQ(plan.job->baseline.size(), 48U);
  EXPECT_EQ(plan.job->region_images.size(), 48U);
}

TEST_F(PlanStudyTest, ARegionDrawnOnTheFollowUpMakesAnotherAnalysis) {
  const std::string key = Plan().job->job_key;
  archive_.AddRegion("follow-up", test::MakeRegion(MakeFollowUp(), "1.2.3.2.81"));
  const StudyPlan plan = Plan();
  ASSERT_TRUE(plan.job);
  EXPECT_NE(plan.job->job_key, key);
  ASSERT_TRUE(plan.job->follow_up_region);
  EXPECT_EQ(plan.job->follow_up_region->sop_instance_uid, "1.2.3.2.81");
}

TEST_F(PlanStudyTest, WarnsWhereTwoRegionsOnTheFollowUpContradict) {
  archive_.AddRegion("follow-up", test::MakeRegion(MakeFollowUp(), "1.2.3.2.81"));
  archive_.AddRegion("follow-up", test::MakeRegion(MakeFollowUp(), "1.2.3.2.82"));
  const StudyPlan plan = Plan();
  ASSERT_TRUE(plan.job);
  EXPECT_FALSE(plan.job->follow_up_region);
  ASSERT_FALSE(plan.reasons.empty());
  EXPECT_EQ(plan.reasons.back().code, reasons::kSeveralFollowUpRegions);
}

TEST_F(PlanStudyTest, CountsItsOwnSegmentationsNotAsContent) {
  const std::string digest = Plan().content_digest;
  ArchivedRegion ours = test::MakeRegion(MakeFollowUp(), "1.2.3.2.80");
  ours.made_by_us = true;
  archive_.AddRegion("follow-up", ours);
  EXPECT_EQ(Plan().content_digest, digest);
  archive_.AddRegion("follow-up", test::MakeRegion(MakeFollowUp(), "1.2.3.2.81"));
  EXPECT_NE(Plan().content_digest, digest);
}

TEST_F(PlanStudyTest, TellsThatTheArchiveDoesNotAnswerAtEveryCall) {
  const int before = archive_.calls();
  Plan();
  const int needed = archive_.calls() - before;
  ASSERT_GE(needed, 3);
  test::FakeRegistry registry(treatments_);
  PlanningContext context;
  context.archive = &archive_;
  context.registry = &registry;
  context.is_own_object = [](const std::string&) { return Result<bool>(false); };
  for (int n = 1; n <= needed; ++n) {
    archive_.FailCalls(n);
    const auto plan = PlanStudy(context, "follow-up");
    ASSERT_FALSE(plan) << "call " << n;
    EXPECT_EQ(plan.error().kind, ErrorKind::kUnavailable);
  }
}

TEST_F(PlanStudyTest, HoldsNoIdentityInItsReasons) {
  treatments_.front().birth_date = ParseIsoDate("1999-09-09");
  for (const Reason& reason : Plan().reasons) {
    EXPECT_EQ(reason.text.find(test::kPatient), std::string::npos);
    EXPECT_EQ(reason.text.find("1980"), std::string::npos);
    EXPECT_EQ(reason.text.find("1999"), std::string::npos);
  }
}

TEST_F(PlanStudyTest, ARefusedStudyGetsAJobThatSaysSoWhereAskedFor) {
  ArchivedStudy study = MakeFollowUp();
  study.summary.series.front().laterality = "L";
  archive_.Put(study);
  EXPECT_FALSE(Plan().job);
  options_.outputs.insert("refusal-sr");
  const StudyPlan plan = Plan();
  EXPECT_EQ(plan.phase, StudyPhase::kRefused);
  ASSERT_TRUE(plan.job);
  ASSERT_FALSE(plan.job->refusal.empty());
  EXPECT_EQ(plan.job->refusal.front().code, reasons::kSideConflict);
  EXPECT_EQ(plan.job->follow_up.size(), 1U);
  EXPECT_TRUE(plan.job->baseline.empty());
  EXPECT_EQ(plan.job->job_key, Plan().job->job_key);
}

TEST_F(PlanStudyTest, AStudyThatMayStillBeMeasuredGetsNoReportOfARefusal) {
  options_.outputs.insert("refusal-sr");
  archive_.Delete("baseline");
  ExpectEnd(Plan(), StudyPhase::kWaiting, reasons::kNoBaseline);
}

TEST_F(PlanStudyTest, AnExaminationBeforeTheTreatmentGetsNoReportOfARefusal) {
  options_.outputs.insert("refusal-sr");
  ArchivedStudy study = MakeFollowUp();
  study.summary.series.front().laterality = "L";
  study.summary.study_date = "20250101";
  archive_.Put(study);
  EXPECT_FALSE(Plan().job);
}

}  // namespace
}  // namespace regen
