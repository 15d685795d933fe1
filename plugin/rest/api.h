// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/archive.h"
#include "plugin/rest/router.h"
#include "plugin/runtime/runtime.h"

#include <vector>

namespace regen {

// Every route of the plugin. `runtime` and `archive` must outlive them.
std::vector<Route> ApiRoutes(Runtime& runtime, Archive& archive);

}  // namespace regen
