// SPDX-License-Identifier: GPL-3.0-or-later
// What an end at the wrong moment must not do: lose a study, or analyse it twice.
#include "plugin/database/job_store.h"
#include "tests/plugin/runtime/runtime_fixture.h"

namespace regen {
namespace {

class RestartTest : public RuntimeTest {
 protected:
  // A clean end and a new start on the same database.
  void Restart() {
    runtime_.reset();
    Start();
  }
  // The state that a killed process leaves: nobody released the claim, the child died with it.
  void ClaimAsAKilledProcess() {
    const auto database =
        *Database::Open("sqlite:///regeneration.db", folder_->path() / "storage");
    JobRules rules;
    rules.owner = "killed";
    ASSERT_TRUE(ClaimJob(*database, rules)->has_value());
  }
  void ExpectOneReport() {
    ASSERT_TRUE(Becomes("measured")) << State();
    LetThingsHappen();
    EXPECT_EQ(archive_.CountStored("sr"), 1);
    EXPECT_EQ(archive_.CountStored("seg"), 1);
  }
};

TEST_F(RestartTest, LosesNoStudyThatWasNotStableYet) {
  Start();
  Import();
  archive_.Put(test::MakeBaselineWithRegion());
  archive_.Put(test::MakeFollowUp());  // nobody will ever say that it is stable
  Restart();
  ExpectOneReport();
}

TEST_F(RestartTest, LosesNoNoticeThatNobodyTook) {
  Make();  // not started
  Import();
  SendBoth();
  Restart();
  ExpectOneReport();
}

TEST_F(RestartTest, ResumesAJobThatWaited) {
  parsed_.config.analyzer = "missing";
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("queued"));
  parsed_.config.analyzer = analyzer_.path().string();
  Restart();
  ExpectOneReport();
}

TEST_F(RestartTest, ResumesAnAnalysisThatWasStopped) {
  analyzer_.SetMode("wait");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Happens([this] { return analyzer_.Runs() == 1; }));
  const auto start = std::chrono::steady_clock::now();
  runtime_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  analyzer_.SetMode("measured");
  Start();
  ExpectOneReport();
  EXPECT_EQ(analyzer_.Runs(), 2);
}

TEST_F(RestartTest, ResumesAnAnalysisThatWasKilled) {
  parsed_.config.analyzer = "missing";
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("queued"));
  runtime_.reset();
  ClaimAsAKilledProcess();
  std::filesystem::create_directories(folder_->path() / "scratch");
  parsed_.config.analyzer = analyzer_.path().string();
  Start();
  ExpectOneReport();
}

TEST_F(RestartTest, RemovesTheScratchFolderOfAKilledAnalysis) {
  Start();
  ASSERT_TRUE(Happens([this] { return std::filesystem::exists(folder_->path() / "scratch"); }));
  runtime_.reset();
  std::filesystem::path root;
  for (const auto& entry : std::filesystem::directory_iterator(folder_->path() / "scratch")) {
    root = entry.path();
  }
  ASSERT_FALSE(root.empty());
  std::filesystem::create_directories(root / "regeneration-left" / "baseline");
  Start();
  EXPECT_TRUE(Happens([&root] { return std::filesystem::is_empty(root); }));
}

TEST_F(RestartTest, StoresOneReportWhereItEndsAtAnyCallOfTheArchive) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  const int calls = archive_.calls();
  // From the n-th call on nothing answers, as if the process were dead; then the next process.
  for (int n = 1; n < calls; n += n < 12 || n > calls - 8 ? 1 : 32) {
    runtime_.reset();
    archive_.Delete("baseline");
    archive_.Delete("follow-up");
    Start();
    ASSERT_TRUE(Becomes("unknown")) << n;
    runtime_.reset();
    archive_.Put(test::MakeBaselineWithRegion());
    archive_.Put(test::MakeFollowUp());
    archive_.FailCalls(n, 1'000'000);
    Start();
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    runtime_.reset();
    archive_.FailCalls(0, 0);
    Start();
    ASSERT_TRUE(Becomes("measured")) << n << " " << State();
    EXPECT_EQ(archive_.CountStored("sr"), 1) << n;
    EXPECT_EQ(archive_.CountStored("seg"), 1) << n;
  }
}

TEST_F(RestartTest, KeepsAMeasuredStudyMeasured) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  Restart();
  EXPECT_EQ(State(), "measured");
  LetThingsHappen();
  EXPECT_EQ(analyzer_.Runs(), 1);
}

TEST_F(RestartTest, StopsTwiceAndWithoutAStart) {
  Make();
  runtime_->Stop();
  runtime_->Start();
  runtime_->Stop();
  runtime_->Stop();
}

TEST_F(RestartTest, StoresNothingForAStudyDeletedDuringTheAnalysis) {
  analyzer_.SetMode("wait");
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Happens([this] { return analyzer_.Runs() == 1; }));
  archive_.Delete("follow-up");
  runtime_->NoteDeletedStudy("follow-up");
  ASSERT_TRUE(Becomes("unknown"));
  analyzer_.Go();
  LetThingsHappen();
  EXPECT_TRUE(archive_.stored().empty());
}

TEST_F(RestartTest, StoresTheReportOfADeletedStudyAgainWhenItIsSentAgain) {
  Start();
  Import();
  SendBoth();
  ASSERT_TRUE(Becomes("measured"));
  archive_.Delete("follow-up");
  runtime_->NoteDeletedStudy("follow-up");
  ASSERT_TRUE(Becomes("unknown"));
  EXPECT_EQ(archive_.CountStored("sr"), 0);
  archive_.Put(test::MakeFollowUp());
  runtime_->NoteStableStudy("follow-up");
  ExpectOneReport();
}

}  // namespace
}  // namespace regen
