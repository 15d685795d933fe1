// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/runtime/store.h"

#include "plugin/database/treatment_store.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

namespace fs = std::filesystem;

double FreeMb(const fs::path& path) {
  std::error_code error;
  const fs::space_info space = fs::space(path, error);
  return error ? 0 : static_cast<double>(space.available) / (1024.0 * 1024.0);
}

}  // namespace

Result<std::shared_ptr<Store>> OpenStore(const std::string& uri,
                                         const fs::path& storage_folder) {
  Result<std::unique_ptr<Database>> database = Database::Open(uri, storage_folder);
  if (!database) {
    return database.error();
  }
  auto store = std::make_shared<Store>();
  store->database = std::move(*database);
  store->registry = MakeTreatmentRegistry(*store->database);
  return store;
}

double FreeDiskMb(const fs::path& one, const fs::path& other) {
  return std::min(FreeMb(one), FreeMb(other));
}

}  // namespace regen
