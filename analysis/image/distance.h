// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// Signed distance to the outline of {coverage >= 0.5} inside each slice, in mm: positive
// inside, negative outside, zero on the border between two voxels. Slices without region hold
// `-far_mm`, and no value is beyond ±far_mm. Exact Euclidean distance between voxel centres
// (Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415) less half a voxel.
Volume SignedDistanceInPlane(const Volume& coverage, double far_mm);

// The same in space: no slice is special.
Volume SignedDistance(const Volume& coverage, double far_mm);

}  // namespace regen
