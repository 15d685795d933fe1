// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/bone_motion.h"

#include <vector>

namespace regen {

// The marrow around each seed (ProbableMarrow within 1.25 of its radius) as points in LPS, without
// the voxels at its border, so that films of fluid as bright as marrow and the bridges that they
// make are gone. Marrow that can be reached from several seeds belongs to the nearest on the way
// through it. Empty where no bone is recognised, or where it is the same bone as at another seed,
// which has more of it.
std::vector<std::vector<Vec3>> MarrowOf(const Volume& image, const std::vector<BoneSeed>& seeds);

}  // namespace regen
