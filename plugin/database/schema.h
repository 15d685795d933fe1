// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"

namespace regen {

// Tables, version 1. Times are milliseconds since 1970 UTC; flags are 0 or 1; lists and
// documents are JSON text.
//
//   schema_version     version
//   treatments         treatment_id (key), patient_id, fields, digest, updated_ms
//       `fields`: TreatmentFields() as a JSON object, `digest`: TreatmentDigest(). A store that
//       changes a row writes the new state to treatment_history in the same transaction.
//   treatment_history  sequence (key, ascending), treatment_id, fields, digest, recorded_ms
//       append-only: UPDATE and DELETE are refused by triggers.
//   planned_treatments treatment_id (key), patient_id, digest
//       the state of the registry that the patients' studies were last planned with; rows that
//       differ from `treatments` release the patient's studies, whoever wrote them.
//   studies            the inbox, see StudyRecord
//   jobs               one analysis per job_key, see JobRecord
//   results            objects that were stored in the archive, one row each
//   outbox             results that are still to be sent to another node
//
// Brings the database to the newest version, each step in one transaction. kInput where the
// file was written by a newer version.
Status MigrateSchema(Database& database);

// The version that this program writes.
int NewestSchemaVersion();

}  // namespace regen
