// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/verification_store.h"

#include "plugin/database/session.h"
#include "plugin/database/stored_text.h"

#include <algorithm>

namespace regen {
namespace {

constexpr std::int64_t kFirstDelayMs = 30'000;
constexpr std::int64_t kLongestDelayMs = 3'600'000;

struct Row {
  long long id = 0;
  long long job_id = 0;
  long long requested_ms = 0;
  VerificationTask task;
};

void SetState(soci::session& session,
              long long id,
              VerificationState state,
              const std::string& reason) {
  const std::string name(VerificationStateName(state));
  session << "UPDATE verifications SET state = :state, reason = :reason WHERE id = :id",
      soci::use(name, "state"), soci::use(reason, "reason"), soci::use(id, "id");
}

// The report that stands for the job: not superseded and no verified version itself.
bool ReadUnverifiedReport(soci::session& session, long long job_id, StoredResult& report) {
  session << "SELECT kind, sop_instance_uid, orthanc_instance_id FROM results "
             "WHERE job_id = :job AND kind = 'sr' AND superseded = 0 AND replaces = '' "
             "ORDER BY id DESC LIMIT 1",
      soci::use(job_id, "job"), soci::into(report.kind), soci::into(report.sop_instance_uid),
      soci::into(report.orthanc_instance_id);
  return session.got_data();
}

// Puts a result in the place of the job's newest one of its kind.
void Replace(soci::session& session, long long job_id, const StoredResult& result) {
  const long long now = NowMs(session);
  std::string replaced;
  session << "SELECT sop_instance_uid FROM results WHERE job_id = :job AND kind = :kind "
             "AND superseded = 0 ORDER BY id DESC LIMIT 1",
      soci::use(job_id, "job"), soci::use(result.kind, "kind"), soci::into(replaced);
  session << "UPDATE results SET superseded = 1 WHERE job_id = :job "
             "AND sop_instance_uid = :sop",
      soci::use(job_id, "job"), soci::use(replaced, "sop");
  session << "INSERT INTO results (job_id, kind, sop_instance_uid, "
             "orthanc_instance_id, stored_ms, replaces) "
             "VALUES (:job, :kind, :sop, :orthanc, :now, :replaces) "
             "ON CONFLICT (job_id, sop_instance_uid) DO NOTHING",
      soci::use(job_id, "job"), soci::use(result.kind, "kind"),
      soci::use(result.sop_instance_uid, "sop"),
      soci::use(result.orthanc_instance_id, "orthanc"), soci::use(now, "now"),
      soci::use(replaced, "replaces");
}

}  // namespace

std::string_view VerificationStateName(VerificationState state) {
  switch (state) {
    case VerificationState::kQueued:
      return "queued";
    case VerificationState::kDone:
      return "done";
    case VerificationState::kFailed:
      return "failed";
  }
  return {};
}

Result<bool> AskVerification(Database& database,
                             const std::string& orthanc_study_id,
                             const Verifier& verifier) {
  return InTransaction(
      database, "asking for a verification", [&](soci::session& session) -> Result<bool> {
        long long job_id = 0;
        session << "SELECT j.id FROM studies s JOIN jobs j ON j.id = s.job_id "
                   "WHERE s.orthanc_study_id = :study AND j.state = 'done'",
            soci::use(orthanc_study_id, "study"), soci::into(job_id);
        StoredResult report;
        if (!session.got_data() || !ReadUnverifiedReport(session, job_id, report)) {
          return false;
        }
        int waiting = 0;
        session << "SELECT COUNT(*) FROM verifications WHERE job_id = :job "
                   "AND state = 'queued'",
            soci::use(job_id, "job"), soci::into(waiting);
        if (waiting > 0) {
          return false;
        }
        const long long now = NowMs(session);
        session << "INSERT INTO verifications (job_id, name, organisation, requested_ms) "
                   "VALUES (:job, :name, :organisation, :now)",
            soci::use(job_id, "job"), soci::use(verifier.name, "name"),
            soci::use(verifier.organisation, "organisation"), soci::use(now, "now");
        return true;
      });
}

Result<std::optional<VerificationTask>> BeginVerification(Database& database) {
  using Task = Result<std::optional<VerificationTask>>;
  return InTransaction(database, "taking a verification", [](soci::session& session) -> Task {
    const long long now = NowMs(session);
    Row row;
    session << "SELECT id, job_id, attempts, name, organisation, requested_ms "
               "FROM verifications WHERE state = 'queued' AND not_before_ms <= :now "
               "ORDER BY not_before_ms, id LIMIT 1",
        soci::use(now, "now"), soci::into(row.id), soci::into(row.job_id),
        soci::into(row.task.attempts), soci::into(row.task.verifier.name),
        soci::into(row.task.verifier.organisation), soci::into(row.requested_ms);
    if (!session.got_data()) {
      return std::optional<VerificationTask>();
    }
    VerificationTask& task = row.task;
    if (!ReadUnverifiedReport(session, row.job_id, task.report)) {
      SetState(session,
               row.id,
               VerificationState::kFailed,
               "the report was superseded before it was verified");
      return std::optional<VerificationTask>();
    }
    const long long not_before =
        now + std::min(kFirstDelayMs << std::min(task.attempts, 10), kLongestDelayMs);
    session << "UPDATE verifications SET attempts = attempts + 1, "
               "not_before_ms = :not_before WHERE id = :id",
        soci::use(not_before, "not_before"), soci::use(row.id, "id");
    task.id = row.id;
    task.job_id = row.job_id;
    task.requested_ms = row.requested_ms;
    ++task.attempts;
    return std::optional<VerificationTask>(std::move(task));
  });
}

Status FinishVerification(Database& database,
                          const VerificationTask& task,
                          const std::vector<StoredResult>& verified,
                          const std::vector<std::string>& send_to) {
  return InTransaction(
      database, "committing a verification", [&](soci::session& session) -> Status {
        const long long now = NowMs(session);
        const long long job_id = task.job_id;
        for (const StoredResult& result : verified) {
          Replace(session, job_id, result);
        }
        for (const std::string& modality : send_to) {
          session << "INSERT INTO outbox (job_id, modality, created_ms) "
                     "VALUES (:job, :modality, :now) ON CONFLICT (job_id, modality) "
                     "DO UPDATE SET sent_ms = 0, attempts = 0, not_before_ms = 0",
              soci::use(job_id, "job"), soci::use(modality, "modality"), soci::use(now, "now");
        }
        SetState(session, task.id, VerificationState::kDone, "");
        return Done{};
      });
}

Status FailVerification(Database& database,
                        std::int64_t id,
                        const std::string& reason,
                        bool final) {
  return InTransaction(
      database, "noting a failed verification", [&](soci::session& session) -> Status {
        SetState(session,
                 id,
                 final ? VerificationState::kFailed : VerificationState::kQueued,
                 reason);
        return Done{};
      });
}

Result<std::optional<VerificationRecord>> ReadVerification(Database& database,
                                                           std::int64_t job_id) {
  using Found = Result<std::optional<VerificationRecord>>;
  return InReading(database, "reading a verification", [&](soci::session& session) -> Found {
    const long long job = job_id;
    VerificationRecord record;
    std::string state;
    long long requested_ms = 0;
    session << "SELECT name, organisation, state, reason, requested_ms FROM verifications "
               "WHERE job_id = :job ORDER BY id DESC LIMIT 1",
        soci::use(job, "job"), soci::into(record.verifier.name),
        soci::into(record.verifier.organisation), soci::into(state), soci::into(record.reason),
        soci::into(requested_ms);
    if (!session.got_data()) {
      return std::optional<VerificationRecord>();
    }
    for (const VerificationState one : {VerificationState::kDone, VerificationState::kFailed}) {
      if (state == VerificationStateName(one)) record.state = one;
    }
    record.requested = IsoUtc(requested_ms);
    return std::optional<VerificationRecord>(std::move(record));
  });
}

}  // namespace regen
