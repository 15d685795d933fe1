// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/archive/archive.h"
#include "plugin/database/database.h"
#include "plugin/log.h"

namespace regen {

// Hands the results of one job to one node of SendTo. A node that cannot be reached is tried
// again later and keeps no other from getting its results. False: nothing is to be sent now.
Result<bool> ForwardNext(Database& database, Archive& archive, Log& log);

}  // namespace regen
