// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "analysis/selection/select_series.h"
#include "plugin/archive/archive.h"
#include "plugin/config/plugin_config.h"
#include "plugin/database/records.h"
#include "plugin/database/verification_store.h"
#include "plugin/log.h"
#include "plugin/registry/treatment_registry.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// What GET /regeneration/studies/{id} and …/dry-run tell.
struct StudyView {
  StudyPhase phase = StudyPhase::kWaiting;
  std::string outcome;  // "measured", "held", "refused" or empty
  Reasons reasons;
  std::string report_json;  // empty: none
  std::vector<Candidate> candidates;
  std::vector<StoredResult> results;               // of the current analysis
  std::vector<StoredResult> earlier_results;       // of those whose place it took
  std::optional<VerificationRecord> verification;  // nothing: nobody asked for one
  std::string treatment_id;                        // empty: none matched
  std::string baseline_study_instance_uid;         // empty: none found
};

// A study that needs a person: GET /regeneration/review.
struct ReviewEntry {
  std::string orthanc_study_id;
  StudyPhase phase = StudyPhase::kHeld;  // held, or measured and not verified
  Reasons reasons;
  std::string updated;  // UTC, ISO 8601
};

enum class VerifyAnswer { kQueued, kUnknownStudy, kNothingToVerify };

struct QueueEntry {
  std::int64_t id = 0;
  std::string orthanc_study_id;
  StudyPhase phase = StudyPhase::kQueued;
  Reasons reasons;
  int attempts = 0;
  std::string updated;  // UTC, ISO 8601
  std::string stage;    // of a running analysis: "load", "register", …
  double progress = 0;  // 0..1 of a running analysis
};

struct Health {
  bool healthy = false;
  bool enabled = false;
  bool database = false;
  bool analyzer = false;
  std::int64_t queue_length = 0;
  double queue_oldest_seconds = 0;
  double free_disk_mb = 0;
  std::vector<std::string>
      problems;  // one line each; also what is wrong with the configuration
};

struct Counters {
  std::int64_t studies_seen_total = 0;
  std::int64_t studies_matched_total = 0;
  std::int64_t studies_measured = 0;
  std::int64_t studies_held = 0;
  std::int64_t studies_refused = 0;
  std::int64_t studies_failed = 0;
  std::int64_t queue_length = 0;
  double queue_oldest_seconds = 0;
  double job_seconds_last = 0;
  std::int64_t registry_rows = 0;
};

// Everything the plugin does, behind the archive's callbacks and routes. Built at
// initialisation, works between Start and Stop. With problems in the configuration it stays
// loaded, analyses nothing and tells the problems in Health().
class Runtime {
 public:
  // `storage_folder`: Orthanc's, for relative database paths.
  static std::unique_ptr<Runtime> Create(ConfigParsed config,
                                         std::string storage_folder,
                                         Archive& archive,
                                         Log& log);
  virtual ~Runtime() = default;

  virtual void Start() = 0;  // when the archive serves; starts reconciler and workers
  virtual void Stop() = 0;   // ends children, releases claims, joins threads; idempotent

  // From the archive's change callback: remembers the id and returns at once, never throws.
  virtual void NoteStableStudy(const std::string& orthanc_study_id) noexcept = 0;
  virtual void NoteDeletedStudy(const std::string& orthanc_study_id) noexcept = 0;

  virtual Health ReadHealth() = 0;
  virtual Counters ReadCounters() = 0;
  // Nothing where neither the archive nor the inbox knows the study.
  virtual Result<std::optional<StudyView>> ViewStudy(const std::string& orthanc_study_id) = 0;
  virtual Result<std::optional<StudyView>> DryRun(const std::string& orthanc_study_id) = 0;
  // Plans the study anew, also where an attempt failed before. False: unknown study.
  virtual Result<bool> Analyze(const std::string& orthanc_study_id) = 0;
  virtual Result<std::vector<ReviewEntry>> ReadReview() = 0;
  // Queues the verification of the study's current report by a named person.
  virtual Result<VerifyAnswer> Verify(const std::string& orthanc_study_id,
                                      const Verifier& verifier) = 0;
  virtual Result<std::vector<QueueEntry>> ReadQueue() = 0;
  virtual Result<bool> Retry(std::int64_t queue_id) = 0;
  // Parses and imports; treatments that were added or changed release the patient's studies.
  virtual Result<ImportOutcome> ImportTreatmentsCsv(const std::string& csv, bool dry_run) = 0;
  virtual Result<std::vector<Treatment>> ListTreatments() = 0;
};

}  // namespace regen
