// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/store_objects.h"

#include "analysis/base/files.h"

namespace regen {

Result<std::vector<StoredResult>> StoreObjects(Archive& archive,
                                               const std::vector<OutputObject>& objects) {
  std::vector<StoredResult> results;
  for (const OutputObject& object : objects) {
    const Result<std::string> bytes = ReadWholeFile(object.file);
    if (!bytes) {
      return bytes.error();
    }
    const Result<StoredInstance> stored = archive.StoreInstance(*bytes);
    if (!stored) {
      return stored.error();
    }
    results.push_back({object.kind, object.sop_instance_uid, stored->orthanc_id});
  }
  return results;
}

}  // namespace regen
