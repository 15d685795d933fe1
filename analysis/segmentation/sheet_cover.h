// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/sheet_slab.h"

namespace regen {

// What lies between the skin and a slab: fat alone, for a tendon that can be felt through it.
struct SheetCover {
  double depth_mm = 1e3;      // of the slab below the skin, median
  double banded_share = 1.0;  // of its cells with another dark band between skin and slab
};

SheetCover CoverOf(const AnatomicalView& view, const Slab& slab);

// Whether the slab reaches the first or last column of the images: a part of it may be missing.
bool TouchesSides(const Slab& slab);

// Whether it reaches their first or last row.
bool TouchesEnds(const Slab& slab);

}  // namespace regen
