// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/run_job.h"

#include "analysis/base/files.h"
#include "plugin/database/plan_store.h"
#include "plugin/database/result_store.h"
#include "plugin/database/study_store.h"
#include "plugin/database/verification_store.h"
#include "plugin/jobs/job_folder.h"
#include "plugin/jobs/verify_report.h"
#include "tests/support/analyzer_link.h"
#include "tests/support/fake_registry.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/recording_log.h"
#include "tests/support/study_maker.h"

#include <fstream>

#include <gtest/gtest.h>
#include <json/json.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

class RunJobTest : public testing::Test {
 protected:
  void SetUp() override {
    archive_.Put(test::MakeBaselineWithRegion());
    archive_.Put(test::MakeFollowUp());
    database_ = *Database::Open("sqlite:///r.db", folder_->path());
    fs::create_directory(folder_->path() / "scratch");
    context_.database = database_.get();
    context_.planning.archive = &archive_;
    context_.planning.registry = &registry_;
    context_.planning.is_own_object = [this](const std::string& sop) {
      return IsOwnObject(*database_, sop);
    };
    context_.log = &log_;
    context_.progress = &progress_;
    context_.stopping = [] { return false; };
    context_.analyzer = analyzer_.path();
    context_.scratch_root = folder_->path() / "scratch";
    context_.limits.wall_time = std::chrono::seconds(20);
    context_.rules.owner = "test";
    context_.rules.first_delay_ms = 0;
    context_.rules.longest_delay_ms = 0;
    context_.last_job_seconds = &seconds_;
    Plan();
  }

  // Plans the follow-up and writes the plan, as the intake does.
  void Plan() {
    ASSERT_TRUE(MarkDue(*database_, {"follow-up"}, false));
    const auto due = BeginPlan(*database_);
    ASSERT_TRUE(due && due->has_value());
    const auto plan = PlanStudy(context_.planning, "follow-up");
    ASSERT_TRUE(plan && plan->has_value());
    PlanRecord record;
    record.orthanc_study_id = "follow-up";
    record.last_update = (*plan)->last_update;
    record.phase = (*plan)->phase;
    record.reasons = (*plan)->reasons;
    record.job_key = (*plan)->job ? (*plan)->job->job_key : "";
    ASSERT_TRUE(CommitPlan(*database_, record, (*due)->revision, {}));
  }
  bool Run() {
    const auto ran = RunOneJob(context_);
    EXPECT_TRUE(ran) << (ran ? "" : ran.error().message);
    return ran && *ran;
  }
  StudyRecord Study() { return **ReadStudyRecord(*database_, "follow-up"); }
  JobRecord Job() { return **ReadJob(*database_, 1); }
  std::string FirstReason() {
    return Study().reasons.empty() ? "" : Study().reasons.front().code;
  }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(fs::temp_directory_path());
  test::InMemoryArchive archive_;
  test::FakeRegistry registry_{{test::MakeTreatment()}};
  test::RecordingLog log_;
  ProgressBoard progress_;
  std::atomic<double> seconds_ = 0;
  test::AnalyzerLink analyzer_{folder_->path()};
  std::unique_ptr<Database> database_;
  JobContext context_;
};

TEST_F(RunJobTest, MeasuresAndStoresTheSegmentationBeforeTheReport) {
  EXPECT_TRUE(Run());
  EXPECT_EQ(Study().phase, StudyPhase::kMeasured);
  const auto stored = archive_.stored();
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].kind, "seg");
  EXPECT_EQ(stored[1].kind, "sr");
  EXPECT_NE(Job().report_json.find("\"measured\""), std::string::npos);
  const auto results = *ReadResults(*database_, 1);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].sop_instance_uid, stored[1].sop_instance_uid);
  EXPECT_EQ(results[1].orthanc_instance_id, "orthanc-" + stored[1].sop_instance_uid);
}

TEST_F(RunJobTest, HasNothingToDoBehindTheLastJob) {
  EXPECT_TRUE(Run());
  EXPECT_FALSE(Run());
  EXPECT_EQ(analyzer_.Runs(), 1);
}

TEST_F(RunJobTest, LeavesNothingInTheScratchFolder) {
  for (const char* mode : {"crash", "exit-65"}) {
    analyzer_.SetMode(mode);
    EXPECT_TRUE(Run());
    EXPECT_TRUE(fs::is_empty(context_.scratch_root)) << mode;
  }
}

