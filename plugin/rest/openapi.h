// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/rest/router.h"

#include <string>
#include <vector>

namespace regen {

// The OpenAPI 3.0 description of the routes.
std::string OpenApiJson(const std::vector<Route>& routes);

}  // namespace regen
