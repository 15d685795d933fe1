// SPDX-License-Identifier: GPL-3.0-or-later
// What the routes ask of the runtime: reads and requests, no thread of its own.
#include "analysis/base/text.h"
#include "analysis/treatment/parse_treatment.h"
#include "plugin/database/job_store.h"
#include "plugin/database/result_store.h"
#include "plugin/database/study_store.h"
#include "plugin/jobs/scratch_root.h"
#include "plugin/jobs/supervised_process.h"
#include "plugin/runtime/runtime_impl.h"

#include <utility>

namespace regen {
namespace {

constexpr double kLeastDiskMb = 100;

bool IsOutcome(StudyPhase phase) {
  return phase == StudyPhase::kMeasured || phase == StudyPhase::kHeld ||
         phase == StudyPhase::kRefused;
}

std::int64_t CountOf(const InboxFigures& figures, StudyPhase phase) {
  const auto found = figures.studies_in_phase.find(phase);
  return found == figures.studies_in_phase.end() ? 0 : found->second;
}

StudyView ViewOf(const StudyRecord& record) {
  StudyView view;
  view.phase = record.phase;
  view.outcome = IsOutcome(record.phase) ? std::string(StudyPhaseName(record.phase)) : "";
  view.reasons = record.reasons;
  view.candidates = record.candidates;
  view.treatment_id = record.treatment_id;
  view.baseline_study_instance_uid = record.baseline_study_uid;
  return view;
}

template <typename T>
const Error* ErrorOf(const Result<T>& result) {
  return result ? nullptr : &result.error();
}

}  // namespace

Health RuntimeImpl::ReadHealth() {
  Health health;
  health.enabled = config_.enable;
  health.problems = config_problems_;
  if (!Active()) {
    health.healthy = health.problems.empty();
    return health;
  }
  health.analyzer = FindProgram(config_.analyzer).has_value();
  if (!health.analyzer) {
    health.problems.push_back(
        "Regeneration.Analyzer: no such program; expected the path of `regeneration`");
  }
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  const Status answers = store ? (*store)->database->Check() : Status(store.error());
  health.database = answers.has_value();
  if (!answers) {
    health.problems.push_back(answers.error().message);
    return health;
  }
  const Result<std::filesystem::path> scratch = ScratchRoot(**store);
  if (!scratch) {
    health.problems.push_back(scratch.error().message);
  } else {
    health.free_disk_mb = FreeDiskMb((*store)->database->file(), *scratch);
    if (health.free_disk_mb < kLeastDiskMb) {
      health.problems.push_back(StrCat("disk: ",
                                       FormatFixed(health.free_disk_mb, 0),
                                       " MB free; expected at least ",
                                       FormatFixed(kLeastDiskMb, 0)));
    }
  }
  if (const Result<InboxFigures> figures = ReadInboxFigures(*(*store)->database)) {
    health.queue_length = figures->queue_length;
    health.queue_oldest_seconds = figures->queue_oldest_seconds;
  }
  health.healthy = health.problems.empty();
  return health;
}

Counters RuntimeImpl::ReadCounters() {
  Counters counters;
  counters.studies_seen_total = totals_.seen;
  counters.studies_matched_total = totals_.matched;
  counters.job_seconds_last = last_job_seconds_;
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return counters;
  }
  const Result<InboxFigures> figures = ReadInboxFigures(*(*store)->database);
  if (figures) {
    counters.studies_measured = CountOf(*figures, StudyPhase::kMeasured);
    counters.studies_held = CountOf(*figures, StudyPhase::kHeld);
    counters.studies_refused = CountOf(*figures, StudyPhase::kRefused);
    counters.studies_failed = CountOf(*figures, StudyPhase::kFailed);
    counters.queue_length = figures->queue_length;
    counters.queue_oldest_seconds = figures->queue_oldest_seconds;
    counters.registry_rows = figures->treatments;
  }
  return counters;
}

Result<std::optional<StudyView>> RuntimeImpl::ViewStudy(const std::string& orthanc_study_id) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  Database& database = *(*store)->database;
  const Result<std::optional<StudyRecord>> record = ReadStudyRecord(database, orthanc_study_id);
  if (!record) {
    return record.error();
  }
  if (!record->has_value()) {
    const Result<std::optional<StudyState>> state = archive_.ReadStudyState(orthanc_study_id);
    if (!state) {
      return state.error();
    }
    return state->has_value() ? std::optional<StudyView>(StudyView{}) : std::nullopt;
  }
  StudyView view = ViewOf(**record);
  if ((*record)->job_id != 0) {
    Result<std::optional<JobRecord>> job = ReadJob(database, (*record)->job_id);
    Result<std::vector<StoredResult>> results = ReadResults(database, (*record)->job_id);
    Result<std::vector<StoredResult>> earlier = ReadEarlierResults(database, (*record)->job_id);
    Result<std::optional<VerificationRecord>> verification =
        ReadVerification(database, (*record)->job_id);
    for (const Error* error :
         {ErrorOf(job), ErrorOf(results), ErrorOf(earlier), ErrorOf(verification)}) {
      if (error != nullptr) return *error;
    }
    if (job->has_value()) {
      view.report_json = std::move((*job)->report_json);
    }
    view.results = std::move(*results);
    view.earlier_results = std::move(*earlier);
    view.verification = std::move(*verification);
  }
  return std::optional<StudyView>(std::move(view));
}

