// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/verification_store.h"

#include "plugin/database/result_store.h"
#include "tests/plugin/database/store_fixture.h"

namespace regen {
namespace {

// Results of analyses that take each other's place, and their verification.
class VerificationStoreTest : public StoreTest {
 protected:
  // Plans and finishes the study's analysis under this key; gives the job's id.
  std::int64_t Measure(const std::string& key, const std::string& sop) {
    Plan("a", key);
    const auto claim = Claim();
    EXPECT_TRUE(claim);
    JobEnd end;
    end.results = {{"seg", "shared", "id-shared"}, {"sr", sop, "id-" + sop}};
    end.send_to = {"PACS"};
    EXPECT_TRUE(*FinishJob(*database_, *claim, end));
    return claim->job_id;
  }
  std::vector<std::string> Current(std::int64_t job) {
    std::vector<std::string> uids;
    for (const StoredResult& result : *ReadResults(*database_, job)) {
      if (!result.superseded) uids.push_back(result.sop_instance_uid);
    }
    return uids;
  }
  using Uids = std::vector<std::string>;
  const Verifier doctor_{"Doe^Jane", "Hospital"};
};

TEST_F(VerificationStoreTest, ANewerResultSupersedesTheOlderOne) {
  const auto first = Measure("one", "sr-1");
  EXPECT_TRUE(ReadPredecessor(*database_, first)->empty());
  const auto second = Measure("two", "sr-2");
  EXPECT_EQ(Current(first), Uids{});
  EXPECT_EQ(Current(second), (Uids{"shared", "sr-2"}));
  EXPECT_EQ(Job(first).state, JobState::kSuperseded);
  const auto predecessor = *ReadPredecessor(*database_, second);
  ASSERT_EQ(predecessor.size(), 2U);
  EXPECT_EQ(predecessor[1].sop_instance_uid, "sr-1");
  EXPECT_EQ(ReadEarlierResults(*database_, second)->size(), 2U);
}

TEST_F(VerificationStoreTest, AnAnalysisWhoseInputsComeBackTakesThePlaceOfTheNewerOne) {
  const auto first = Measure("one", "sr-1");
  const auto second = Measure("two", "sr-2");
  EXPECT_EQ(Measure("one", "sr-3"), first);
  EXPECT_EQ(Current(first), (Uids{"shared", "sr-3"}));
  EXPECT_EQ(Current(second), Uids{});
  EXPECT_EQ(ReadPredecessor(*database_, first)->back().sop_instance_uid, "sr-2");
}

TEST_F(VerificationStoreTest, AHeldOutcomeSupersedesNothing) {
  const auto first = Measure("one", "sr-1");
  Plan("a", "two");
  JobEnd held;
  held.phase = StudyPhase::kHeld;
  ASSERT_TRUE(*FinishJob(*database_, *Claim(), held));
  EXPECT_EQ(Current(first), (Uids{"shared", "sr-1"}));
}

TEST_F(VerificationStoreTest, OnlyAReportThatWaitsForItIsVerified) {
  EXPECT_FALSE(*AskVerification(*database_, "unknown", doctor_));
  Plan("a", "one");
  EXPECT_FALSE(*AskVerification(*database_, "a", doctor_));
  ASSERT_TRUE(Claim());
  EXPECT_FALSE(*AskVerification(*database_, "a", doctor_));
}

TEST_F(VerificationStoreTest, OneVerificationIsDoneOnce) {
  const auto job = Measure("one", "sr-1");
  EXPECT_TRUE(*AskVerification(*database_, "a", doctor_));
  EXPECT_FALSE(*AskVerification(*database_, "a", doctor_));  // waits already
  const auto task = *BeginVerification(*database_);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->job_id, job);
  EXPECT_EQ(task->verifier.name, "Doe^Jane");
  EXPECT_EQ(task->report.sop_instance_uid, "sr-1");
  EXPECT_EQ(task->attempts, 1);
  EXPECT_FALSE(*BeginVerification(*database_));  // put off
  ASSERT_TRUE(FinishVerification(*database_, *task, {{"sr", "sr-1v", "id"}}, {"PACS"}));
  EXPECT_EQ(Current(job), (Uids{"shared", "sr-1v"}));
  EXPECT_FALSE(*AskVerification(*database_, "a", doctor_));  // is verified
  EXPECT_EQ((*ReadVerification(*database_, job))->state, VerificationState::kDone);
}

TEST_F(VerificationStoreTest, VerifiedPagesTakeThePlaceOfThoseOfTheirKind) {
  const auto job = Measure("one", "sr-1");
  ASSERT_TRUE(*AskVerification(*database_, "a", doctor_));
  ASSERT_TRUE(FinishVerification(*database_,
                                 **BeginVerification(*database_),
                                 {{"seg", "shared-v", "id-s"}, {"sr", "sr-1v", "id"}},
                                 {}));
  EXPECT_EQ(Current(job), (Uids{"shared-v", "sr-1v"}));
}

TEST_F(VerificationStoreTest, AVerifiedReportIsSentAgain) {
  Measure("one", "sr-1");
  ASSERT_TRUE(NoteSent(*database_, (*BeginSending(*database_))->id));
  ASSERT_TRUE(*AskVerification(*database_, "a", doctor_));
  ASSERT_TRUE(FinishVerification(
      *database_, **BeginVerification(*database_), {{"sr", "sr-1v", "id"}}, {"PACS"}));
  const auto item = *BeginSending(*database_);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->orthanc_instance_ids.back(), "id");
}

