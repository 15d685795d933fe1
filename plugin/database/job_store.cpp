// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/job_store.h"

#include "plugin/database/session.h"
#include "plugin/database/stored_text.h"

#include <algorithm>

namespace regen {
namespace {

std::int64_t DelayMs(const JobRules& rules, int times_before) {
  const int doublings = std::min(times_before, 20);
  return std::min(rules.first_delay_ms << doublings, rules.longest_delay_ms);
}

std::string Name(StudyPhase phase) {
  return std::string(StudyPhaseName(phase));
}

// Whether the claim still holds; read inside the transaction that acts on it.
bool Holds(soci::session& session, const JobClaim& claim) {
  const long long id = claim.job_id;
  const long long token = claim.token;
  int rows = 0;
  session << "SELECT COUNT(*) FROM jobs WHERE id = :id AND token = :token "
             "AND state = 'running'",
      soci::use(id, "id"), soci::use(token, "token"), soci::into(rows);
  return rows == 1;
}

void SetStudy(soci::session& session,
              long long job_id,
              StudyPhase phase,
              const std::string& reasons) {
  const long long now = NowMs(session);
  const std::string name = Name(phase);
  session << "UPDATE studies SET phase = :phase, reasons = :reasons, updated_ms = :now "
             "WHERE job_id = :id",
      soci::use(name, "phase"), soci::use(reasons, "reasons"), soci::use(now, "now"),
      soci::use(job_id, "id");
}

void SetJob(soci::session& session,
            long long job_id,
            JobState state,
            long long not_before,
            const std::string& reasons) {
  const long long now = NowMs(session);
  const std::string name(JobStateName(state));
  session << "UPDATE jobs SET state = :state, not_before_ms = :not_before, reasons = :reasons, "
             "owner = '', updated_ms = :now WHERE id = :id",
      soci::use(name, "state"), soci::use(not_before, "not_before"),
      soci::use(reasons, "reasons"), soci::use(now, "now"), soci::use(job_id, "id");
}

struct LostClaim {
  long long job_id = 0;
  int attempts = 0;
};

// Ends claims that nobody works on any more: their lease ran out or, after a start, they belong
// to an owner that is gone.
enum class Lost { kByLease, kByLeaseOrOwner };

void EndLostClaims(soci::session& session, const JobRules& rules, Lost which) {
  const long long now = NowMs(session);
  const int by_owner = which == Lost::kByLeaseOrOwner ? 1 : 0;
  std::vector<LostClaim> lost;
  LostClaim row;
  soci::statement statement =
      (session.prepare << "SELECT id, attempts FROM jobs WHERE state = 'running' "
                          "AND (lease_until_ms < :now OR (:by_owner = 1 AND owner <> :owner))",
       soci::use(now, "now"),
       soci::use(by_owner, "by_owner"),
       soci::use(rules.owner, "owner"),
       soci::into(row.job_id),
       soci::into(row.attempts));
  statement.execute();
  while (statement.fetch()) {
    lost.push_back(row);
  }
  for (const LostClaim& claim : lost) {
    const bool again = claim.attempts < rules.max_attempts;
    const std::string reasons = ReasonsText(
        {MakeReason(reasons::kAnalysisFailed,
                    StrCat("attempt ",
                           claim.attempts,
                           " of ",
                           rules.max_attempts,
                           " was cut short: the archive or the computer stopped"))});
    SetJob(session, claim.job_id, again ? JobState::kQueued : JobState::kFailed, 0, reasons);
    SetStudy(session, claim.job_id, again ? StudyPhase::kQueued : StudyPhase::kFailed, reasons);
  }
}

// The end of this job makes what was stored for its study before superseded; jobs that were
// done count as superseded too, so that one whose inputs come back runs again and says what it
// takes the place of.
void SupersedeEarlier(soci::session& session, long long job_id) {
  const std::string of_study =
      "(SELECT other.id FROM jobs other JOIN jobs own ON own.orthanc_study_id = "
      "other.orthanc_study_id WHERE own.id = :job)";
  session << "UPDATE results SET superseded = 1 WHERE job_id IN " + of_study,
      soci::use(job_id, "job");
  session << "UPDATE jobs SET state = 'superseded' WHERE state = 'done' AND id <> :job "
             "AND id IN " +
                 of_study,
      soci::use(job_id, "job");
}

// A version of a report that a person verified stays the current one where the same report is
// stored once more.
void KeepVerified(soci::session& session, long long job_id) {
  session << "UPDATE results SET superseded = 0 WHERE job_id = :job AND replaces IN (SELECT "
             "sop_instance_uid FROM results WHERE job_id = :job AND superseded = 0)",
      soci::use(job_id, "job");
  session << "UPDATE results SET superseded = 1 WHERE job_id = :job AND sop_instance_uid IN "
             "(SELECT replaces FROM results WHERE job_id = :job AND superseded = 0)",
      soci::use(job_id, "job");
}

void WriteResults(soci::session& session, long long job_id, const JobEnd& end) {
  const long long now = NowMs(session);
  if (end.phase != StudyPhase::kHeld) {
    SupersedeEarlier(session, job_id);
  }
  for (const StoredResult& result : end.results) {
    session
        << "INSERT INTO results (job_id, kind, sop_instance_uid, orthanc_instance_id, "
           "stored_ms) VALUES (:job, :kind, :sop, :orthanc, :now) "
           "ON CONFLICT (job_id, sop_instance_uid) DO UPDATE SET superseded = 0, "
           "orthanc_instance_id = excluded.orthanc_instance_id, stored_ms = excluded.stored_ms",
        soci::use(job_id, "job"), soci::use(result.kind, "kind"),
        soci::use(result.sop_instance_uid, "sop"),
        soci::use(result.orthanc_instance_id, "orthanc"), soci::use(now, "now");
  }
  KeepVerified(session, job_id);
  if (end.results.empty()) {
    return;
  }
  for (const std::string& modality : end.send_to) {
    session
        << "INSERT INTO outbox (job_id, modality, created_ms) VALUES (:job, :modality, :now) "
           "ON CONFLICT (job_id, modality) DO NOTHING",
        soci::use(job_id, "job"), soci::use(modality, "modality"), soci::use(now, "now");
  }
}

constexpr const char* kJobColumns =
    "id, job_key, orthanc_study_id, state, attempts, phase, reasons, report, updated_ms";

// Binds the columns above, in their order.
struct JobColumns {
  long long id = 0;
  std::string job_key;
  std::string orthanc_study_id;
  std::string state;
  int attempts = 0;
  std::string phase;
  std::string reasons;
  std::string report;
  long long updated_ms = 0;

