// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/result_store.h"

#include "plugin/database/session.h"

#include <algorithm>

namespace regen {
namespace {

constexpr std::int64_t kFirstSendDelayMs = 30'000;
constexpr std::int64_t kLongestSendDelayMs = 3'600'000;

// `condition` compares with :job.
std::vector<StoredResult> ResultsWhere(soci::session& session,
                                       const char* condition,
                                       long long job_id) {
  std::vector<StoredResult> results;
  StoredResult row;
  int superseded = 0;
  soci::statement statement =
      (session.prepare << std::string("SELECT kind, sop_instance_uid, orthanc_instance_id, "
                                      "superseded FROM results WHERE ") +
                              condition + " ORDER BY id",
       soci::use(job_id, "job"),
       soci::into(row.kind),
       soci::into(row.sop_instance_uid),
       soci::into(row.orthanc_instance_id),
       soci::into(superseded));
  statement.execute();
  while (statement.fetch()) {
    row.superseded = superseded != 0;
    results.push_back(row);
  }
  return results;
}

constexpr const char* kOfJob = "job_id = :job";
constexpr const char* kOfOtherJobs =
    "job_id <> :job AND job_id IN (SELECT other.id FROM jobs other JOIN jobs own "
    "ON own.orthanc_study_id = other.orthanc_study_id WHERE own.id = :job)";

}  // namespace

Result<std::vector<StoredResult>> ReadResults(Database& database, std::int64_t job_id) {
  using Results = Result<std::vector<StoredResult>>;
  return InReading(database, "reading results", [&](soci::session& session) -> Results {
    return ResultsWhere(session, kOfJob, job_id);
  });
}

Result<std::vector<StoredResult>> ReadEarlierResults(Database& database, std::int64_t job_id) {
  using Results = Result<std::vector<StoredResult>>;
  return InReading(database, "reading earlier results", [&](soci::session& session) -> Results {
    return ResultsWhere(session, kOfOtherJobs, job_id);
  });
}

Result<std::vector<StoredResult>> ReadPredecessor(Database& database, std::int64_t job_id) {
  using Results = Result<std::vector<StoredResult>>;
  return InReading(
      database, "looking for the predecessor", [&](soci::session& session) -> Results {
        const long long own = job_id;
        long long predecessor = 0;
        session << std::string("SELECT job_id FROM results WHERE ") + kOfOtherJobs +
                       " AND kind IN ('sr', 'refusal-sr') ORDER BY stored_ms DESC, id DESC "
                       "LIMIT 1",
            soci::use(own, "job"), soci::into(predecessor);
        return session.got_data() ? ResultsWhere(session, kOfJob, predecessor)
                                  : std::vector<StoredResult>();
      });
}

Result<bool> IsOwnObject(Database& database, const std::string& sop_instance_uid) {
  return InReading(
      database, "looking for a result", [&](soci::session& session) -> Result<bool> {
        int rows = 0;
        session << "SELECT COUNT(*) FROM results WHERE sop_instance_uid = :sop",
            soci::use(sop_instance_uid, "sop"), soci::into(rows);
        return rows > 0;
      });
}

Result<std::optional<OutboxItem>> BeginSending(Database& database) {
  using Item = Result<std::optional<OutboxItem>>;
  return InTransaction(database, "taking from the outbox", [](soci::session& session) -> Item {
    const long long now = NowMs(session);
    long long id = 0;
    long long job_id = 0;
    OutboxItem item;
    session << "SELECT id, job_id, modality, attempts FROM outbox WHERE sent_ms = 0 "
               "AND not_before_ms <= :now ORDER BY not_before_ms, id LIMIT 1",
        soci::use(now, "now"), soci::into(id), soci::into(job_id), soci::into(item.modality),
        soci::into(item.attempts);
    if (!session.got_data()) {
      return std::optional<OutboxItem>();
    }
    const std::int64_t delay =
        std::min(kFirstSendDelayMs << std::min(item.attempts, 10), kLongestSendDelayMs);
    const long long not_before = now + delay;
    session << "UPDATE outbox SET attempts = attempts + 1, not_before_ms = :not_before "
               "WHERE id = :id",
        soci::use(not_before, "not_before"), soci::use(id, "id");
    item.id = id;
    ++item.attempts;
    for (const StoredResult& result : ResultsWhere(session, kOfJob, job_id)) {
      item.orthanc_instance_ids.push_back(result.orthanc_instance_id);
    }
    return std::optional<OutboxItem>(item);
  });
}

Status NoteSent(Database& database, std::int64_t id) {
  return InTransaction(database, "noting what was sent", [&](soci::session& session) -> Status {
    const long long now = NowMs(session);
    const long long row = id;
    session << "UPDATE outbox SET sent_ms = :now, last_error = '' WHERE id = :id",
        soci::use(now, "now"), soci::use(row, "id");
    return Done{};
  });
}

Status NoteNotSent(Database& database, std::int64_t id, const std::string& error) {
  return InTransaction(
      database, "noting what was not sent", [&](soci::session& session) -> Status {
        const long long row = id;
        session << "UPDATE outbox SET last_error = :error WHERE id = :id",
            soci::use(error, "error"), soci::use(row, "id");
        return Done{};
      });
}

}  // namespace regen
