// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/page.h"

namespace regen {

// Page 1: identity, result in one sentence, key slices, course, table of measurements.
void DrawFirstPage(Page& page);

}  // namespace regen