TEST_F(RunJobTest, StoresNothingOfAHeldOutcome) {
  analyzer_.SetMode("held");
  Run();
  EXPECT_EQ(Study().phase, StudyPhase::kHeld);
  EXPECT_EQ(FirstReason(), "echo-times-differ");
  EXPECT_TRUE(archive_.stored().empty());
  EXPECT_FALSE(Job().report_json.empty());
}

TEST_F(RunJobTest, StoresTheProposalThatAHeldStudyWaitsWithAndSendsItNowhere) {
  context_.send_to = {"PACS"};
  analyzer_.SetMode("proposed");
  Run();
  EXPECT_EQ(Study().phase, StudyPhase::kHeld);
  EXPECT_EQ(FirstReason(), reasons::kAutomaticRegionUnconfirmed);
  const auto stored = archive_.stored();
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].kind, "seg");
  EXPECT_TRUE(*IsOwnObject(*database_, stored[0].sop_instance_uid));
  EXPECT_FALSE(*BeginSending(*database_));
}

TEST_F(RunJobTest, StoresNoProposalWhereNothingMayBeWrittenIntoTheBaselinesStudy) {
  context_.planning.options.write_into_baseline_study = false;
  Plan();
  analyzer_.SetMode("proposed");
  Run();
  EXPECT_EQ(FirstReason(), reasons::kAutomaticRegionUnconfirmed);
  EXPECT_TRUE(archive_.stored().empty());
}

TEST_F(RunJobTest, KeepsTheReportOfARefusal) {
  analyzer_.SetMode("refused");
  Run();
  EXPECT_EQ(Study().phase, StudyPhase::kRefused);
  EXPECT_TRUE(archive_.stored().empty());
}

TEST_F(RunJobTest, RefusesUnusableInputWithoutTryingAgain) {
  analyzer_.SetMode("exit-65");
  Run();
  EXPECT_EQ(Study().phase, StudyPhase::kRefused);
  EXPECT_EQ(FirstReason(), reasons::kInputUnusable);
  EXPECT_EQ(Study().reasons.front().text,
            "series 2: PixelData is cut short; expected 8192 bytes");
  EXPECT_FALSE(Run());
}

TEST_F(RunJobTest, GivesUpAfterTheAttempts) {
  analyzer_.SetMode("exit-70");
  for (int attempt = 1; attempt <= 3; ++attempt) {
    EXPECT_EQ(Study().phase, StudyPhase::kQueued);
    EXPECT_TRUE(Run());
  }
  EXPECT_FALSE(Run());
  EXPECT_EQ(Study().phase, StudyPhase::kFailed);
  EXPECT_EQ(FirstReason(), reasons::kAnalysisFailed);
  EXPECT_EQ(analyzer_.Runs(), 3);
}

TEST_F(RunJobTest, RunsAFailedJobAgainWhenAPersonSaysSo) {
  analyzer_.SetMode("exit-70");
  while (Run()) {
  }
  analyzer_.SetMode("measured");
  ASSERT_TRUE(*RetryJob(*database_, 1));
  EXPECT_TRUE(Run());
  EXPECT_EQ(Study().phase, StudyPhase::kMeasured);
}

TEST_F(RunJobTest, CountsEveryKindOfBadEndAsAFailedAttempt) {
  context_.rules.max_attempts = 100;
  int attempts = 0;
  for (const char* mode : {"crash",
                           "garbage",
                           "no-outcome",
                           "no-report",
                           "no-sr",
                           "shout",
                           "leave-a-child",
                           "exit-70"}) {
    analyzer_.SetMode(mode);
    EXPECT_TRUE(Run()) << mode;
    EXPECT_EQ(Job().attempts, ++attempts) << mode;
    EXPECT_EQ(FirstReason(), reasons::kAnalysisFailed) << mode;
    EXPECT_EQ(Study().phase, StudyPhase::kQueued) << mode;
  }
  EXPECT_TRUE(archive_.stored().empty());
}

TEST_F(RunJobTest, EndsAnAnalysisThatHangs) {
  context_.limits.wall_time = std::chrono::milliseconds(300);
  analyzer_.SetMode("hang");
  EXPECT_TRUE(Run());
  EXPECT_EQ(FirstReason(), reasons::kAnalysisTimedOut);
}

