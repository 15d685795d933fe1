// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/plan_store.h"

#include "plugin/database/session.h"
#include "plugin/database/stored_text.h"

#include <memory>

#include <json/json.h>

namespace regen {
namespace {

struct CurrentRow {
  std::string phase;
  long long job_id = 0;
  int forced = 0;
};

// What the study's row says after the plan.
struct NewRow {
  std::string phase;
  std::string reasons;
  long long job_id = 0;
};

struct JobRow {
  long long id = 0;
  std::string state;
  std::string phase;
  std::string reasons;
};

void SupersedeOtherJobs(soci::session& session,
                        const std::string& study,
                        const std::string& key) {
  const long long now = NowMs(session);
  // The token moves on too: a worker that still runs the analysis learns that it is not its any
  // more.
  session << "UPDATE jobs SET state = 'superseded', token = token + 1, updated_ms = :now "
             "WHERE orthanc_study_id = :study AND job_key <> :key "
             "AND state IN ('queued', 'running')",
      soci::use(now, "now"), soci::use(study, "study"), soci::use(key, "key");
}

void QueueAgain(soci::session& session, long long job_id) {
  const long long now = NowMs(session);
  session << "UPDATE jobs SET state = 'queued', attempts = 0, postponements = 0, "
             "not_before_ms = 0, token = token + 1, phase = '', reasons = '[]', report = '', "
             "created_ms = :now, updated_ms = :now WHERE id = :id",
      soci::use(now, "now"), soci::use(job_id, "id");
}

long long QueueNew(soci::session& session, const PlanRecord& plan) {
  const long long now = NowMs(session);
  long long id = 0;
  session << "INSERT INTO jobs (job_key, orthanc_study_id, state, created_ms, updated_ms) "
             "VALUES (:key, :study, 'queued', :now, :now) RETURNING id",
      soci::use(plan.job_key, "key"), soci::use(plan.orthanc_study_id, "study"),
      soci::use(now, "now"), soci::into(id);
  return id;
}

NewRow FollowJob(soci::session& session, const PlanRecord& plan, bool forced) {
  SupersedeOtherJobs(session, plan.orthanc_study_id, plan.job_key);
  JobRow job;
  session << "SELECT id, state, phase, reasons FROM jobs WHERE job_key = :key",
      soci::use(plan.job_key, "key"), soci::into(job.id), soci::into(job.state),
      soci::into(job.phase), soci::into(job.reasons);
  const std::string queued(StudyPhaseName(StudyPhase::kQueued));
  if (!session.got_data()) {
    return {queued, ReasonsText(plan.reasons), QueueNew(session, plan)};
  }
  const JobState state = ParseJobState(job.state).value_or(JobState::kSuperseded);
  if (state == JobState::kQueued) {
    return {queued, job.reasons, job.id};
  }
  if (state == JobState::kRunning) {
    return {std::string(StudyPhaseName(StudyPhase::kAnalyzing)), "[]", job.id};
  }
  if (state == JobState::kSuperseded || forced) {
    QueueAgain(session, job.id);
    return {queued, ReasonsText(plan.reasons), job.id};
  }
  if (state == JobState::kFailed) {
    return {std::string(StudyPhaseName(StudyPhase::kFailed)), job.reasons, job.id};
  }
  return {job.phase, job.reasons, job.id};
}

// Whether the job's report tells the quality of a region that no reader drew.
bool HadAutomaticRegion(soci::session& session, long long job_id) {
  std::string text;
  session << "SELECT report FROM jobs WHERE id = :id", soci::use(job_id, "id"),
      soci::into(text);
  Json::Value report;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  return reader->parse(text.data(), text.data() + text.size(), &report, nullptr) &&
         report.isObject() && report["Roi"].isObject() && report["Roi"]["Quality"].isNumeric();
}

// What a result was measured from may leave the archive later (recycling); the result stands.
bool OnlyInputsAreGone(soci::session& session,
                       const CurrentRow& current,
                       const PlanRecord& plan) {
  if (current.phase != StudyPhaseName(StudyPhase::kMeasured)) {
    return false;
  }
  if (!plan.job_key.empty()) {
    return plan.without_region && current.forced == 0 &&
           !HadAutomaticRegion(session, current.job_id);
  }
  if (plan.reasons.empty()) {
    return false;
  }
  const std::string& code = plan.reasons.front().code;
  return code == reasons::kNoBaseline || code == reasons::kNoBaselineRegion;
}

void WriteRow(soci::session& session,
              const PlanRecord& plan,
              const NewRow& row,
              long long revision) {
  const long long now = NowMs(session);
  const std::string candidates = CandidatesText(plan.candidates);
  session << "UPDATE studies SET last_update = :last_update, content_digest = :digest, "
             "planned_revision = :revision, plan_attempts = 0, plan_not_before_ms = 0, "
             "forced = CASE WHEN due_revision > :revision THEN forced ELSE 0 END, "
             "phase = :phase, reasons = :reasons, candidates = :candidates, "
             "treatment_id = :treatment, baseline_study_uid = :baseline, job_id = :job, "
             "updated_ms = :now WHERE orthanc_study_id = :id",
      soci::use(plan.last_update, "last_update"), soci::use(plan.content_digest, "digest"),
      soci::use(revision, "revision"), soci::use(row.phase, "phase"),
      soci::use(row.reasons, "reasons"), soci::use(candidates, "candidates"),
      soci::use(plan.treatment_id, "treatment"), soci::use(plan.baseline_study_uid, "baseline"),
      soci::use(row.job_id, "job"), soci::use(now, "now"),
      soci::use(plan.orthanc_study_id, "id");
}

void KeepResult(soci::session& session, const PlanRecord& plan, long long revision) {
  session << "UPDATE studies SET last_update = :last_update, content_digest = :digest, "
             "planned_revision = :revision, plan_attempts = 0, plan_not_before_ms = 0, "
             "forced = 0 WHERE orthanc_study_id = :id",
      soci::use(plan.last_update, "last_update"), soci::use(plan.content_digest, "digest"),
      soci::use(revision, "revision"), soci::use(plan.orthanc_study_id, "id");
}

}  // namespace

Status CommitPlan(Database& database,
                  const PlanRecord& plan,
                  std::int64_t revision,
                  const std::vector<std::string>& released) {
  return InTransaction(database, "writing a plan", [&](soci::session& session) -> Status {
    CurrentRow current;
    session << "SELECT phase, job_id, forced FROM studies WHERE orthanc_study_id = :id",
        soci::use(plan.orthanc_study_id, "id"), soci::into(current.phase),
        soci::into(current.job_id), soci::into(current.forced);
    if (!session.got_data()) {
      return Done{};
    }
    if (OnlyInputsAreGone(session, current, plan)) {
      KeepResult(session, plan, revision);
    } else if (!plan.job_key.empty()) {
      WriteRow(session, plan, FollowJob(session, plan, current.forced != 0), revision);
    } else {
      SupersedeOtherJobs(session, plan.orthanc_study_id, "");
      WriteRow(session,
               plan,
               {std::string(StudyPhaseName(plan.phase)), ReasonsText(plan.reasons), 0},
               revision);
    }
    for (const std::string& id : released) {
      session << "UPDATE studies SET due_revision = due_revision + 1 "
                 "WHERE orthanc_study_id = :id",
          soci::use(id, "id");
    }
    return Done{};
  });
}

Status NotePlanFailure(Database& database,
                       const std::string& orthanc_id,
                       const Reason& reason) {
  return InTransaction(database, "noting a failed plan", [&](soci::session& session) -> Status {
    const std::string text = ReasonsText({reason});
    session << "UPDATE studies SET reasons = :reasons WHERE orthanc_study_id = :id "
               "AND phase = 'waiting'",
        soci::use(text, "reasons"), soci::use(orthanc_id, "id");
    return Done{};
  });
}

}  // namespace regen
