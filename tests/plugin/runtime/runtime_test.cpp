// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugin/runtime/runtime_fixture.h"

namespace regen {
namespace {

TEST_F(RuntimeTest, TakesAFollowUpFromNoticeToReport) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured")) << State();
  const auto view = *runtime_->ViewStudy("follow-up");
  EXPECT_EQ(view->outcome, "measured");
  EXPECT_EQ(view->treatment_id, "T-001");
  EXPECT_EQ(view->baseline_study_instance_uid, "1.2.3.1");
  EXPECT_NE(view->report_json.find("measured"), std::string::npos);
  EXPECT_EQ(view->candidates.size(), 2U);
  ASSERT_EQ(view->results.size(), 2U);
  EXPECT_EQ(view->results[1].kind, "sr");
  EXPECT_EQ(archive_.CountStored("sr"), 1);
}

TEST_F(RuntimeTest, StoresOneReportForAStudySentFiveTimes) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  for (int i = 0; i < 5; ++i) {
    archive_.Touch("follow-up");
    runtime_->NoteStableStudy("follow-up");
    LetThingsHappen();
  }
  EXPECT_EQ(archive_.CountStored("sr"), 1);
  EXPECT_EQ(analyzer_.Runs(), 1);
}

TEST_F(RuntimeTest, SupersedesTheResultWhenANewRegionComes) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  ArchivedRegion newer = test::MakeRegion(test::MakeBaseline(), "1.2.3.1.78");
  newer.content_date = "20260901";
  archive_.AddRegion("baseline", newer);
  runtime_->NoteStableStudy("baseline");
  ASSERT_TRUE(Happens([this] { return archive_.CountStored("sr") == 2; }));
  ASSERT_TRUE(Becomes("measured"));
  EXPECT_EQ((*runtime_->ViewStudy("follow-up"))->results[1].sop_instance_uid,
            archive_.stored()[3].sop_instance_uid);
}

TEST_F(RuntimeTest, WritesNothingForACaseThatMustNotBeMeasured) {
  Start();
  Import();
  archive_.Put(test::MakeBaselineWithRegion());
  ArchivedStudy left = test::MakeFollowUp();
  left.summary.study_description = "MR knee left";
  left.summary.series.front().laterality = "L";
  archive_.Put(left);
  ArchivedStudy other = test::MakeStudy("other", 3, "20260715");
  other.summary.patient.patient_id = "PATIENT-2";
  archive_.Put(other);
  runtime_->NoteStableStudy("follow-up");
  runtime_->NoteStableStudy("other");
  EXPECT_TRUE(Becomes("refused side-conflict"));
  EXPECT_TRUE(Becomes("not-applicable patient-not-treated", "other"));
  EXPECT_EQ(analyzer_.Runs(), 0);
  EXPECT_TRUE(archive_.stored().empty());
}

TEST_F(RuntimeTest, ShowsAStudyThatIsNotStableYetAsWaiting) {
  Start();
  ArchivedStudy study = test::MakeFollowUp();
  study.state.is_stable = false;
  archive_.Put(study);
  EXPECT_EQ(State(), "waiting");
  EXPECT_EQ(State("nobody"), "unknown");
}

TEST_F(RuntimeTest, SaysInADryRunWhatWouldBeDoneAndWritesNothing) {
  Start();
  Import();
  ArchivedStudy baseline = test::MakeBaselineWithRegion();
  ArchivedStudy study = test::MakeFollowUp();
  baseline.state.is_stable = study.state.is_stable = false;
  archive_.Put(baseline);
  archive_.Put(study);
  const auto view = *runtime_->DryRun("follow-up");
  ASSERT_TRUE(view);
  EXPECT_EQ(view->phase, StudyPhase::kQueued);
  EXPECT_EQ(view->treatment_id, "T-001");
  EXPECT_EQ(State(), "waiting");
  EXPECT_FALSE(*runtime_->DryRun("nobody"));
}

TEST_F(RuntimeTest, QueuesAgainWhatFailedWhenAPersonSaysSo) {
  parsed_.config.attempts = 2;
  analyzer_.SetMode("exit-70");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("failed analysis-failed")) << State();
  EXPECT_EQ(analyzer_.Runs(), 2);
  analyzer_.SetMode("measured");
  const auto queue = *runtime_->ReadQueue();
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].phase, StudyPhase::kFailed);
  EXPECT_TRUE(*runtime_->Retry(queue[0].id));
  EXPECT_TRUE(Becomes("measured"));
  EXPECT_FALSE(*runtime_->Retry(99));
}

TEST_F(RuntimeTest, AnalysesAgainWithoutASecondReportWhereItIsAskedTo) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  EXPECT_TRUE(*runtime_->Analyze("follow-up"));
  EXPECT_TRUE(Happens([this] { return analyzer_.Runs() == 2; }));
  EXPECT_TRUE(Becomes("measured"));
  EXPECT_EQ(archive_.CountStored("sr"), 1);
  EXPECT_FALSE(*runtime_->Analyze("nobody"));
}

TEST_F(RuntimeTest, LetsAPoisonousStudyNotStopTheOthers) {
  parsed_.config.attempts = 1;
  analyzer_.SetMode("crash");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("failed analysis-failed"));
  analyzer_.SetMode("measured");
  archive_.Put(test::MakeStudy("next", 5, "20260901"));
  runtime_->NoteStableStudy("next");
  EXPECT_TRUE(Becomes("measured", "next"));
}