TEST_F(RunJobTest, StoresNothingForAStudyDeletedDuringTheAnalysis) {
  archive_.OnCall([this](const std::string& call) {
    if (call == "ReadStudy" && analyzer_.Runs() > 0) archive_.Delete("follow-up");
  });
  EXPECT_TRUE(Run());
  EXPECT_EQ(analyzer_.Runs(), 1);
  EXPECT_TRUE(archive_.stored().empty());
  EXPECT_EQ(Job().state, JobState::kSuperseded);
}

TEST_F(RunJobTest, StoresNothingForAStudyThatChangedDuringTheAnalysis) {
  bool changed = false;
  archive_.OnCall([&](const std::string& call) {
    if (call == "ReadStudy" && analyzer_.Runs() > 0 && !changed) {
      changed = true;
      ArchivedRegion newer = test::MakeRegion(test::MakeBaseline(), "1.2.3.1.78");
      newer.content_date = "20260901";
      archive_.AddRegion("baseline", newer);
    }
  });
  EXPECT_TRUE(Run());
  EXPECT_TRUE(archive_.stored().empty());
  EXPECT_TRUE(Study().due);
  EXPECT_EQ(Job().state, JobState::kSuperseded);
}

TEST_F(RunJobTest, CommitsNothingAfterTheClaimIsLost) {
  archive_.OnCall([this](const std::string& call) {
    if (call == "ReadStudy" && analyzer_.Runs() > 0) {
      JobRules other = context_.rules;
      other.owner = "other";
      ASSERT_TRUE(RecoverJobs(*database_, other));
    }
  });
  EXPECT_TRUE(Run());
  EXPECT_TRUE(archive_.stored().empty());
  EXPECT_EQ(Job().state, JobState::kQueued);
}

TEST_F(RunJobTest, EndsTheAnalysisWhenTheJobIsSuperseded) {
  context_.rules.lease_ms = 200;
  analyzer_.SetMode("wait");
  bool forgotten = false;
  context_.stopping = [&] {
    if (analyzer_.Runs() > 0 && !forgotten) forgotten = *ForgetStudy(*database_, "follow-up");
    return false;
  };
  EXPECT_TRUE(Run());  // would wait for ever
  EXPECT_EQ(Job().state, JobState::kSuperseded);
}

TEST_F(RunJobTest, GivesTheJobBackWhenTheArchiveStops) {
  analyzer_.SetMode("wait");
  context_.stopping = [this] { return analyzer_.Runs() > 0; };
  EXPECT_TRUE(Run());
  EXPECT_EQ(Job().state, JobState::kQueued);
  EXPECT_EQ(Job().attempts, 0);
  EXPECT_EQ(Study().phase, StudyPhase::kQueued);
}

TEST_F(RunJobTest, PostponesWithoutCountingWhereTheArchiveDoesNotAnswer) {
  context_.rules.max_attempts = 1;
  const int before = archive_.calls();
  Run();
  const int needed = archive_.calls() - before;
  ASSERT_GT(needed, 100);
  for (int n = 1; n <= needed; n += n < 5 || n > needed - 6 ? 1 : 20) {
    ASSERT_TRUE(*RetryJob(*database_, 1));
    archive_.FailCalls(n);
    EXPECT_TRUE(Run()) << n;
    EXPECT_EQ(Job().attempts, 0) << n;
    EXPECT_EQ(FirstReason(), reasons::kTemporarilyUnavailable) << n;
    EXPECT_TRUE(Run()) << n;
    EXPECT_EQ(Study().phase, StudyPhase::kMeasured) << n;
  }
  EXPECT_EQ(archive_.CountStored("sr"), 1);
  EXPECT_EQ(archive_.CountStored("seg"), 1);
}

TEST_F(RunJobTest, FinishesAfterACrashBetweenTheObjects) {
  // As if the process had died behind the segmentation: the claim stays, the object too.
  const int before = archive_.calls();
  Run();
  const int needed = archive_.calls() - before;
  ASSERT_TRUE(*RetryJob(*database_, 1));
  archive_.FailCalls(needed);  // the SR
  Run();
  EXPECT_EQ(archive_.CountStored("seg"), 1);
  Run();
  EXPECT_EQ(archive_.CountStored("sr"), 1);
  EXPECT_EQ(archive_.CountStored("seg"), 1);
}

TEST_F(RunJobTest, TellsTheStageOfARunningAnalysis) {
  analyzer_.SetMode("wait");
  ProgressBoard::Entry seen;
  context_.stopping = [&] {
    seen = progress_.Of(1);
    if (seen.stage == "register") analyzer_.Go();
    return false;
  };
  Run();
  EXPECT_EQ(seen.stage, "register");
  EXPECT_DOUBLE_EQ(seen.fraction, 0.4);
  EXPECT_EQ(progress_.Of(1).stage, "");
  EXPECT_EQ(Study().phase, StudyPhase::kMeasured);
}

