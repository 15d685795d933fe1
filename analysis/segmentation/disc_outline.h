// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/disc_block.h"
#include "analysis/segmentation/disc_shape.h"

namespace regen {

// Finds the outline between the two end-plates of `shape` (steps from marrow to dark) and fills
// in its centre, radii, outline_contrast and share_in_image.
void FindDiscOutline(const DiscBlock& block, DiscShape* shape);

}  // namespace regen
