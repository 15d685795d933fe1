// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/job_store.h"

#include "plugin/database/result_store.h"
#include "tests/plugin/database/store_fixture.h"

#include <chrono>
#include <set>
#include <thread>

namespace regen {
namespace {

using JobStoreTest = StoreTest;

TEST_F(JobStoreTest, ClaimsInTheOrderOfQueueing) {
  Plan("c", "key-c");
  Plan("a", "key-a");
  Plan("b", "key-b");
  EXPECT_EQ(Claim()->orthanc_study_id, "c");
  EXPECT_EQ(Claim()->orthanc_study_id, "a");
  EXPECT_EQ(Claim()->orthanc_study_id, "b");
  EXPECT_FALSE(Claim());
}

TEST_F(JobStoreTest, CountsAnAttemptBeforeItBegins) {
  Plan("a", "key");
  EXPECT_EQ(Claim()->attempts, 1);
  EXPECT_EQ(Job(1).attempts, 1);
  EXPECT_EQ(Study("a").phase, StudyPhase::kAnalyzing);
}

TEST_F(JobStoreTest, ClaimsAJobAgainWhoseLeaseRanOut) {
  rules_.lease_ms = -1;
  Plan("a", "key");
  const auto first = Claim();
  const auto second = Claim();
  ASSERT_TRUE(second);
  EXPECT_GT(second->token, first->token);
  EXPECT_EQ(second->attempts, 2);
  EXPECT_FALSE(*FinishJob(*database_, *first, {}));
  EXPECT_TRUE(*FinishJob(*database_, *second, {}));
}

TEST_F(JobStoreTest, GivesUpAJobThatIsCutShortAtEveryAttempt) {
  rules_.lease_ms = -1;
  Plan("a", "key");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Claim());
  EXPECT_FALSE(Claim());
  EXPECT_EQ(Study("a").phase, StudyPhase::kFailed);
}

TEST_F(JobStoreTest, QueuesTheClaimsOfAnEndedProcessAgain) {
  Plan("a", "key");
  const auto claim = Claim();
  JobRules next = rules_;
  next.owner = "next";
  ASSERT_TRUE(RecoverJobs(*database_, next));
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
  EXPECT_FALSE(*RenewClaim(*database_, *claim, rules_));
  EXPECT_EQ((*ClaimJob(*database_, next))->attempts, 2);
}

TEST_F(JobStoreTest, LeavesItsOwnClaimsAloneWhenItRecovers) {
  Plan("a", "key");
  const auto claim = Claim();
  ASSERT_TRUE(RecoverJobs(*database_, rules_));
  EXPECT_TRUE(*RenewClaim(*database_, *claim, rules_));
}

TEST_F(JobStoreTest, CountsNoAttemptThatWasReleased) {
  Plan("a", "key");
  ASSERT_TRUE(ReleaseClaim(*database_, *Claim()));
  EXPECT_EQ(Job(1).attempts, 0);
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
  EXPECT_TRUE(Claim());
}

TEST_F(JobStoreTest, WaitsBeforeTheNextAttempt) {
  rules_.first_delay_ms = 100;
  rules_.longest_delay_ms = 100;
  Plan("a", "key");
  ASSERT_TRUE(FailAttempt(*database_, *Claim(), rules_, {"analysis-failed", "text"}));
  EXPECT_FALSE(Claim());
  EXPECT_EQ(Study("a").reasons.at(0).text, "text");
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  EXPECT_TRUE(Claim());
}

TEST_F(JobStoreTest, PostponesAsOftenAsItTakes) {
  Plan("a", "key");
  for (int i = 0; i < 10; ++i) {
    const auto claim = Claim();
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->attempts, 1);
    ASSERT_TRUE(PostponeJob(*database_, *claim, rules_, {"temporarily-unavailable", "text"}));
  }
  EXPECT_EQ(Study("a").phase, StudyPhase::kQueued);
}

TEST_F(JobStoreTest, PlansAnAbandonedStudyAnew) {
  Plan("a", "key");
  ASSERT_TRUE(AbandonJob(*database_, *Claim()));
  EXPECT_TRUE(Study("a").due);
  EXPECT_EQ(Job(1).state, JobState::kSuperseded);
}

TEST_F(JobStoreTest, WritesResultReportAndPhaseTogether) {
  Plan("a", "key");
  JobEnd end;
  end.phase = StudyPhase::kMeasured;
  end.report_json = R"({"Outcome":"measured"})";
  end.results = {{"seg", "2.25.1", "o-1"}, {"sr", "2.25.2", "o-2"}};
  ASSERT_TRUE(*FinishJob(*database_, *Claim(), end));
  EXPECT_EQ(Study("a").phase, StudyPhase::kMeasured);
  EXPECT_EQ(Job(1).report_json, end.report_json);
  EXPECT_EQ(ReadResults(*database_, 1)->size(), 2U);
  EXPECT_TRUE(*IsOwnObject(*database_, "2.25.2"));
  EXPECT_FALSE(*IsOwnObject(*database_, "2.25.3"));
}

TEST_F(JobStoreTest, RetriesNothingThatWaitsOrRunsOrDoesNotExist) {
  Plan("a", "key");
  EXPECT_FALSE(*RetryJob(*database_, 1));
  ASSERT_TRUE(Claim());
  EXPECT_FALSE(*RetryJob(*database_, 1));
  EXPECT_FALSE(*RetryJob(*database_, 99));
}

TEST_F(JobStoreTest, ListsWhatWaitsRunsAndFailed) {
  rules_.max_attempts = 1;
  Plan("failed", "key-1");
  ASSERT_TRUE(FailAttempt(*database_, *Claim(), rules_, {"analysis-failed", "text"}));
  Plan("done", "key-2");
  ASSERT_TRUE(*FinishJob(*database_, *Claim(), {}));
  Plan("running", "key-3");
  ASSERT_TRUE(Claim());
  Plan("queued", "key-4");
  Mark("due");
  std::vector<std::string> listed;
  const auto records = ReadQueueRecords(*database_);
  for (const JobRecord& record : *records) {
    listed.push_back(record.orthanc_study_id + " " + std::string(JobStateName(record.state)));
  }
  EXPECT_EQ(listed,
            (std::vector<std::string>{
                "due queued", "failed failed", "running running", "queued queued"}));
}

TEST_F(JobStoreTest, GivesEachJobToOneOfManyThreads) {
  for (int i = 0; i < 40; ++i) {
    Plan("study-" + std::to_string(i), "key-" + std::to_string(i));
  }
  const auto other = *Database::Open("sqlite:///r.db", folder_->path());
  std::mutex mutex;
  std::multiset<std::int64_t> claimed;
  const auto work = [&](Database& database) {
    while (true) {
      const auto claim = ClaimJob(database, rules_);
      ASSERT_TRUE(claim);
      if (!claim->has_value()) return;
      const std::lock_guard<std::mutex> guard(mutex);
      claimed.insert((*claim)->job_id);
    }
  };
  {
    std::jthread a([&] { work(*database_); });
    std::jthread b([&] { work(*database_); });
    std::jthread c([&] { work(*other); });
  }
  EXPECT_EQ(claimed.size(), 40U);
  EXPECT_EQ(std::set<std::int64_t>(claimed.begin(), claimed.end()).size(), 40U);
}

}  // namespace
}  // namespace regen