TEST_F(RuntimeTest, ShowsStageAndProgressOfARunningAnalysis) {
  analyzer_.SetMode("wait");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Happens([this] {
    const auto queue = *runtime_->ReadQueue();
    return !queue.empty() && queue.back().stage == "register";
  }));
  const auto queue = *runtime_->ReadQueue();
  EXPECT_EQ(queue.back().phase, StudyPhase::kAnalyzing);
  EXPECT_DOUBLE_EQ(queue.back().progress, 0.4);
  EXPECT_EQ(queue.back().attempts, 1);
  analyzer_.Go();
  EXPECT_TRUE(Becomes("measured"));
  EXPECT_TRUE(runtime_->ReadQueue()->empty());
}

TEST_F(RuntimeTest, RunsAsManyAnalysesAtATimeAsConfigured) {
  parsed_.config.workers = 2;
  analyzer_.SetMode("wait");
  Start();
  Import();
  SendBoth();
  for (int i = 0; i < 3; ++i) {
    const std::string id = "more-" + std::to_string(i);
    archive_.Put(test::MakeStudy(id, 30 + i, "2026080" + std::to_string(i + 1)));
    runtime_->NoteStableStudy(id);
  }
  ASSERT_TRUE(Happens([this] { return analyzer_.Runs() == 2; }));
  LetThingsHappen();
  EXPECT_EQ(analyzer_.Runs(), 2);
  analyzer_.Go();
  for (const char* id : {"follow-up", "more-0", "more-1", "more-2"}) {
    EXPECT_TRUE(Becomes("measured", id));
  }
  EXPECT_EQ(archive_.CountStored("sr"), 4);
}

TEST_F(RuntimeTest, ForwardsResultsToEveryNode) {
  parsed_.config.send_to = {"PACS", "SECOND"};
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  EXPECT_TRUE(Happens([this] { return archive_.sent().size() == 2; }));
}

TEST_F(RuntimeTest, ImportsNothingInADryRun) {
  Start();
  const auto outcome = *runtime_->ImportTreatmentsCsv(kTreatmentsCsv, true);
  EXPECT_FALSE(outcome.applied);
  EXPECT_EQ(outcome.rows.size(), 1U);
  EXPECT_TRUE(runtime_->ListTreatments()->empty());
  Import();
  EXPECT_EQ(runtime_->ListTreatments()->size(), 1U);
}

TEST_F(RuntimeTest, CountsWhatItDid) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  const Counters counters = runtime_->ReadCounters();
  EXPECT_EQ(counters.studies_seen_total, 2);
  EXPECT_EQ(counters.studies_matched_total, 1);
  EXPECT_EQ(counters.studies_measured, 1);
  EXPECT_EQ(counters.registry_rows, 1);
  EXPECT_GT(counters.job_seconds_last, 0);
}

TEST_F(RuntimeTest, IsHealthyWithDatabaseAndAnalyzer) {
  Start();
  const Health health = runtime_->ReadHealth();
  EXPECT_TRUE(health.healthy);
  EXPECT_TRUE(health.enabled && health.database && health.analyzer);
  EXPECT_GT(health.free_disk_mb, 0);
  EXPECT_TRUE(health.problems.empty());
}

TEST_F(RuntimeTest, StaysLoadedAndSaysWhatIsWrongWithTheConfiguration) {
  parsed_.problems = {{"Regeneration.Workers", "0", "a whole number from 1 to 64", ""},
                      {"Regeneration.Wrokers", "", "", "Workers"}};
  Start();
  SendBoth();
  LetThingsHappen();
  const Health health = runtime_->ReadHealth();
  EXPECT_FALSE(health.healthy);
  EXPECT_EQ(health.problems.size(), 2U);
  EXPECT_NE(log_.text().find("Wrokers"), std::string::npos);
  EXPECT_FALSE(runtime_->ViewStudy("follow-up"));
  EXPECT_EQ(archive_.calls(), 0);
}

TEST_F(RuntimeTest, DoesNothingWhereItIsNotEnabled) {
  parsed_.config.enable = false;
  Start();
  SendBoth();
  LetThingsHappen();
  EXPECT_EQ(archive_.calls(), 0);
  EXPECT_FALSE(runtime_->ReadHealth().enabled);
}

TEST_F(RuntimeTest, WaitsWithItsJobsForAnAnalyzerThatIsMissing) {
  parsed_.config.analyzer = (folder_->path() / "later").string();
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("queued"));
  EXPECT_FALSE(runtime_->ReadHealth().healthy);
  EXPECT_FALSE(runtime_->ReadHealth().analyzer);
  LetThingsHappen();
  EXPECT_EQ(State(), "queued");
  std::filesystem::create_symlink(REGEN_FAKE_ANALYZER, folder_->path() / "later");
  EXPECT_TRUE(Becomes("measured"));
}

TEST_F(RuntimeTest, SaysThatTheDatabaseIsNone) {
  std::filesystem::create_directories(folder_->path() / "storage");
  ASSERT_TRUE(
      WriteWholeFile(folder_->path() / "storage" / "regeneration.db", std::string(4096, 'x')));
  Start();
  SendBoth();
  LetThingsHappen();
  const Health health = runtime_->ReadHealth();
  EXPECT_FALSE(health.healthy);
  EXPECT_FALSE(health.database);
  EXPECT_FALSE(health.problems.empty());
}

TEST_F(RuntimeTest, OpensADatabaseThatBecomesReachable) {
  const std::filesystem::path storage = folder_->path() / "storage";
  std::ofstream(storage) << "in the way";
  Start();
  SendBoth();
  EXPECT_FALSE(runtime_->ReadHealth().database);
  std::filesystem::remove(storage);
  EXPECT_TRUE(Becomes("not-applicable patient-not-treated"));
}

TEST_F(RuntimeTest, WritesNoIdentityToTheLog) {
  parsed_.config.attempts = 1;
  analyzer_.SetMode("exit-70");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("failed analysis-failed"));
  for (const char* secret : {test::kPatient, "1980", "19800506"}) {
    EXPECT_EQ(log_.text().find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace regen
