// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/database/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// Tables `results` and `outbox`; rows are written by FinishJob (job_store.h).

// What the job stored, in the order in which it was stored.
Result<std::vector<StoredResult>> ReadResults(Database& database, std::int64_t job_id);

// What other jobs stored for the same study, in the order in which it was stored.
Result<std::vector<StoredResult>> ReadEarlierResults(Database& database, std::int64_t job_id);

// All results of the newest of those jobs that has a report: what the job's own result takes
// the place of. Empty where there is none.
Result<std::vector<StoredResult>> ReadPredecessor(Database& database, std::int64_t job_id);

// Whether we made this object: also known after it was deleted and came back from elsewhere.
Result<bool> IsOwnObject(Database& database, const std::string& sop_instance_uid);

struct OutboxItem {
  std::int64_t id = 0;
  std::string modality;
  int attempts = 0;  // this one included
  std::vector<std::string> orthanc_instance_ids;
};

// The item that has waited longest and may be sent now; counts the attempt and puts the next
// one off by 30 s, 1, 2 … up to 60 min: a node that is down for days still gets everything.
Result<std::optional<OutboxItem>> BeginSending(Database& database);
Status NoteSent(Database& database, std::int64_t id);
Status NoteNotSent(Database& database, std::int64_t id, const std::string& error);

}  // namespace regen