TEST_F(VerificationStoreTest, AVerifiedReportStaysCurrentWhereTheAnalysisIsTriedAgain) {
  const auto job = Measure("one", "sr-1");
  ASSERT_TRUE(*AskVerification(*database_, "a", doctor_));
  ASSERT_TRUE(FinishVerification(
      *database_, **BeginVerification(*database_), {{"sr", "sr-1v", "id"}}, {}));
  ASSERT_TRUE(*RetryJob(*database_, job));
  JobEnd end;
  end.results = {{"seg", "shared", "id-shared"}, {"sr", "sr-1", "id-sr-1"}};
  ASSERT_TRUE(*FinishJob(*database_, *Claim(), end));
  EXPECT_EQ(Current(job), (Uids{"shared", "sr-1v"}));
}

TEST_F(VerificationStoreTest, AReportThatWasSupersededMeanwhileIsNotVerified) {
  const auto first = Measure("one", "sr-1");
  ASSERT_TRUE(*AskVerification(*database_, "a", doctor_));
  Measure("two", "sr-2");
  EXPECT_FALSE(*BeginVerification(*database_));
  EXPECT_EQ((*ReadVerification(*database_, first))->state, VerificationState::kFailed);
}

TEST_F(VerificationStoreTest, WhatNeedsAPersonIsListed) {
  Plan("A-held", "", StudyPhase::kHeld, {MakeReason(reasons::kSideUnknown, "no side")});
  Plan("B-refused", "", StudyPhase::kRefused);
  Measure("one", "sr-1");
  auto review = *ReadReviewRecords(*database_);
  ASSERT_EQ(review.size(), 2U);
  EXPECT_EQ(review[0].orthanc_study_id, "A-held");
  EXPECT_EQ(review[0].reasons.front().code, reasons::kSideUnknown);
  EXPECT_EQ(review[1].orthanc_study_id, "a");
  ASSERT_TRUE(*AskVerification(*database_, "a", doctor_));
  ASSERT_TRUE(FinishVerification(
      *database_, **BeginVerification(*database_), {{"sr", "sr-1v", "id"}}, {}));
  EXPECT_EQ(ReadReviewRecords(*database_)->size(), 1U);
}

}  // namespace
}  // namespace regen
