// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/database/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// The durable queue of analyses: table `jobs`. Jobs are entered by CommitPlan (plan_store.h).

struct JobRules {
  std::string owner;  // of this process: claims of other owners are dead after a start
  int max_attempts = 3;
  std::int64_t lease_ms = 30'000;
  // Wait before the next attempt: doubled from the first, up to the longest.
  std::int64_t first_delay_ms = 5'000;
  std::int64_t longest_delay_ms = 300'000;
};

// The right to run one job. Whoever holds a claim whose token is not the job's any more has
// lost it: every call below then changes nothing.
struct JobClaim {
  std::int64_t job_id = 0;
  std::string job_key;
  std::string orthanc_study_id;
  std::int64_t token = 0;
  int attempts = 0;  // this one included
};

// Claims that an ended process left behind: queued again, or failed where all attempts are
// used.
Status RecoverJobs(Database& database, const JobRules& rules);

// The job that has waited longest and may run now; also one whose lease ran out. The attempt is
// counted here, before anything can go wrong with it.
Result<std::optional<JobClaim>> ClaimJob(Database& database, const JobRules& rules);

// False: the claim is lost.
Result<bool> RenewClaim(Database& database, const JobClaim& claim, const JobRules& rules);

// Back to the queue at once, attempt not counted: the process is about to stop.
Status ReleaseClaim(Database& database, const JobClaim& claim);

// Back to the queue, attempt not counted: the archive, the disk or the database did not answer,
// which says nothing about the study. Waits longer each time, but never gives up.
Status PostponeJob(Database& database,
                   const JobClaim& claim,
                   const JobRules& rules,
                   const Reason& reason);

// The attempt failed: tried again later, or `failed` after the last one.
Status FailAttempt(Database& database,
                   const JobClaim& claim,
                   const JobRules& rules,
                   const Reason& reason);

// The study moved on since the job was queued: superseded, and the study is planned anew.
Status AbandonJob(Database& database, const JobClaim& claim);

struct JobEnd {
  StudyPhase phase = StudyPhase::kMeasured;  // measured, held or refused
  Reasons reasons;
  std::string report_json;  // empty: none
  std::vector<StoredResult> results;
  std::vector<std::string> send_to;  // nodes that are to get the results
};

// Writes how the job ended, its results and what is to be forwarded, in one transaction. False:
// the claim was lost, nothing was written.
Result<bool> FinishJob(Database& database, const JobClaim& claim, const JobEnd& end);

// Queues a job that failed or is done once more, with all its attempts. False: no such job, or
// it is waiting or running already.
Result<bool> RetryJob(Database& database, std::int64_t job_id);

Result<std::optional<JobRecord>> ReadJob(Database& database, std::int64_t job_id);

// What waits, runs or failed: studies that are due first (id 0), then jobs in their order.
Result<std::vector<JobRecord>> ReadQueueRecords(Database& database);

}  // namespace regen
