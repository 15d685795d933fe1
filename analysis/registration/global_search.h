// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/rigid_registration.h"

#include <vector>

namespace regen {

struct GlobalSearchOptions {
  double shift_mm = 34.0;       // searched to each side along every axis of the moving grid
  double shift_step_mm = 6.0;   // between shifts tried, in whole voxels
  double turn_deg = 24.0;       // largest rotation searched, about any axis
  double turn_step_deg = 12.0;  // between rotations tried
  std::size_t max_samples = 300;
  std::size_t starts_kept = 10;
  double min_overlap = 0.5;
};

struct SearchStart {
  Rigid3 moving_from_fixed;
  double correlation = -1;
};

// Tries every rotation of a grid about `centre_lps` (a point of the fixed image) with every
// shift by whole voxels of the moving image, on top of `guess` (moving_from_fixed), and gives
// the best that differ from each other by more than `distinct_mm`, best first. `fixed` and
// `moving` are locally normalised at a coarse level, so that the nearest voxel is near enough
// and one shift of all samples is one offset in memory.
std::vector<SearchStart> SearchGlobally(const std::vector<FixedSample>& fixed,
                                        const Volume& moving,
                                        const Vec3& centre_lps,
                                        const Rigid3& guess,
                                        const GlobalSearchOptions& options);

// Mean distance by which two motions differ within about 30 mm of a point.
double MotionDistanceMm(const Rigid3& a, const Rigid3& b, const Vec3& centre_lps);

}  // namespace regen
