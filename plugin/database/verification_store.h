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

// Table `verifications`: what a named person asked to have verified, and what became of it.

// Who verifies a report.
struct Verifier {
  std::string name;  // DICOM PN: "Family^Given"
  std::string organisation;
};

enum class VerificationState { kQueued, kDone, kFailed };
std::string_view VerificationStateName(VerificationState state);  // "queued", "done", "failed"

struct VerificationRecord {
  Verifier verifier;
  VerificationState state = VerificationState::kQueued;
  std::string reason;     // why the last attempt failed; empty: it did not
  std::string requested;  // UTC, ISO 8601
};

// Queues the verification of the study's current report. False: the study has no report that
// waits for one: nothing was measured, or it is verified or queued already.
Result<bool> AskVerification(Database& database,
                             const std::string& orthanc_study_id,
                             const Verifier& verifier);

struct VerificationTask {
  std::int64_t id = 0;
  std::int64_t job_id = 0;
  int attempts = 0;  // this one included
  Verifier verifier;
  std::int64_t requested_ms = 0;
  StoredResult report;
};

// The task that has waited longest and may be tried now; counts the attempt and puts the next
// one off by 30 s, 1, 2 … up to 60 min, which nobody else touches it in. A report that was
// superseded meanwhile fails.
Result<std::optional<VerificationTask>> BeginVerification(Database& database);

// Each verified version takes the place of the job's result of its kind, and all results of the
// job are sent again.
Status FinishVerification(Database& database,
                          const VerificationTask& task,
                          const std::vector<StoredResult>& verified,
                          const std::vector<std::string>& send_to);

// `final`: not tried again.
Status FailVerification(Database& database,
                        std::int64_t id,
                        const std::string& reason,
                        bool final);

// The newest of the job; nothing where nobody asked.
Result<std::optional<VerificationRecord>> ReadVerification(Database& database,
                                                           std::int64_t job_id);

}  // namespace regen
