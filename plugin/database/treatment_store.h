// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/database/database.h"
#include "plugin/registry/treatment_registry.h"

#include <memory>

namespace regen {

// The treatments in `database`, which must outlive the registry. An import is one transaction;
// every state that a record has had stays in treatment_history. Also used by
// `regeneration import`, while the plugin may have the same file open.
std::unique_ptr<TreatmentRegistry> MakeTreatmentRegistry(Database& database);

}  // namespace regen
