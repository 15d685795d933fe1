// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/files.h"
#include "plugin/database/database.h"
#include "plugin/database/job_store.h"
#include "plugin/database/plan_store.h"
#include "plugin/database/session.h"
#include "plugin/database/study_store.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace regen {

// An empty database and the steps that the tests of the stores share.
class StoreTest : public testing::Test {
 protected:
  void Mark(const std::string& id, bool forced = false) {
    ASSERT_TRUE(MarkDue(*database_, {id}, forced));
  }
  // Marks and plans at once.
  void Plan(const std::string& id,
            const std::string& job_key,
            StudyPhase phase = StudyPhase::kWaiting,
            const Reasons& reasons = {}) {
    Mark(id);
    Commit(id, job_key, phase, reasons);
  }
  // Plans what is marked.
  void Commit(const std::string& id,
              const std::string& job_key,
              StudyPhase phase = StudyPhase::kWaiting,
              const Reasons& reasons = {},
              const std::vector<std::string>& released = {}) {
    PlanRecord plan;
    plan.orthanc_study_id = id;
    plan.last_update = "update";
    plan.content_digest = "digest";
    plan.job_key = job_key;
    plan.phase = phase;
    plan.reasons = reasons;
    ASSERT_TRUE(CommitPlan(*database_, plan, Revision(id), released));
  }
  std::int64_t Revision(const std::string& id) {
    return *InReading(*database_, "test", [&id](soci::session& session) {
      long long revision = 0;
      session << "SELECT due_revision FROM studies WHERE orthanc_study_id = :id",
          soci::use(id, "id"), soci::into(revision);
      return Result<std::int64_t>(revision);
    });
  }
  StudyRecord Study(const std::string& id) {
    const auto record = ReadStudyRecord(*database_, id);
    EXPECT_TRUE(record && record->has_value());
    return record && record->has_value() ? **record : StudyRecord();
  }
  JobRecord Job(std::int64_t id) { return **ReadJob(*database_, id); }
  std::optional<JobClaim> Claim() { return *ClaimJob(*database_, rules_); }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  std::unique_ptr<Database> database_ = *Database::Open("sqlite:///r.db", folder_->path());
  JobRules rules_{"me", 3, 30'000, 0, 0};
};

}  // namespace regen
