// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/forward.h"

#include "analysis/base/text.h"
#include "plugin/database/result_store.h"

namespace regen {

Result<bool> ForwardNext(Database& database, Archive& archive, Log& log) {
  const Result<std::optional<OutboxItem>> item = BeginSending(database);
  if (!item) {
    return item.error();
  }
  if (!item->has_value()) {
    return false;
  }
  const OutboxItem& next = **item;
  const Status sent = archive.SendToModality(next.modality, next.orthanc_instance_ids);
  const Status noted =
      sent ? NoteSent(database, next.id) : NoteNotSent(database, next.id, sent.error().message);
  if (!sent) {
    log.Warning(StrCat("results not sent to ",
                       next.modality,
                       " (attempt ",
                       next.attempts,
                       ", will be tried again): ",
                       sent.error().message));
  }
  if (!noted) {
    return noted.error();
  }
  return true;
}

}  // namespace regen
