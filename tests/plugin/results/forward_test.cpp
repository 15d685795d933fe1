// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/forward.h"

#include "analysis/base/files.h"
#include "plugin/database/job_store.h"
#include "plugin/database/plan_store.h"
#include "plugin/database/study_store.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/recording_log.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

class ForwardTest : public testing::Test {
 protected:
  void Finish(const std::vector<std::string>& send_to) {
    ASSERT_TRUE(MarkDue(*database_, {"study"}, false));
    PlanRecord plan;
    plan.orthanc_study_id = "study";
    plan.job_key = "key";
    ASSERT_TRUE(CommitPlan(*database_, plan, 1, {}));
    const auto claim = *ClaimJob(*database_, {});
    ASSERT_TRUE(claim);
    JobEnd end;
    end.results = {{"seg", "2.25.1", "orthanc-1"}, {"sr", "2.25.2", "orthanc-2"}};
    end.send_to = send_to;
    ASSERT_TRUE(*FinishJob(*database_, *claim, end));
  }
  bool Forward() { return *ForwardNext(*database_, archive_, log_); }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  std::unique_ptr<Database> database_ = *Database::Open("sqlite:///r.db", folder_->path());
  test::InMemoryArchive archive_;
  test::RecordingLog log_;
};

TEST_F(ForwardTest, SendsEveryResultToEveryNodeOnce) {
  Finish({"PACS", "SECOND"});
  EXPECT_TRUE(Forward());
  EXPECT_TRUE(Forward());
  EXPECT_FALSE(Forward());
  const auto sent = archive_.sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_NE(sent[0].first, sent[1].first);
  EXPECT_EQ(sent[0].second, (std::vector<std::string>{"orthanc-1", "orthanc-2"}));
}

TEST_F(ForwardTest, LetsANodeThatFailsNotHoldUpAnother) {
  Finish({"PACS", "SECOND"});
  archive_.FailCalls(1);
  EXPECT_TRUE(Forward());
  EXPECT_TRUE(Forward());
  ASSERT_EQ(archive_.sent().size(), 1U);
  EXPECT_EQ(archive_.sent()[0].first, "SECOND");
  EXPECT_FALSE(Forward());  // the first is put off
  EXPECT_NE(log_.text().find("not sent to PACS"), std::string::npos);
}

TEST_F(ForwardTest, SendsNothingWhereNothingIsConfigured) {
  Finish({});
  EXPECT_FALSE(Forward());
}

}  // namespace
}  // namespace regen
