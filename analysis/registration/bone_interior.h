// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// Where the marrow of a bone probably is, as 1 and 0 on the grid of `image`: everything within
// `radius_mm` of the seed that is connected with the middle of the ball and about as bright
// (within a sixth of the middle's median). Nothing certain: fat may be as bright as marrow where
// the cortex between them is thinner than a voxel. Empty where the middle of the ball is not of
// one brightness, or hardly anything is connected with it.
Volume ProbableMarrow(const Volume& image, const Vec3& seed_lps, double radius_mm);

// The same with the voxels right beside it.
Volume ProbableBone(const Volume& image, const Vec3& seed_lps, double radius_mm);

}  // namespace regen
