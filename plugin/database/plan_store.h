// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/database/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen {

// What planning a study found, as it is written.
struct PlanRecord {
  std::string orthanc_study_id;
  std::string last_update;
  std::string content_digest;
  StudyPhase phase = StudyPhase::kWaiting;  // not read where there is a job key
  Reasons reasons;
  std::vector<Candidate> candidates;
  std::string treatment_id;
  std::string baseline_study_uid;
  std::string job_key;          // empty: nothing to analyse
  bool without_region = false;  // nobody drew a region: the analysis looks for one itself
};

// Writes the plan of the mark `revision` (DueStudy) and makes `released` due, those that the
// inbox knows. Where there is a job key, the study follows that job: a new key queues an
// analysis and supersedes one of the study that still waits or runs; a key that is done already
// shows its outcome and runs nothing; a failed one stays failed, unless the study was marked as
// forced. A measured study whose baseline or region has left the archive since stays measured;
// an automatic region takes a reader's place only where that was forced. Does nothing where the
// study left the inbox in the meantime.
Status CommitPlan(Database& database,
                  const PlanRecord& plan,
                  std::int64_t revision,
                  const std::vector<std::string>& released);

// Remembers for a person why the study could not be planned; it stays due.
Status NotePlanFailure(Database& database, const std::string& orthanc_id, const Reason& reason);

}  // namespace regen
