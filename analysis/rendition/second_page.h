// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/page.h"

namespace regen {

// Page 2: comparability, registration, region, origin of the values, notes, provenance, limits.
void DrawSecondPage(Page& page);

}  // namespace regen