TEST_F(RunJobTest, EntersResultsIntoTheOutboxOnce) {
  context_.send_to = {"PACS"};
  Run();
  const auto item = *BeginSending(*database_);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->modality, "PACS");
  EXPECT_EQ(item->orthanc_instance_ids.size(), 2U);
  ASSERT_TRUE(NoteSent(*database_, item->id));
  ASSERT_TRUE(*RetryJob(*database_, 1));
  Run();
  EXPECT_FALSE(*BeginSending(*database_));
}

TEST_F(RunJobTest, VerifiesTheReportOfAMeasuredStudy) {
  Run();
  const StoredResult report = ReadResults(*database_, 1)->back();
  ASSERT_TRUE(*AskVerification(*database_, "follow-up", {"Doe^Jane", "Hospital"}));
  context_.send_to = {"PACS"};
  ASSERT_TRUE(*VerifyOneReport(context_));
  const auto results = *ReadResults(*database_, 1);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[1].superseded);
  EXPECT_EQ(results[1].sop_instance_uid, report.sop_instance_uid);
  EXPECT_EQ(results[2].kind, "sr");
  EXPECT_FALSE(results[2].superseded);
  EXPECT_EQ(archive_.CountStored("sr"), 2);
  const auto record = *ReadVerification(*database_, 1);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->state, VerificationState::kDone);
  EXPECT_EQ(record->verifier.name, "Doe^Jane");
  EXPECT_TRUE(*BeginSending(*database_));
  EXPECT_TRUE(fs::is_empty(context_.scratch_root));
}

TEST_F(RunJobTest, GivesAVerificationUpThatTheProgramCannotDo) {
  Run();
  ASSERT_TRUE(*AskVerification(*database_, "follow-up", {"Doe^Jane", "Hospital"}));
  analyzer_.SetMode("exit-65");
  ASSERT_TRUE(*VerifyOneReport(context_));
  const auto record = *ReadVerification(*database_, 1);
  EXPECT_EQ(record->state, VerificationState::kFailed);
  EXPECT_NE(record->reason.find("PixelData"), std::string::npos);  // what the program said
  EXPECT_FALSE(*VerifyOneReport(context_));
  EXPECT_EQ(archive_.CountStored("sr"), 1);
  EXPECT_EQ(log_.text().find("Doe"), std::string::npos);
}

TEST_F(RunJobTest, TriesAVerificationAgainThatAFullDiskStopped) {
  Run();
  ASSERT_TRUE(*AskVerification(*database_, "follow-up", {"Doe^Jane", "Hospital"}));
  analyzer_.SetMode("exit-70");
  ASSERT_TRUE(*VerifyOneReport(context_));
  EXPECT_EQ((*ReadVerification(*database_, 1))->state, VerificationState::kQueued);
}

TEST_F(RunJobTest, WritesNoIdentityToTheLog) {
  analyzer_.SetMode("exit-70");
  while (Run()) {
  }
  EXPECT_EQ(log_.text().find(test::kPatient), std::string::npos);
  EXPECT_NE(log_.text().find("attempt 3 of 3"), std::string::npos);
}

TEST(FillJobFolder, WritesImagesRegionAndRequest) {
  const auto folder = ScratchFolder::Create(fs::temp_directory_path());
  test::InMemoryArchive archive;
  JobSpec job;
  job.treatment = test::MakeTreatment();
  job.baseline = {{"1", "a"}, {"2", "b"}};
  job.follow_up = {{"3", "c"}};
  job.region = {"4", "d"};
  AnalysisOptions options;
  options.comparability.field_strength_t = 0.25;
  ASSERT_TRUE(FillJobFolder(archive, job, options, {}, folder->path()));
  EXPECT_EQ(*ReadWholeFile(folder->path() / "baseline" / "2.dcm"), "image b");
  EXPECT_EQ(*ReadWholeFile(folder->path() / "follow-up" / "1.dcm"), "image c");
  EXPECT_EQ(*ReadWholeFile(folder->path() / "roi.dcm"), "image d");
  EXPECT_FALSE(fs::exists(folder->path() / "follow-up" / "roi.dcm"));
  Json::Value request;
  std::ifstream(folder->path() / kRequestFile) >> request;
  EXPECT_EQ(request["Treatment"]["treatment_id"].asString(), "T-001");
  EXPECT_EQ(request["Treatment"]["application_date"].asString(), "2026-01-15");
  EXPECT_EQ(request["Baseline"].asString(), "baseline");
  EXPECT_EQ(request["FollowUp"].asString(), "follow-up");
  EXPECT_EQ(request["Roi"].asString(), "roi.dcm");
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "";
  const auto parsed = ParseAnalysisOptions(Json::writeString(writer, request["Options"]));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(ConfigurationHash(*parsed), ConfigurationHash(options));
}