  JobRecord Record() const {
    JobRecord record;
    record.id = id;
    record.job_key = job_key;
    record.orthanc_study_id = orthanc_study_id;
    record.state = ParseJobState(state).value_or(JobState::kSuperseded);
    record.attempts = attempts;
    record.phase = ParseStudyPhase(phase);
    record.reasons = ParseReasonsText(reasons);
    record.report_json = report;
    record.updated = IsoUtc(updated_ms);
    return record;
  }
};

void AppendDueStudies(soci::session& session, std::vector<JobRecord>& records) {
  JobColumns row;
  soci::statement statement =
      (session.prepare << "SELECT orthanc_study_id, plan_attempts, reasons, updated_ms "
                          "FROM studies WHERE due_revision > planned_revision "
                          "ORDER BY created_ms, orthanc_study_id",
       soci::into(row.orthanc_study_id),
       soci::into(row.attempts),
       soci::into(row.reasons),
       soci::into(row.updated_ms));
  statement.execute();
  while (statement.fetch()) {
    JobRecord record = row.Record();
    record.state = JobState::kQueued;
    records.push_back(record);
  }
}

}  // namespace

Status RecoverJobs(Database& database, const JobRules& rules) {
  return InTransaction(database, "recovering jobs", [&](soci::session& session) -> Status {
    EndLostClaims(session, rules, Lost::kByLeaseOrOwner);
    return Done{};
  });
}

Result<std::optional<JobClaim>> ClaimJob(Database& database, const JobRules& rules) {
  using Claimed = Result<std::optional<JobClaim>>;
  return InTransaction(database, "claiming a job", [&](soci::session& session) -> Claimed {
    EndLostClaims(session, rules, Lost::kByLease);
    const long long now = NowMs(session);
    JobClaim claim;
    long long id = 0;
    long long token = 0;
    session
        << "SELECT id, job_key, orthanc_study_id, token, attempts FROM jobs "
           "WHERE state = 'queued' AND not_before_ms <= :now ORDER BY created_ms, id LIMIT 1",
        soci::use(now, "now"), soci::into(id), soci::into(claim.job_key),
        soci::into(claim.orthanc_study_id), soci::into(token), soci::into(claim.attempts);
    if (!session.got_data()) {
      return std::optional<JobClaim>();
    }
    const long long lease_until = now + rules.lease_ms;
    session << "UPDATE jobs SET state = 'running', owner = :owner, token = token + 1, "
               "attempts = attempts + 1, lease_until_ms = :lease, updated_ms = :now "
               "WHERE id = :id",
        soci::use(rules.owner, "owner"), soci::use(lease_until, "lease"), soci::use(now, "now"),
        soci::use(id, "id");
    SetStudy(session, id, StudyPhase::kAnalyzing, "[]");
    claim.job_id = id;
    claim.token = token + 1;
    ++claim.attempts;
    return std::optional<JobClaim>(claim);
  });
}

Result<bool> RenewClaim(Database& database, const JobClaim& claim, const JobRules& rules) {
  return InTransaction(
      database, "renewing a claim", [&](soci::session& session) -> Result<bool> {
        if (!Holds(session, claim)) {
          return false;
        }
        const long long lease_until = NowMs(session) + rules.lease_ms;
        const long long id = claim.job_id;
        session << "UPDATE jobs SET lease_until_ms = :lease WHERE id = :id",
            soci::use(lease_until, "lease"), soci::use(id, "id");
        return true;
      });
}

Status ReleaseClaim(Database& database, const JobClaim& claim) {
  return InTransaction(database, "releasing a claim", [&](soci::session& session) -> Status {
    if (Holds(session, claim)) {
      const long long id = claim.job_id;
      session << "UPDATE jobs SET attempts = attempts - 1 WHERE id = :id", soci::use(id, "id");
      SetJob(session, id, JobState::kQueued, 0, "[]");
      SetStudy(session, id, StudyPhase::kQueued, "[]");
    }
    return Done{};
  });
}

Status PostponeJob(Database& database,
                   const JobClaim& claim,
                   const JobRules& rules,
                   const Reason& reason) {
  return InTransaction(database, "postponing a job", [&](soci::session& session) -> Status {
    if (Holds(session, claim)) {
      const long long id = claim.job_id;
      int before = 0;
      session << "SELECT postponements FROM jobs WHERE id = :id", soci::use(id, "id"),
          soci::into(before);
      session << "UPDATE jobs SET attempts = attempts - 1, postponements = postponements + 1 "
                 "WHERE id = :id",
          soci::use(id, "id");
      const std::string text = ReasonsText({reason});
      SetJob(session, id, JobState::kQueued, NowMs(session) + DelayMs(rules, before), text);
      SetStudy(session, id, StudyPhase::kQueued, text);
    }
    return Done{};
  });
}

Status FailAttempt(Database& database,
                   const JobClaim& claim,
                   const JobRules& rules,
                   const Reason& reason) {
  return InTransaction(
      database, "noting a failed attempt", [&](soci::session& session) -> Status {
        if (Holds(session, claim)) {
          const bool again = claim.attempts < rules.max_attempts;
          const long long not_before = NowMs(session) + DelayMs(rules, claim.attempts - 1);
          const std::string text = ReasonsText({reason});
          SetJob(session,
                 claim.job_id,
                 again ? JobState::kQueued : JobState::kFailed,
                 not_before,
                 text);
          SetStudy(
              session, claim.job_id, again ? StudyPhase::kQueued : StudyPhase::kFailed, text);
        }
        return Done{};
      });
}

Status AbandonJob(Database& database, const JobClaim& claim) {
  return InTransaction(database, "abandoning a job", [&](soci::session& session) -> Status {
    if (Holds(session, claim)) {
      SetJob(session, claim.job_id, JobState::kSuperseded, 0, "[]");
      SetStudy(session, claim.job_id, StudyPhase::kWaiting, "[]");
      session << "UPDATE studies SET due_revision = due_revision + 1 "
                 "WHERE orthanc_study_id = :study",
          soci::use(claim.orthanc_study_id, "study");
    }
    return Done{};
  });
}

Result<bool> FinishJob(Database& database, const JobClaim& claim, const JobEnd& end) {
  return InTransaction(
      database, "committing results", [&](soci::session& session) -> Result<bool> {
        if (!Holds(session, claim)) {
          return false;
        }
        const long long id = claim.job_id;
        const std::string phase = Name(end.phase);
        const std::string text = ReasonsText(end.reasons);
        SetJob(session, id, JobState::kDone, 0, text);
        session << "UPDATE jobs SET phase = :phase, report = :report WHERE id = :id",
            soci::use(phase, "phase"), soci::use(end.report_json, "report"),
            soci::use(id, "id");
        SetStudy(session, id, end.phase, text);
        WriteResults(session, id, end);
        return true;
      });
}

Result<bool> RetryJob(Database& database, std::int64_t job_id) {
  return InTransaction(database, "retrying a job", [&](soci::session& session) -> Result<bool> {
    const long long id = job_id;
    const long long now = NowMs(session);
    int rows = 0;
    session << "SELECT COUNT(*) FROM jobs WHERE id = :id AND state IN ('failed', 'done')",
        soci::use(id, "id"), soci::into(rows);
    if (rows == 0) {
      return false;
    }
    session
        << "UPDATE jobs SET attempts = 0, postponements = 0, created_ms = :now WHERE id = :id",
        soci::use(now, "now"), soci::use(id, "id");
    SetJob(session, id, JobState::kQueued, 0, "[]");
    SetStudy(session, id, StudyPhase::kQueued, "[]");
    return true;
  });
}

Result<std::optional<JobRecord>> ReadJob(Database& database, std::int64_t job_id) {
  using Found = Result<std::optional<JobRecord>>;
  return InReading(database, "reading a job", [&](soci::session& session) -> Found {
    const long long id = job_id;
    JobColumns row;
    session << std::string("SELECT ") + kJobColumns + " FROM jobs WHERE id = :id",
        soci::use(id, "id"), soci::into(row.id), soci::into(row.job_key),
        soci::into(row.orthanc_study_id), soci::into(row.state), soci::into(row.attempts),
        soci::into(row.phase), soci::into(row.reasons), soci::into(row.report),
        soci::into(row.updated_ms);
    if (!session.got_data()) {
      return std::optional<JobRecord>();
    }
    return std::optional<JobRecord>(row.Record());
  });
}

Result<std::vector<JobRecord>> ReadQueueRecords(Database& database) {
  using Records = Result<std::vector<JobRecord>>;
  return InReading(database, "reading the queue", [](soci::session& session) -> Records {
    std::vector<JobRecord> records;
    AppendDueStudies(session, records);
    JobColumns row;
    soci::statement statement =
        (session.prepare << std::string("SELECT ") + kJobColumns +
                                " FROM jobs WHERE state IN ('queued', 'running', 'failed') "
                                "ORDER BY created_ms, id",
         soci::into(row.id),
         soci::into(row.job_key),
         soci::into(row.orthanc_study_id),
         soci::into(row.state),
         soci::into(row.attempts),
         soci::into(row.phase),
         soci::into(row.reasons),
         soci::into(row.report),
         soci::into(row.updated_ms));
    statement.execute();
    while (statement.fetch()) {
      records.push_back(row.Record());
    }
    return records;
  });
}

}  // namespace regen
