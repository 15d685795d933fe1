// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/registry/treatment_registry.h"

#include <filesystem>
#include <memory>
#include <string>

namespace regen {

// The opened database with the registry in it; shared, so that a route may still read while the
// plugin stops.
struct Store {
  std::unique_ptr<Database> database;
  std::unique_ptr<TreatmentRegistry> registry;
};

Result<std::shared_ptr<Store>> OpenStore(const std::string& uri,
                                         const std::filesystem::path& storage_folder);

// Free space of the file system with the least of it, in MB; 0 where nothing can be told.
double FreeDiskMb(const std::filesystem::path& one, const std::filesystem::path& other);

}  // namespace regen