TEST(FillJobFolder, WritesTheResultsWhosePlaceTheNewOnesTake) {
  const auto folder = ScratchFolder::Create(fs::temp_directory_path());
  test::InMemoryArchive archive;
  JobSpec job;
  job.treatment = test::MakeTreatment();
  ASSERT_TRUE(FillJobFolder(archive,
                            job,
                            AnalysisOptions(),
                            {{"seg", "1.2.9", "old-id"}, {"sr", "1.2.10", "old-id"}},
                            folder->path()));
  EXPECT_EQ(*ReadWholeFile(folder->path() / "superseded" / "2.dcm"), "image orthanc-1.2.10");
  Json::Value request;
  std::ifstream(folder->path() / "request.json") >> request;
  EXPECT_EQ(request["Supersedes"].asString(), "superseded");
}

TEST(FillJobFolder, NamesWhyNothingIsMeasuredInsteadOfABaseline) {
  test::InMemoryArchive archive;
  archive.Put(test::MakeFollowUp());
  const auto folder = ScratchFolder::Create(fs::temp_directory_path());
  JobSpec job;
  job.treatment = test::MakeTreatment();
  const auto& any = *archive.ReadStudy("follow-up")->value().orthanc_id_of_sop_instance.begin();
  job.follow_up = {{any.first, any.second}};
  job.refusal = {MakeReason(reasons::kSideConflict, "left, expected right")};
  ASSERT_TRUE(FillJobFolder(archive, job, AnalysisOptions(), {}, folder->path()));
  Json::Value request;
  std::ifstream(folder->path() / "request.json") >> request;
  EXPECT_FALSE(request.isMember("Baseline"));
  EXPECT_EQ(request["Refusal"][0]["Code"].asString(), "side-conflict");
}

TEST(FillJobFolder, NamesNoRegionWhereTheProgramLooksForOne) {
  const auto folder = ScratchFolder::Create(fs::temp_directory_path());
  ASSERT_TRUE(folder);
  test::InMemoryArchive archive;
  JobSpec job;
  job.treatment = test::MakeTreatment();
  AnalysisOptions options;
  options.automatic_region = "use";
  ASSERT_TRUE(FillJobFolder(archive, job, options, {}, folder->path()));
  EXPECT_FALSE(fs::exists(folder->path() / "roi.dcm"));
  Json::Value request;
  std::ifstream(folder->path() / "request.json") >> request;
  EXPECT_FALSE(request.isMember("Roi"));
  EXPECT_EQ(request["Options"]["AutomaticRegion"].asString(), "use");
}

TEST(FillJobFolder, WritesTheImagesARegionWasDrawnOnAndTheFollowUpsOwnRegion) {
  const auto folder = ScratchFolder::Create(fs::temp_directory_path());
  test::InMemoryArchive archive;
  JobSpec job;
  job.treatment = test::MakeTreatment();
  job.baseline = {{"1", "a"}};
  job.follow_up = {{"3", "c"}};
  job.region = {"4", "d"};
  job.region_images = {{"5", "e"}, {"6", "f"}};
  job.follow_up_region = {"7", "g"};
  job.follow_up_region_images = {{"8", "h"}};
  ASSERT_TRUE(FillJobFolder(archive, job, AnalysisOptions(), {}, folder->path()));
  EXPECT_EQ(*ReadWholeFile(folder->path() / "baseline" / "1.dcm"), "image a");
  EXPECT_EQ(*ReadWholeFile(folder->path() / "baseline" / "drawn-on-2.dcm"), "image f");
  EXPECT_EQ(*ReadWholeFile(folder->path() / "follow-up" / "drawn-on-1.dcm"), "image h");
  EXPECT_EQ(*ReadWholeFile(folder->path() / "follow-up" / "roi.dcm"), "image g");
}

}  // namespace
}  // namespace regen
