// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/knee_phantom.h"

#include <cstdint>
#include <vector>

namespace regen {

enum class KneeStructure { kFemur, kTibia, kPatella, kPatellarTendon };

// Points at which an alignment may be compared with the truth (KneePhantom::motion): `count` of
// them, evenly spread by chance over the structure as far as it is 3 mm inside of the
// baseline's field of view, in LPS at the baseline. Bones are taken with their cortex, the
// tibia without the fibula's share only by chance. Empty where the structure is not in the
// field of view.
std::vector<Vec3> EvaluationPoints(const KneePhantom& phantom,
                                   KneeStructure structure,
                                   int count,
                                   std::uint64_t seed = 1);

}  // namespace regen
