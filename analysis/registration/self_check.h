// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/cell_shifts.h"

#include <array>
#include <vector>

namespace regen {

// What a registration can tell about its own error without knowing the truth.

// Mean distance between where two motions take the points.
double MeanDistanceMm(const std::vector<Vec3>& points_lps,
                      const PointMap& a,
                      const PointMap& b);

// Every other block of samples: blocks, because neighbours share their noise through the local
// normalisation.
std::array<std::vector<FixedSample>, 2> HalvesOf(const std::vector<FixedSample>& samples);

}  // namespace regen