Result<std::optional<StudyView>> RuntimeImpl::DryRun(const std::string& orthanc_study_id) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  Result<std::optional<StudyPlan>> plan = PlanStudy(Planning(**store), orthanc_study_id);
  if (!plan) {
    return plan.error();
  }
  if (!plan->has_value()) {
    return std::optional<StudyView>();
  }
  StudyView view;
  view.phase = (*plan)->phase;
  view.outcome = IsOutcome(view.phase) ? std::string(StudyPhaseName(view.phase)) : "";
  view.reasons = std::move((*plan)->reasons);
  view.candidates = std::move((*plan)->candidates);
  view.treatment_id = std::move((*plan)->treatment_id);
  view.baseline_study_instance_uid = std::move((*plan)->baseline_study_uid);
  return std::optional<StudyView>(std::move(view));
}

Result<bool> RuntimeImpl::Analyze(const std::string& orthanc_study_id) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  const Result<std::optional<StudyState>> state = archive_.ReadStudyState(orthanc_study_id);
  if (!state) {
    return state.error();
  }
  if (!state->has_value()) {
    return false;
  }
  const Status marked = MarkDue(*(*store)->database, {orthanc_study_id}, true);
  if (!marked) {
    return marked.error();
  }
  intake_signal_.Wake();
  return true;
}

Result<std::vector<ReviewEntry>> RuntimeImpl::ReadReview() {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  const Result<std::vector<StudyRecord>> records = ReadReviewRecords(*(*store)->database);
  if (!records) {
    return records.error();
  }
  std::vector<ReviewEntry> review;
  for (const StudyRecord& record : *records) {
    review.push_back(
        {record.orthanc_study_id, record.phase, record.reasons, record.last_update});
  }
  return review;
}

Result<VerifyAnswer> RuntimeImpl::Verify(const std::string& orthanc_study_id,
                                         const Verifier& verifier) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  Database& database = *(*store)->database;
  const Result<std::optional<StudyRecord>> record = ReadStudyRecord(database, orthanc_study_id);
  if (!record) {
    return record.error();
  }
  if (!record->has_value()) {
    return VerifyAnswer::kUnknownStudy;
  }
  const Result<bool> asked = AskVerification(database, orthanc_study_id, verifier);
  if (!asked) {
    return asked.error();
  }
  worker_signal_.Wake();
  return *asked ? VerifyAnswer::kQueued : VerifyAnswer::kNothingToVerify;
}

Result<std::vector<QueueEntry>> RuntimeImpl::ReadQueue() {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  const Result<std::vector<JobRecord>> records = ReadQueueRecords(*(*store)->database);
  if (!records) {
    return records.error();
  }
  std::vector<QueueEntry> queue;
  for (const JobRecord& record : *records) {
    QueueEntry entry;
    entry.id = record.id;
    entry.orthanc_study_id = record.orthanc_study_id;
    entry.reasons = record.reasons;
    entry.attempts = record.attempts;
    entry.updated = record.updated;
    if (record.id == 0) {
      entry.phase = StudyPhase::kWaiting;
    } else if (record.state == JobState::kRunning) {
      const ProgressBoard::Entry progress = progress_.Of(record.id);
      entry.phase = StudyPhase::kAnalyzing;
      entry.stage = progress.stage;
      entry.progress = progress.fraction;
    } else {
      entry.phase =
          record.state == JobState::kFailed ? StudyPhase::kFailed : StudyPhase::kQueued;
    }
    queue.push_back(std::move(entry));
  }
  return queue;
}

Result<bool> RuntimeImpl::Retry(std::int64_t queue_id) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  Result<bool> retried = RetryJob(*(*store)->database, queue_id);
  worker_signal_.Wake();
  return retried;
}

Result<ImportOutcome> RuntimeImpl::ImportTreatmentsCsv(const std::string& csv, bool dry_run) {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  Result<ImportOutcome> outcome = (*store)->registry->Import(ParseTreatmentsCsv(csv), dry_run);
  intake_signal_.Wake();  // it compares the registry with what the studies were planned with
  return outcome;
}

Result<std::vector<Treatment>> RuntimeImpl::ListTreatments() {
  const Result<std::shared_ptr<Store>> store = OpenedStore();
  if (!store) {
    return store.error();
  }
  return (*store)->registry->All();
}

}  // namespace regen
