// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/intake.h"

#include "analysis/base/files.h"
#include "plugin/database/job_store.h"
#include "plugin/database/result_store.h"
#include "plugin/database/study_store.h"
#include "plugin/database/treatment_store.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/recording_log.h"
#include "tests/support/study_maker.h"

#include <thread>

#include <gtest/gtest.h>

namespace regen {
namespace {

using std::chrono::milliseconds;

class IntakeTest : public testing::Test {
 protected:
  void SetUp() override { Restart(); }

  // A new process on the same database: everything in memory is gone.
  void Restart() {
    intake_.reset();
    notices_ = std::make_unique<NoticeQueue>();
    PlanningContext planning;
    planning.archive = &archive_;
    planning.registry = registry_.get();
    planning.is_own_object = [this](const std::string& sop) {
      return IsOwnObject(*database_, sop);
    };
    intake_ = std::make_unique<Intake>(*database_, planning, *notices_, log_, timing_, totals_);
  }
  void Import(const Treatment& treatment) {
    ASSERT_TRUE(registry_->Import({{treatment}, {}}, false));
  }
  void Stable(const std::string& id) { notices_->Add(NoticeQueue::Kind::kStable, id); }
  void Deleted(const std::string& id) { notices_->Add(NoticeQueue::Kind::kDeleted, id); }
  // Until there is nothing more to do at once.
  int Settle() {
    int steps = 0;
    while (intake_->Step() && steps < 100) ++steps;
    return steps;
  }
  void BecomeQuiet() { std::this_thread::sleep_for(timing_.quiet + milliseconds(5)); }
  std::string State(const std::string& id) {
    const auto record = ReadStudyRecord(*database_, id);
    if (!record || !record->has_value()) return "unknown";
    std::string text(StudyPhaseName((*record)->phase));
    if (!(*record)->reasons.empty()) text += " " + (*record)->reasons.front().code;
    return text;
  }
  int Jobs() {
    int jobs = 0;
    while (ReadJob(*database_, jobs + 1)->has_value()) ++jobs;
    return jobs;
  }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  std::unique_ptr<Database> database_ = *Database::Open("sqlite:///r.db", folder_->path());
  std::unique_ptr<TreatmentRegistry> registry_ = MakeTreatmentRegistry(*database_);
  test::InMemoryArchive archive_;
  test::RecordingLog log_;
  IntakeTiming timing_{milliseconds(20), milliseconds(3'600'000)};
  IntakeTotals totals_;
  std::unique_ptr<NoticeQueue> notices_;
  std::unique_ptr<Intake> intake_;
};

TEST_F(IntakeTest, QueuesAFollowUpThatBecameStable) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("baseline");
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("baseline"), "not-applicable is-baseline");
  EXPECT_EQ(State("follow-up"), "queued");
  EXPECT_EQ(totals_.seen, 2);
}

TEST_F(IntakeTest, QueuesOneJobForAStudyThatIsSentFiveTimes) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  for (int i = 0; i < 5; ++i) {
    Stable("follow-up");
    Settle();
    archive_.Touch("follow-up");
  }
  EXPECT_EQ(Jobs(), 1);
}

TEST_F(IntakeTest, FindsAStudyThatNobodyToldAbout) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Settle();
  EXPECT_EQ(State("follow-up"), "unknown");
  BecomeQuiet();
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, WaitsForAStudyThatIsStillBeingSent) {
  archive_.Put(test::MakeFollowUp());
  Settle();
  BecomeQuiet();
  archive_.Touch("follow-up");  // one more image
  Settle();
  EXPECT_EQ(State("follow-up"), "unknown");
  BecomeQuiet();
  Settle();
  EXPECT_EQ(State("follow-up"), "not-applicable patient-not-treated");
}

TEST_F(IntakeTest, WaitsForAStudyThatTheArchiveCallsUnstable) {
  archive_.Put(test::MakeFollowUp());
  archive_.SetStable("follow-up", false);
  Settle();
  BecomeQuiet();
  Settle();
  EXPECT_EQ(State("follow-up"), "unknown");
}

TEST_F(IntakeTest, LosesNoStudyThatWasNoticedBeforeARestart) {
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Restart();  // the notice is lost
  Settle();
  BecomeQuiet();
  Settle();
  EXPECT_EQ(State("follow-up"), "not-applicable patient-not-treated");
}

TEST_F(IntakeTest, PlansAfterARestartWhatWasDueAtOnce) {
  archive_.Put(test::MakeFollowUp());
  ASSERT_TRUE(MarkDue(*database_, {"follow-up"}, false));
  Restart();
  Settle();
  EXPECT_EQ(State("follow-up"), "not-applicable patient-not-treated");
}

