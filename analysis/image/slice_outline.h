// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/iso_contour.h"
#include "analysis/image/volume.h"

namespace regen {

// The slice of `coverage` in which the region is largest, the first of equal ones; -1 where no
// voxel is covered by at least half.
int KeySlice(const Volume& coverage);

// Where the coverage of slice k is one half, in pixel indices (column, row; pixel centres are
// whole numbers; outside of the image it is 0): of all pieces the one that encloses most. Its
// last point is the first one again. Empty where no voxel is covered by half.
Outline LargestOutline(const Volume& coverage, int k);

// Enclosed area in pixels, positive; whether the first point stands again at the end is all the
// same.
double OutlineArea(const Outline& outline);

}  // namespace regen
