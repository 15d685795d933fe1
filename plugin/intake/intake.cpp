// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/intake.h"

#include "analysis/base/text.h"
#include "plugin/database/plan_store.h"
#include "plugin/database/study_store.h"

#include <map>
#include <utility>

namespace regen {
namespace {

constexpr std::size_t kStudiesPerPage = 500;
constexpr std::size_t kQuietPerStep = 200;  // notices must not wait behind a whole archive

std::string Short(const std::string& orthanc_id) {
  return orthanc_id.substr(0, 8);
}

PlanRecord RecordOf(const std::string& orthanc_id, const StudyPlan& plan) {
  PlanRecord record;
  record.orthanc_study_id = orthanc_id;
  record.last_update = plan.last_update;
  record.content_digest = plan.content_digest;
  record.phase = plan.phase;
  record.reasons = plan.reasons;
  record.candidates = plan.candidates;
  record.treatment_id = plan.treatment_id;
  record.baseline_study_uid = plan.baseline_study_uid;
  record.job_key = plan.job ? plan.job->job_key : "";
  record.without_region = plan.job && plan.job->refusal.empty() && !plan.job->region;
  return record;
}

}  // namespace

Intake::Intake(Database& database,
               PlanningContext planning,
               NoticeQueue& notices,
               Log& log,
               IntakeTiming timing,
               IntakeTotals& totals)
    : database_(database),
      planning_(std::move(planning)),
      notices_(notices),
      log_(log),
      timing_(timing),
      totals_(totals),
      quiet_(timing.quiet) {}

// The same trouble is told once, not at every step.
void Intake::Report(const Status& status) {
  if (status) {
    return;
  }
  if (status.error().message != last_error_) {
    last_error_ = status.error().message;
    log_.Warning(StrCat("intake: ", last_error_));
  }
}

bool Intake::Step() {
  queued_job_ = false;
  const Time now = std::chrono::steady_clock::now();
  Report(TakeNotices());
  if (!reconciled_ || now - *reconciled_ >= timing_.reconcile) {
    const Status done = Reconcile(now);
    Report(done);
    if (done) {
      reconciled_ = now;
    }
  }
  Report(TakeQuietStudies(now));
  Report(ReleaseChangedTreatments());
  const Result<bool> planned = PlanNext();
  if (!planned) {
    Report(planned.error());
    return false;
  }
  if (*planned) {
    last_error_.clear();
  }
  return *planned;
}

Status Intake::TakeNotices() {
  NoticeQueue::Taken taken = notices_.TakeAll();
  if (taken.lost_some) {
    reconciled_.reset();
  }
  std::vector<std::string> stable;
  for (const NoticeQueue::Notice& notice : taken.notices) {
    if (notice.kind == NoticeQueue::Kind::kStable) {
      stable.push_back(notice.orthanc_study_id);
      quiet_.Forget(notice.orthanc_study_id);
      continue;
    }
    // In order: what was deleted and sent again must be forgotten in between.
    std::erase(stable, notice.orthanc_study_id);
    const Status handled = HandleDeleted(notice.orthanc_study_id);
    if (!handled) {
      reconciled_.reset();
      return handled;
    }
  }
  if (stable.empty()) {
    return Done{};
  }
  Status marked = MarkDue(database_, stable, false);
  if (!marked) {
    reconciled_.reset();  // finds them again
  }
  return marked;
}

Status Intake::HandleDeleted(const std::string& orthanc_id) {
  quiet_.Forget(orthanc_id);
  const Result<bool> known = ForgetStudy(database_, orthanc_id);
  if (!known) {
    return known.error();
  }
  if (*known) {
    log_.Info(StrCat("study ", Short(orthanc_id), ": left the archive"));
  }
  return Done{};
}

Status Intake::Reconcile(Time now) {
  Result<std::map<std::string, std::string>> inbox = ReadPlannedUpdates(database_);
  if (!inbox) {
    return inbox.error();
  }
  for (std::size_t since = 0;;) {
    const Result<std::vector<StudyState>> page =
        planning_.archive->ListStudies(since, kStudiesPerPage);
    if (!page) {
      return page.error();
    }
    if (page->empty()) {
      break;
    }
    since += page->size();
    for (const StudyState& state : *page) {
      const auto known = inbox->find(state.orthanc_id);
      if (known == inbox->end()) {
        quiet_.Observe(state.orthanc_id, state.last_update, now);
        continue;
      }
      // An empty update: never planned, so due already.
      if (!known->second.empty() && known->second != state.last_update) {
        quiet_.Observe(state.orthanc_id, state.last_update, now);
      }
      inbox->erase(known);
    }
  }
  for (const auto& [missing, last_update] : *inbox) {
    const Status forgotten = ForgetMissing(missing);
    if (!forgotten) {
      return forgotten;
    }
  }
  return Done{};
}

// Pages shift while studies come and go: only a second look tells that one is gone.
Status Intake::ForgetMissing(const std::string& orthanc_id) {
  const Result<std::optional<StudyState>> state = planning_.archive->ReadStudyState(orthanc_id);
  if (!state) {
    return state.error();
  }
  return state->has_value() ? Status(Done{}) : HandleDeleted(orthanc_id);
}

Status Intake::TakeQuietStudies(Time now) {
  std::vector<std::string> due;
  for (const QuietStudies::Candidate& candidate : quiet_.Quiet(now, kQuietPerStep)) {
    const Result<std::optional<StudyState>> state =
        planning_.archive->ReadStudyState(candidate.orthanc_id);
    if (!state) {
      return state.error();
    }
    if (!state->has_value()) {
      quiet_.Forget(candidate.orthanc_id);
    } else if ((*state)->last_update != candidate.last_update || !(*state)->is_stable) {
      quiet_.Forget(candidate.orthanc_id);
      quiet_.Observe(candidate.orthanc_id, (*state)->last_update, now);
    } else {
      due.push_back(candidate.orthanc_id);
    }
  }
  if (due.empty()) {
    return Done{};
  }
  const Status marked = MarkDue(database_, due, false);
  if (marked) {
    for (const std::string& id : due) {
      quiet_.Forget(id);
    }
  }
  return marked;
}

Status Intake::ReleaseChangedTreatments() {
  const Result<std::vector<std::string>> patients =
      ReadPatientsWithChangedTreatments(database_);
  if (!patients) {
    return patients.error();
  }
  for (const std::string& patient : *patients) {
    const Result<std::vector<std::string>> studies =
        planning_.archive->FindStudiesOfPatient(patient);
    if (!studies) {
      return studies.error();
    }
    const Status released = ReleasePatient(database_, patient, *studies);
    if (!released) {
      return released;
    }
  }
  return Done{};
}

Result<std::optional<StudyPlan>> Intake::PlanOrForget(const std::string& orthanc_id) {
  Result<std::optional<StudyPlan>> plan = PlanStudy(planning_, orthanc_id);
  if (!plan) {
    const Status noted =
        NotePlanFailure(database_,
                        orthanc_id,
                        MakeReason(reasons::kTemporarilyUnavailable, plan.error().message));
    Report(noted);
    return plan;
  }
  if (!plan->has_value()) {
    const Status forgotten = HandleDeleted(orthanc_id);
    if (!forgotten) {
      return forgotten.error();
    }
  }
  return plan;
}

// The patient's other studies, which may have waited for what this one brings.
Result<std::vector<std::string>> Intake::OtherStudies(const StudyPlan& plan,
                                                      const std::string& self) {
  Result<std::vector<std::string>> studies =
      planning_.archive->FindStudiesOfPatient(plan.patient_id);
  if (studies) {
    std::erase(*studies, self);
  }
  return studies;
}

Result<bool> Intake::PlanNext() {
  const Result<std::optional<DueStudy>> due = BeginPlan(database_);
  if (!due) {
    return due.error();
  }
  if (!due->has_value()) {
    return false;
  }
  const std::string& id = (*due)->orthanc_study_id;
  const Result<std::optional<StudyPlan>> plan = PlanOrForget(id);
  if (!plan) {
    return plan.error();
  }
  if (!plan->has_value()) {
    return true;
  }
  // Only what a study itself brings releases others: a released one brings nothing new, so this
  // ends.
  const bool changed = (*plan)->content_digest != (*due)->content_digest;
  std::vector<std::string> released;
  if (changed && (*plan)->patient_treated) {
    Result<std::vector<std::string>> others = OtherStudies(**plan, id);
    if (!others) {
      return others.error();
    }
    released = std::move(*others);
  }
  const Status committed =
      CommitPlan(database_, RecordOf(id, **plan), (*due)->revision, released);
  if (!committed) {
    return committed.error();
  }
  if (changed) {
    ++totals_.seen;
    totals_.matched += (*plan)->treatment_id.empty() ? 0 : 1;
    log_.Info(StrCat("study ",
                     Short(id),
                     ": ",
                     StudyPhaseName((*plan)->phase),
                     (*plan)->reasons.empty() ? "" : ", ",
                     (*plan)->reasons.empty() ? "" : (*plan)->reasons.front().code));
  }
  queued_job_ = (*plan)->job.has_value();
  return true;
}

}  // namespace regen
