// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/schema.h"

#include "analysis/base/text.h"
#include "plugin/database/session.h"

#include <string_view>
#include <vector>

namespace regen {
namespace {

using Step = std::vector<std::string_view>;

// Step n brings version n to version n + 1. A released step is never edited: add another.
const std::vector<Step>& Steps() {
  static const std::vector<Step> steps = {
      {
          "CREATE TABLE treatments ("
          " treatment_id TEXT PRIMARY KEY NOT NULL,"
          " patient_id TEXT NOT NULL,"
          " fields TEXT NOT NULL,"
          " digest TEXT NOT NULL,"
          " updated_ms INTEGER NOT NULL)",
          "CREATE INDEX treatments_of_patient ON treatments (patient_id)",

          "CREATE TABLE treatment_history ("
          " sequence INTEGER PRIMARY KEY AUTOINCREMENT,"
          " treatment_id TEXT NOT NULL,"
          " fields TEXT NOT NULL,"
          " digest TEXT NOT NULL,"
          " recorded_ms INTEGER NOT NULL)",
          "CREATE TRIGGER treatment_history_keeps BEFORE UPDATE ON treatment_history"
          " BEGIN SELECT RAISE(ABORT, 'treatment_history is append-only'); END",
          "CREATE TRIGGER treatment_history_stays BEFORE DELETE ON treatment_history"
          " BEGIN SELECT RAISE(ABORT, 'treatment_history is append-only'); END",

          "CREATE TABLE planned_treatments ("
          " treatment_id TEXT PRIMARY KEY NOT NULL,"
          " patient_id TEXT NOT NULL,"
          " digest TEXT NOT NULL)",

          // A study is to be planned while due_revision > planned_revision.
          "CREATE TABLE studies ("
          " orthanc_study_id TEXT PRIMARY KEY NOT NULL,"
          " last_update TEXT NOT NULL DEFAULT '',"
          " content_digest TEXT NOT NULL DEFAULT '',"
          " due_revision INTEGER NOT NULL DEFAULT 0,"
          " planned_revision INTEGER NOT NULL DEFAULT 0,"
          " forced INTEGER NOT NULL DEFAULT 0,"
          " plan_attempts INTEGER NOT NULL DEFAULT 0,"
          " plan_not_before_ms INTEGER NOT NULL DEFAULT 0,"
          " phase TEXT NOT NULL DEFAULT 'waiting',"
          " reasons TEXT NOT NULL DEFAULT '[]',"
          " candidates TEXT NOT NULL DEFAULT '[]',"
          " treatment_id TEXT NOT NULL DEFAULT '',"
          " baseline_study_uid TEXT NOT NULL DEFAULT '',"
          " job_id INTEGER NOT NULL DEFAULT 0,"
          " created_ms INTEGER NOT NULL,"
          " updated_ms INTEGER NOT NULL)",
          "CREATE INDEX studies_due ON studies (plan_not_before_ms)"
          " WHERE due_revision > planned_revision",
          "CREATE INDEX studies_in_phase ON studies (phase)",

          "CREATE TABLE jobs ("
          " id INTEGER PRIMARY KEY AUTOINCREMENT,"
          " job_key TEXT UNIQUE NOT NULL,"
          " orthanc_study_id TEXT NOT NULL,"
          " state TEXT NOT NULL,"
          " attempts INTEGER NOT NULL DEFAULT 0,"
          " postponements INTEGER NOT NULL DEFAULT 0,"
          " not_before_ms INTEGER NOT NULL DEFAULT 0,"
          " owner TEXT NOT NULL DEFAULT '',"
          " token INTEGER NOT NULL DEFAULT 0,"
          " lease_until_ms INTEGER NOT NULL DEFAULT 0,"
          " phase TEXT NOT NULL DEFAULT '',"
          " reasons TEXT NOT NULL DEFAULT '[]',"
          " report TEXT NOT NULL DEFAULT '',"
          " created_ms INTEGER NOT NULL,"
          " updated_ms INTEGER NOT NULL)",
          "CREATE INDEX jobs_in_state ON jobs (state, created_ms)",
          "CREATE INDEX jobs_of_study ON jobs (orthanc_study_id)",

          // Kept for ever, also when the archive deletes the object.
          "CREATE TABLE results ("
          " id INTEGER PRIMARY KEY AUTOINCREMENT,"
          " job_id INTEGER NOT NULL REFERENCES jobs (id),"
          " kind TEXT NOT NULL,"
          " sop_instance_uid TEXT UNIQUE NOT NULL,"
          " orthanc_instance_id TEXT NOT NULL,"
          " stored_ms INTEGER NOT NULL)",
          "CREATE INDEX results_of_job ON results (job_id)",

          "CREATE TABLE outbox ("
          " id INTEGER PRIMARY KEY AUTOINCREMENT,"
          " job_id INTEGER NOT NULL REFERENCES jobs (id),"
          " modality TEXT NOT NULL,"
          " attempts INTEGER NOT NULL DEFAULT 0,"
          " not_before_ms INTEGER NOT NULL DEFAULT 0,"
          " sent_ms INTEGER NOT NULL DEFAULT 0,"
          " last_error TEXT NOT NULL DEFAULT '',"
          " created_ms INTEGER NOT NULL,"
          " UNIQUE (job_id, modality))",
          "CREATE INDEX outbox_unsent ON outbox (not_before_ms) WHERE sent_ms = 0",
      },
      {
          // An object in the baseline's study belongs to every follow-up's analysis. A version
          // that a person verified names what it replaces.
          "CREATE TABLE results_of_jobs ("
          " id INTEGER PRIMARY KEY AUTOINCREMENT,"
          " job_id INTEGER NOT NULL REFERENCES jobs (id),"
          " kind TEXT NOT NULL,"
          " sop_instance_uid TEXT NOT NULL,"
          " orthanc_instance_id TEXT NOT NULL,"
          " stored_ms INTEGER NOT NULL,"
          " superseded INTEGER NOT NULL DEFAULT 0,"
          " replaces TEXT NOT NULL DEFAULT '',"
          " UNIQUE (job_id, sop_instance_uid))",
          "INSERT INTO results_of_jobs"
          " (id, job_id, kind, sop_instance_uid, orthanc_instance_id, stored_ms)"
          " SELECT id, job_id, kind, sop_instance_uid, orthanc_instance_id, stored_ms"
          " FROM results",
          "DROP TABLE results",
          "ALTER TABLE results_of_jobs RENAME TO results",
          "CREATE INDEX results_by_uid ON results (sop_instance_uid)",

          "CREATE TABLE verifications ("
          " id INTEGER PRIMARY KEY AUTOINCREMENT,"
          " job_id INTEGER NOT NULL REFERENCES jobs (id),"
          " name TEXT NOT NULL,"
          " organisation TEXT NOT NULL,"
          " state TEXT NOT NULL DEFAULT 'queued',"
          " attempts INTEGER NOT NULL DEFAULT 0,"
          " not_before_ms INTEGER NOT NULL DEFAULT 0,"
          " reason TEXT NOT NULL DEFAULT '',"
          " requested_ms INTEGER NOT NULL)",
          "CREATE INDEX verifications_of_job ON verifications (job_id)",
      },
  };
  return steps;
}

int ReadVersion(soci::session& session) {
  int tables = 0;
  session << "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = "
             "'schema_version'",
      soci::into(tables);
  if (tables == 0) {
    return 0;
  }
  int version = 0;
  session << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
  return version;
}

// One step; 0 where nothing was left to do. Another process may migrate at the same time, so
// the version is read inside the transaction that changes it.
Result<int> MigrateOneStep(Database& database) {
  return InTransaction(
      database, "bringing the schema up to date", [](soci::session& session) -> Result<int> {
        const int version = ReadVersion(session);
        if (version > NewestSchemaVersion()) {
          return InputError(StrCat("database: schema version ",
                                   version,
                                   " was written by a newer program; this one knows up to ",
                                   NewestSchemaVersion()));
        }
        if (version == NewestSchemaVersion()) {
          return 0;
        }
        for (const std::string_view statement : Steps()[static_cast<std::size_t>(version)]) {
          session << std::string(statement);
        }
        if (version == 0) {
          session << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
        }
        const int next = version + 1;
        session << "DELETE FROM schema_version";
        session << "INSERT INTO schema_version (version) VALUES (:version)",
            soci::use(next, "version");
        return 1;
      });
}

}  // namespace

int NewestSchemaVersion() {
  return static_cast<int>(Steps().size());
}

Status MigrateSchema(Database& database) {
  const auto version = InReading(
      database, "reading the schema's version", [](soci::session& session) -> Result<int> {
        return ReadVersion(session);
      });
  if (!version) {
    return version.error();
  }
  if (*version == NewestSchemaVersion()) {
    return Done{};
  }
  while (true) {
    const Result<int> done = MigrateOneStep(database);
    if (!done) {
      return done.error();
    }
    if (*done == 0) {
      return Done{};
    }
  }
}

}  // namespace regen
