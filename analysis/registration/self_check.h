// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/rigid_registration.h"

#include <array>
#include <functional>
#include <vector>

namespace regen {

// What a registration can tell about its own error without knowing the truth.

using PointMap = std::function<Vec3(const Vec3&)>;

// Mean distance between where two motions take the points.
double MeanDistanceMm(const std::vector<Vec3>& points_lps,
                      const PointMap& a,
                      const PointMap& b);

// Every other block of samples: blocks, because neighbours share their noise through the local
// normalisation.
std::array<std::vector<FixedSample>, 2> HalvesOf(const std::vector<FixedSample>& samples);

// Median length of the shift by which cells of about `cell_mm` of the samples would still fit
// better, from one weighted least-squares step each, along the directions in which the cell has
// edges; cells without texture say nothing. -1 where no cell can tell.
double RemainingShiftMm(const std::vector<FixedSample>& samples,
                        const MovingImage& moving,
                        const PointMap& moving_from_fixed,
                        double cell_mm = 15.0);

}  // namespace regen
