// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/job_store.h"
#include "plugin/jobs/progress_board.h"
#include "plugin/jobs/supervised_process.h"
#include "plugin/log.h"
#include "plugin/matching/plan_study.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace regen {

// What a worker needs; all of it outlives the worker.
struct JobContext {
  Database* database = nullptr;
  PlanningContext planning;
  Log* log = nullptr;
  ProgressBoard* progress = nullptr;
  std::function<bool()> stopping;  // true: end quickly
  std::filesystem::path analyzer;  // the program
  std::filesystem::path scratch_root;
  ProcessLimits limits;
  JobRules rules;
  std::vector<std::string> send_to;
  std::atomic<double>* last_job_seconds = nullptr;
};

// Claims the next job and takes it as far as it goes: plans the study once more (what changed
// since makes the job void), exports, analyses, plans again (what changed meanwhile makes the
// result void), stores segmentations then report, commits; of a held study only the proposal that
// waits for a person, which is sent nowhere. Whatever goes wrong is written to
// the job with a reason; the error returned is only that of a database which does not answer.
// False: no job may run now.
Result<bool> RunOneJob(const JobContext& context);

}  // namespace regen
