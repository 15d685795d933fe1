// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/archive/archive.h"
#include "plugin/results/analysis_output.h"

#include <vector>

namespace regen {

// Stores the objects in their order; one that the archive already has counts as stored. Stops
// at the first error: what was stored before stays, and storing all again later is harmless.
Result<std::vector<StoredResult>> StoreObjects(Archive& archive,
                                               const std::vector<OutputObject>& objects);

}  // namespace regen
