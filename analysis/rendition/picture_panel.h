// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/page.h"

namespace regen {

// Both key slices side by side with their captions inside `area`.
void DrawPictures(Page& page, const Area& area);

}  // namespace regen
