// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/study_store.h"

#include "plugin/database/session.h"
#include "plugin/database/stored_text.h"

#include <algorithm>

namespace regen {
namespace {

constexpr std::int64_t kFirstPlanDelayMs = 1000;
constexpr std::int64_t kLongestPlanDelayMs = 300'000;

std::int64_t PlanDelayMs(int attempts_before) {
  const int doublings = std::min(attempts_before, 10);
  return std::min(kFirstPlanDelayMs << doublings, kLongestPlanDelayMs);
}

std::vector<std::string> ReadTexts(soci::session& session, const std::string& query) {
  std::vector<std::string> values;
  std::string value;
  soci::statement statement = (session.prepare << query, soci::into(value));
  statement.execute();
  while (statement.fetch()) {
    values.push_back(value);
  }
  return values;
}

}  // namespace

Status MarkDue(Database& database, const std::vector<std::string>& orthanc_ids, bool forced) {
  return InTransaction(database, "entering studies", [&](soci::session& session) -> Status {
    const long long now = NowMs(session);
    const int force = forced ? 1 : 0;
    for (const std::string& id : orthanc_ids) {
      session << "INSERT INTO studies (orthanc_study_id, due_revision, forced, created_ms, "
                 "updated_ms) VALUES (:id, 1, :force, :now, :now) "
                 "ON CONFLICT (orthanc_study_id) DO UPDATE SET "
                 "due_revision = due_revision + 1, forced = MAX(forced, excluded.forced), "
                 "plan_not_before_ms = CASE WHEN excluded.forced THEN 0 "
                 "ELSE plan_not_before_ms END",
          soci::use(id, "id"), soci::use(force, "force"), soci::use(now, "now");
    }
    return Done{};
  });
}

Result<std::optional<DueStudy>> BeginPlan(Database& database) {
  using Next = Result<std::optional<DueStudy>>;
  return InTransaction(database, "taking the next study", [](soci::session& session) -> Next {
    const long long now = NowMs(session);
    DueStudy due;
    long long revision = 0;
    int attempts = 0;
    session << "SELECT orthanc_study_id, due_revision, content_digest, plan_attempts "
               "FROM studies WHERE due_revision > planned_revision "
               "AND plan_not_before_ms <= :now ORDER BY plan_attempts, planned_revision > 0, "
               "created_ms, rowid LIMIT 1",
        soci::use(now, "now"), soci::into(due.orthanc_study_id), soci::into(revision),
        soci::into(due.content_digest), soci::into(attempts);
    if (!session.got_data()) {
      return std::optional<DueStudy>();
    }
    due.revision = revision;
    const long long not_before = now + PlanDelayMs(attempts);
    session << "UPDATE studies SET plan_attempts = plan_attempts + 1, "
               "plan_not_before_ms = :not_before WHERE orthanc_study_id = :id",
        soci::use(not_before, "not_before"), soci::use(due.orthanc_study_id, "id");
    return std::optional<DueStudy>(due);
  });
}

Result<std::optional<StudyRecord>> ReadStudyRecord(Database& database,
                                                   const std::string& orthanc_id) {
  using Found = Result<std::optional<StudyRecord>>;
  return InReading(database, "reading a study", [&](soci::session& session) -> Found {
    StudyRecord record;
    int due = 0;
    long long job_id = 0;
    std::string phase;
    std::string reasons;
    std::string candidates;
    session << "SELECT last_update, content_digest, due_revision > planned_revision, phase, "
               "reasons, candidates, treatment_id, baseline_study_uid, job_id FROM studies "
               "WHERE orthanc_study_id = :id",
        soci::use(orthanc_id, "id"), soci::into(record.last_update),
        soci::into(record.content_digest), soci::into(due), soci::into(phase),
        soci::into(reasons), soci::into(candidates), soci::into(record.treatment_id),
        soci::into(record.baseline_study_uid), soci::into(job_id);
    if (!session.got_data()) {
      return std::optional<StudyRecord>();
    }
    record.orthanc_study_id = orthanc_id;
    record.due = due != 0;
    record.phase = ParseStudyPhase(phase).value_or(StudyPhase::kWaiting);
    record.reasons = ParseReasonsText(reasons);
    record.candidates = ParseCandidatesText(candidates);
    record.job_id = job_id;
    return std::optional<StudyRecord>(record);
  });
}

Result<std::vector<StudyRecord>> ReadReviewRecords(Database& database) {
  using Records = Result<std::vector<StudyRecord>>;
  return InReading(
      database, "reading what needs a person", [](soci::session& session) -> Records {
        std::vector<StudyRecord> records;
        StudyRecord record;
        std::string phase;
        std::string reasons;
        long long updated_ms = 0;
        soci::statement statement =
            (session.prepare << "SELECT orthanc_study_id, phase, reasons, updated_ms "
                                "FROM studies WHERE phase = 'held' OR (phase = 'measured' AND "
                                "EXISTS (SELECT 1 FROM results WHERE results.job_id = "
                                "studies.job_id AND kind = 'sr' AND superseded = 0 AND "
                                "replaces = '')) ORDER BY updated_ms, orthanc_study_id",
             soci::into(record.orthanc_study_id),
             soci::into(phase),
             soci::into(reasons),
             soci::into(updated_ms));
        statement.execute();
        while (statement.fetch()) {
          record.phase = ParseStudyPhase(phase).value_or(StudyPhase::kHeld);
          record.reasons = ParseReasonsText(reasons);
          record.last_update = IsoUtc(updated_ms);
          records.push_back(record);
        }
        return records;
      });
}

Result<std::map<std::string, std::string>> ReadPlannedUpdates(Database& database) {
  using Updates = std::map<std::string, std::string>;
  return InReading(
      database, "reading the inbox", [](soci::session& session) -> Result<Updates> {
        Updates updates;
        std::string id;
        std::string last_update;
        soci::statement statement =
            (session.prepare << "SELECT orthanc_study_id, last_update FROM studies",
             soci::into(id),
             soci::into(last_update));
        statement.execute();
        while (statement.fetch()) {
          updates[id] = last_update;
        }
        return updates;
      });
}

Result<bool> ForgetStudy(Database& database, const std::string& orthanc_id) {
  return InTransaction(
      database, "forgetting a study", [&](soci::session& session) -> Result<bool> {
        const long long now = NowMs(session);
        int known = 0;
        session << "SELECT COUNT(*) FROM studies WHERE orthanc_study_id = :id",
            soci::use(orthanc_id, "id"), soci::into(known);
        session << "DELETE FROM studies WHERE orthanc_study_id = :id",
            soci::use(orthanc_id, "id");
        session << "UPDATE jobs SET state = 'superseded', updated_ms = :now "
                   "WHERE orthanc_study_id = :id",
            soci::use(now, "now"), soci::use(orthanc_id, "id");
        return known > 0;
      });
}

Result<std::vector<std::string>> ReadPatientsWithChangedTreatments(Database& database) {
  using Patients = Result<std::vector<std::string>>;
  return InReading(database, "comparing treatments", [](soci::session& session) -> Patients {
    // Both directions: a treatment that moved to another patient releases both.
    return ReadTexts(session,
                     "SELECT patient_id FROM (SELECT treatment_id, patient_id, digest "
                     "FROM treatments EXCEPT SELECT treatment_id, patient_id, digest "
                     "FROM planned_treatments) UNION SELECT patient_id FROM (SELECT "
                     "treatment_id, patient_id, digest FROM planned_treatments EXCEPT SELECT "
                     "treatment_id, patient_id, digest FROM treatments) ORDER BY 1");
  });
}

Status ReleasePatient(Database& database,
                      const std::string& patient_id,
                      const std::vector<std::string>& orthanc_ids) {
  return InTransaction(database, "releasing studies", [&](soci::session& session) -> Status {
    for (const std::string& id : orthanc_ids) {
      session << "UPDATE studies SET due_revision = due_revision + 1 "
                 "WHERE orthanc_study_id = :id",
          soci::use(id, "id");
    }
    session << "DELETE FROM planned_treatments WHERE patient_id = :patient",
        soci::use(patient_id, "patient");
    session << "INSERT OR REPLACE INTO planned_treatments (treatment_id, patient_id, digest) "
               "SELECT treatment_id, patient_id, digest FROM treatments "
               "WHERE patient_id = :patient",
        soci::use(patient_id, "patient");
    return Done{};
  });
}

Result<InboxFigures> ReadInboxFigures(Database& database) {
  return InReading(
      database, "reading figures", [](soci::session& session) -> Result<InboxFigures> {
        InboxFigures figures;
        std::string phase;
        long long count = 0;
        soci::statement phases =
            (session.prepare << "SELECT phase, COUNT(*) FROM studies GROUP BY phase",
             soci::into(phase),
             soci::into(count));
        phases.execute();
        while (phases.fetch()) {
          if (const auto parsed = ParseStudyPhase(phase)) {
            figures.studies_in_phase[*parsed] = count;
          }
        }
        long long oldest = 0;
        session
            << "SELECT COUNT(*), COALESCE(MIN(since), 0) FROM ("
               "SELECT updated_ms AS since FROM studies WHERE due_revision > planned_revision "
               "UNION ALL SELECT created_ms FROM jobs WHERE state IN ('queued', 'running'))",
            soci::into(count), soci::into(oldest);
        figures.queue_length = count;
        if (count > 0) {
          figures.queue_oldest_seconds = static_cast<double>(NowMs(session) - oldest) / 1000.0;
        }
        session << "SELECT COUNT(*) FROM treatments", soci::into(count);
        figures.treatments = count;
        return figures;
      });
}

}  // namespace regen