TEST_F(IntakeTest, PlansAfterARestartWhatChangedMeanwhile) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaseline());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "held no-baseline-region");
  archive_.AddRegion("baseline", test::MakeRegion(test::MakeBaseline(), "1.2.3.1.77"));
  Restart();
  Settle();
  BecomeQuiet();
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenTheRegionComes) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaseline());
  archive_.Put(test::MakeFollowUp());
  Stable("baseline");
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "held no-baseline-region");
  archive_.AddRegion("baseline", test::MakeRegion(test::MakeBaseline(), "1.2.3.1.77"));
  Stable("baseline");
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenOutlinesOrAReportCome) {
  for (const char* object : {"RTSTRUCT", "SR"}) {
    Import(test::MakeTreatment());
    archive_.Put(test::MakeBaseline());
    archive_.Put(test::MakeFollowUp());
    Stable("baseline");
    Stable("follow-up");
    Settle();
    EXPECT_EQ(State("follow-up"), "held no-baseline-region");
    ArchivedRegion region = test::MakeRegion(test::MakeBaseline(), "1.2.3.1.77");
    region.object = object;
    archive_.AddRegion("baseline", region);
    Stable("baseline");
    Settle();
    EXPECT_EQ(State("follow-up"), "queued") << object;
    archive_.Delete("follow-up");
    archive_.Delete("baseline");
    Deleted("follow-up");
    Deleted("baseline");
    Settle();
  }
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenTheBaselineComes) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "waiting no-baseline");
  archive_.Put(test::MakeBaselineWithRegion());
  Stable("baseline");
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenTheTreatmentComes) {
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "not-applicable patient-not-treated");
  Import(test::MakeTreatment());
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenAnotherProcessImportsTheTreatment) {
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  {
    const auto other = *Database::Open("sqlite:///r.db", folder_->path());
    ASSERT_TRUE(MakeTreatmentRegistry(*other)->Import({{test::MakeTreatment()}, {}}, false));
  }
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, ReleasesTheFollowUpWhenTheTreatmentIsCorrected) {
  Treatment wrong = test::MakeTreatment();
  wrong.side = Side::kLeft;
  Import(wrong);
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "refused side-conflict");
  Import(test::MakeTreatment());
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, EndsToReleaseStudiesOfOnePatient) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  Stable("baseline");
  for (int i = 0; i < 6; ++i) {
    const std::string id = "follow-up-" + std::to_string(i);
    archive_.Put(test::MakeStudy(id, 20 + i, "2026080" + std::to_string(i + 1)));
    Stable(id);
  }
  EXPECT_LE(Settle(), 14);  // each once, and once more behind all
  EXPECT_EQ(Jobs(), 6);
}

TEST_F(IntakeTest, PlansNothingNewWhereOurOwnObjectsAreAdded) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("baseline");
  Stable("follow-up");
  Settle();
  ArchivedRegion ours = test::MakeRegion(test::MakeFollowUp(), "1.2.3.2.80");
  ours.made_by_us = true;
  archive_.AddRegion("follow-up", ours);
  Stable("follow-up");
  EXPECT_EQ(Settle(), 1);
  EXPECT_EQ(Jobs(), 1);
}

TEST_F(IntakeTest, ForgetsADeletedStudy) {
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  archive_.Delete("follow-up");
  Deleted("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "unknown");
}

TEST_F(IntakeTest, ForgetsAStudyThatWasDeletedWhileNobodyListened) {
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  archive_.Delete("follow-up");
  Restart();
  Settle();
  EXPECT_EQ(State("follow-up"), "unknown");
}

TEST_F(IntakeTest, ForgetsAStudyThatIsGoneWhenItIsPlanned) {
  Stable("never-there");
  Settle();
  EXPECT_EQ(State("never-there"), "unknown");
}

TEST_F(IntakeTest, AnalysesAStudyAnewThatWasDeletedAndSentAgain) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  Stable("follow-up");
  Settle();
  const auto claim = *ClaimJob(*database_, {});
  ASSERT_TRUE(*FinishJob(*database_, *claim, {}));
  EXPECT_EQ(State("follow-up"), "measured");
  Deleted("follow-up");
  Stable("follow-up");
  Settle();
  EXPECT_EQ(State("follow-up"), "queued");
}

TEST_F(IntakeTest, LosesNothingWhereTheArchiveDoesNotAnswerAtAnyCall) {
  Import(test::MakeTreatment());
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());
  for (int n = 1; n <= 12; ++n) {
    ASSERT_TRUE(ForgetStudy(*database_, "follow-up"));
    ASSERT_TRUE(ForgetStudy(*database_, "baseline"));
    Restart();
    archive_.FailCalls(n);
    for (int i = 0; i < 300 && State("follow-up") != "queued"; ++i) {
      intake_->Step();
      std::this_thread::sleep_for(milliseconds(10));
    }
    EXPECT_EQ(State("follow-up"), "queued") << n;
  }
}

TEST_F(IntakeTest, TellsTheSameTroubleOnce) {
  archive_.FailCalls(1, 1000);
  for (int i = 0; i < 10; ++i) intake_->Step();
  EXPECT_EQ(log_.text(), "W intake: the archive does not answer\n");
}

}  // namespace
}  // namespace regen
