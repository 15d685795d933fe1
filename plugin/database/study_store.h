// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/database/records.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// The durable inbox: table `studies`. A study is "due" from the moment it is noticed or
// released until a plan that was begun after that moment is committed (plan_store.h).

// Makes the studies due; those that are unknown are entered as waiting. `forced`: the next plan
// runs its analysis also where that is done or has failed.
Status MarkDue(Database& database, const std::vector<std::string>& orthanc_ids, bool forced);

struct DueStudy {
  std::string orthanc_study_id;
  std::int64_t revision = 0;   // of the mark that is being served
  std::string content_digest;  // at the last plan; empty: never planned
};

// The oldest study that is due, or nothing; new ones first, so that those that they release are
// planned once behind all of them. Counts the beginning of a plan before it
// is begun and puts the next one off by 1, 2, 4 … 300 s, so that a study whose planning ends
// the process cannot do so in a loop.
Result<std::optional<DueStudy>> BeginPlan(Database& database);

Result<std::optional<StudyRecord>> ReadStudyRecord(Database& database,
                                                   const std::string& orthanc_id);

// Studies that need a person, the oldest first: held ones, and measured ones whose report
// nobody has verified. `last_update` is when the inbox last changed, UTC, ISO 8601.
Result<std::vector<StudyRecord>> ReadReviewRecords(Database& database);

// Every study of the inbox with the archive's last update at its last plan (empty where it was
// never planned): what the reconciler compares the archive with.
Result<std::map<std::string, std::string>> ReadPlannedUpdates(Database& database);

// The study left the archive: it leaves the inbox, and its analyses count as superseded, so
// that they run again should it come back. Results stay on record. False: it was not in the
// inbox.
Result<bool> ForgetStudy(Database& database, const std::string& orthanc_id);

// PatientIDs of the treatments that were added or changed, here or by another process, since
// their studies were last released.
Result<std::vector<std::string>> ReadPatientsWithChangedTreatments(Database& database);

// Makes those of `orthanc_ids` due that the inbox knows, and remembers that the patient's
// treatments have been acted on.
Status ReleasePatient(Database& database,
                      const std::string& patient_id,
                      const std::vector<std::string>& orthanc_ids);

// Figures for health and metrics.
struct InboxFigures {
  std::map<StudyPhase, std::int64_t> studies_in_phase;
  std::int64_t queue_length = 0;  // due studies and jobs that wait or run
  double queue_oldest_seconds = 0;
  std::int64_t treatments = 0;
};
Result<InboxFigures> ReadInboxFigures(Database& database);

}  // namespace regen
