// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/select_series.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The contract's states of a study.
enum class StudyPhase {
  kWaiting,
  kQueued,
  kAnalyzing,
  kMeasured,
  kHeld,
  kRefused,
  kNotApplicable,
  kSuperseded,
  kFailed
};
std::string_view StudyPhaseName(StudyPhase phase);  // "waiting" … as in the contract
std::optional<StudyPhase> ParseStudyPhase(std::string_view name);

// An object of ours in the archive.
struct StoredResult {
  std::string kind;  // a name of result_kinds (analysis/report/result_kinds.h)
  std::string sop_instance_uid;
  std::string orthanc_instance_id;
  bool superseded = false;  // a newer result, or a verified version, has taken its place
};

// A study in the inbox, as it was last planned.
struct StudyRecord {
  std::string orthanc_study_id;
  std::string last_update;     // the archive's, at the last plan; empty: never planned
  std::string content_digest;  // of the foreign objects at the last plan
  bool due = false;            // noticed or released, not planned yet
  StudyPhase phase = StudyPhase::kWaiting;
  Reasons reasons;
  std::vector<Candidate> candidates;
  std::string treatment_id;        // empty: none matched
  std::string baseline_study_uid;  // empty: none found
  std::int64_t job_id = 0;         // 0: none
};

enum class JobState {
  kQueued,
  kRunning,
  kDone,
  kFailed,     // gave up after the attempts; a person may retry
  kSuperseded  // the study moved on: other images, another region or record, or deleted
};
std::string_view JobStateName(JobState state);
std::optional<JobState> ParseJobState(std::string_view name);

// One analysis: one job key, whatever happens to it.
struct JobRecord {
  std::int64_t id = 0;
  std::string job_key;
  std::string orthanc_study_id;
  JobState state = JobState::kQueued;
  int attempts = 0;
  std::optional<StudyPhase> phase;  // how it ended: measured, held or refused
  Reasons reasons;                  // how it ended, or why the last attempt failed
  std::string report_json;          // empty: none
  std::string updated;              // UTC, ISO 8601
};

}  // namespace regen
