// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/plan_store.h"

#include "tests/plugin/database/store_fixture.h"

namespace regen {
namespace {

class PlanStoreTest : public StoreTest {
 protected:
  void Finish(StudyPhase phase = StudyPhase::kMeasured, const std::string& report = "{}") {
    const auto claim = Claim();
    ASSERT_TRUE(claim);
    JobEnd end;
    end.phase = phase;
    end.report_json = report;
    ASSERT_TRUE(*FinishJob(*database_, *claim, end));
  }
  // Plans "a" again, where nobody's region is left.
  void PlanWithoutRegion(bool forced = false) {
    Mark("a", forced);
    PlanRecord plan;
    plan.orthanc_study_id = "a";
    plan.job_key = "automatic";
    plan.without_region = true;
    ASSERT_TRUE(CommitPlan(*database_, plan, Revision("a"), {}));
  }
};

TEST_F(PlanStoreTest, KeepsPhaseReasonsAndCandidates) {
  Mark("a");
  PlanRecord plan;
  plan.orthanc_study_id = "a";
  plan.phase = StudyPhase::kHeld;
  plan.reasons = {{"side-unknown", "nothing \"tells\" the side"}};
  plan.candidates = {{"1.2", "1.2.3", "T2 äöü", true, {{"selected", "6 echoes"}}}};
  plan.treatment_id = "T-1";
  plan.baseline_study_uid = "1.9";
  ASSERT_TRUE(CommitPlan(*database_, plan, 1, {}));
  const StudyRecord record = Study("a");
  EXPECT_EQ(record.phase, StudyPhase::kHeld);
  EXPECT_EQ(record.reasons.at(0).text, "nothing \"tells\" the side");
  EXPECT_EQ(record.candidates.at(0).series_description, "T2 äöü");
  EXPECT_TRUE(record.candidates.at(0).selected);
  EXPECT_EQ(record.candidates.at(0).reasons.at(0).code, "selected");
  EXPECT_EQ(record.treatment_id, "T-1");
  EXPECT_EQ(record.baseline_study_uid, "1.9");
}

TEST_F(PlanStoreTest, QueuesOneJobForAKeyHoweverOftenItIsPlanned) {
  for (int i = 0; i < 5; ++i) Plan("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
  ASSERT_TRUE(Claim());
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, ShowsAnAnalysisThatRuns) {
  Plan("a", "key");
  ASSERT_TRUE(Claim());
  Plan("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kAnalyzing);
}

TEST_F(PlanStoreTest, RunsNothingForAKeyThatIsDone) {
  Plan("a", "key");
  Finish();
  Plan("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kMeasured);
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, SupersedesAJobThatWaitsByAnotherKey) {
  Plan("a", "old");
  Plan("a", "new");
  EXPECT_EQ(Job(1).state, JobState::kSuperseded);
  EXPECT_EQ(Claim()->job_key, "new");
}

TEST_F(PlanStoreTest, TakesTheClaimFromAJobThatRunsForAnOldKey) {
  Plan("a", "old");
  const auto claim = Claim();
  Plan("a", "new");
  EXPECT_FALSE(*RenewClaim(*database_, *claim, rules_));
  EXPECT_FALSE(*FinishJob(*database_, *claim, {}));
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
}

TEST_F(PlanStoreTest, LeavesJobsOfOtherStudiesAlone) {
  Plan("a", "key-a");
  Plan("b", "key-b");
  EXPECT_EQ(Job(1).state, JobState::kQueued);
}

TEST_F(PlanStoreTest, GoesBackToAnEarlierResultWithoutRunningItAgain) {
  Plan("a", "one");
  Finish();
  Plan("a", "two");
  Finish(StudyPhase::kHeld);
  Plan("a", "one");
  EXPECT_EQ(Study("a").phase, StudyPhase::kMeasured);
  EXPECT_EQ(Study("a").job_id, 1);
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, RunsASupersededKeyWhenItComesBack) {
  Plan("a", "one");
  Plan("a", "two");
  Plan("a", "one");
  EXPECT_EQ(Claim()->job_key, "one");
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, RunsTheAnalysisOfADeletedStudyAgainWhenItIsSentAgain) {
  Plan("a", "key");
  Finish();
  ASSERT_TRUE(*ForgetStudy(*database_, "a"));
  Plan("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
  EXPECT_TRUE(Claim());
}

TEST_F(PlanStoreTest, RunsAFinishedAnalysisAgainWhereItIsForced) {
  Plan("a", "key");
  Finish();
  Mark("a", true);
  Commit("a", "key");
  EXPECT_TRUE(Claim());
  Plan("a", "key");  // only once
  EXPECT_EQ(Study("a").phase, StudyPhase::kAnalyzing);
}

TEST_F(PlanStoreTest, KeepsAFailedJobFailedUntilItIsForced) {
  rules_.max_attempts = 1;
  Plan("a", "key");
  ASSERT_TRUE(FailAttempt(*database_, *Claim(), rules_, {"analysis-failed", "text"}));
  Plan("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kFailed);
  EXPECT_EQ(Study("a").reasons.at(0).code, "analysis-failed");
  Mark("a", true);
  Commit("a", "key");
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
}

TEST_F(PlanStoreTest, KeepsAResultWhoseBaselineHasLeftTheArchive) {
  Plan("a", "key");
  Finish();
  Plan("a", "", StudyPhase::kWaiting, {{"no-baseline", "none"}});
  EXPECT_EQ(Study("a").phase, StudyPhase::kMeasured);
  EXPECT_EQ(Study("a").job_id, 1);
}

TEST_F(PlanStoreTest, PutsNoAutomaticRegionInTheReadersPlace) {
  Plan("a", "key");
  Finish(StudyPhase::kMeasured, R"({"Roi": {"Method": "reader", "Quality": null}})");
  PlanWithoutRegion();
  EXPECT_EQ(Study("a").phase, StudyPhase::kMeasured);
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, PutsAnAutomaticRegionInTheReadersPlaceWhereItIsForced) {
  Plan("a", "key");
  Finish();
  PlanWithoutRegion(true);
  EXPECT_EQ(Claim()->job_key, "automatic");
}

TEST_F(PlanStoreTest, MeasuresAnewWithAnotherAutomaticRegion) {
  Plan("a", "key");
  Finish(StudyPhase::kMeasured, R"({"Roi": {"Method": "automatic", "Quality": 0.9}})");
  PlanWithoutRegion();
  EXPECT_EQ(Claim()->job_key, "automatic");
}

TEST_F(PlanStoreTest, TakesAResultBackWhereTheIdentityDoesNotHoldAnyMore) {
  Plan("a", "key");
  Finish();
  Plan("a", "", StudyPhase::kHeld, {{"identity-conflict", "birth dates differ"}});
  EXPECT_EQ(Study("a").phase, StudyPhase::kHeld);
  EXPECT_EQ(Study("a").job_id, 0);
}

TEST_F(PlanStoreTest, SupersedesTheJobOfAStudyThatIsNotToBeAnalysedAnyMore) {
  Plan("a", "key");
  Plan("a", "", StudyPhase::kHeld, {{"no-baseline-region", "none"}});
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, ReleasesOnlyStudiesThatItKnows) {
  Plan("b", "");
  Mark("a");
  Commit("a", "", StudyPhase::kNotApplicable, {}, {"b", "c"});
  EXPECT_TRUE(Study("b").due);
  EXPECT_FALSE(ReadStudyRecord(*database_, "c")->has_value());
}

TEST_F(PlanStoreTest, DoesNothingForAStudyThatLeftTheInbox) {
  PlanRecord plan;
  plan.orthanc_study_id = "a";
  plan.job_key = "key";
  EXPECT_TRUE(CommitPlan(*database_, plan, 1, {}));
  EXPECT_FALSE(Claim());
}

TEST_F(PlanStoreTest, NotesWhyAStudyCouldNotBePlanned) {
  Mark("a");
  ASSERT_TRUE(NotePlanFailure(*database_, "a", {"temporarily-unavailable", "no answer"}));
  EXPECT_EQ(Study("a").reasons.at(0).text, "no answer");
  EXPECT_TRUE(Study("a").due);
}

}  // namespace
}  // namespace regen
