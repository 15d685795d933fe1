// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"

#include <vector>

namespace regen {

// One point of the fixed image that takes part in the alignment.
struct FixedSample {
  Vec3 p_lps = Vec3::Zero();
  double value = 0;  // locally normalised
};

// Where in the fixed image samples are taken.
struct SampleRegion {
  const Volume* excluded = nullptr;  // > 0.5: no sample; its grid is that of the box
  Vec3 low_index = Vec3::Zero();     // box on that grid, inclusive
  Vec3 high_index = Vec3::Zero();
};

// Every voxel of `fixed` inside the box of `region` that is not excluded, thinned to at most
// `max_samples` in a fixed pattern. `fixed` may be coarser than the grid of `region`.
std::vector<FixedSample> TakeSamples(const Volume& fixed,
                                     const SampleRegion& region,
                                     std::size_t max_samples);

struct RigidRegistrationOptions {
  int max_iterations = 40;
  double translation_tolerance_mm = 1e-4;  // step below which the solution has converged
  double rotation_tolerance_rad = 1e-6;
  double min_overlap = 0.5;  // share of the samples that must lie inside the moving image
};

struct RigidRegistrationResult {
  Rigid3 moving_from_fixed;
  double correlation = -1;  // of both images over the samples inside, -1..1
  double overlap = 0;       // share of the samples inside the moving image
  int iterations = 0;
  bool converged = false;
};

// Minimises  Σ w(r) r²,  r = fixed(x) - moving(T x)  over rigid T by Gauss–Newton with Tukey's
// biweight on r (scale from the median absolute residual of each iteration), so that tissue
// that really changed does not pull. Both images must be locally normalised. `start` is
// moving_from_fixed. Sums run in sample order: the result does not depend on the machine.
RigidRegistrationResult RegisterRigid(const std::vector<FixedSample>& fixed,
                                      const Volume& moving,
                                      const Rigid3& start,
                                      const RigidRegistrationOptions& options);

// Correlation of the samples with the moving image under a transform; -1 where fewer than
// `min_overlap` of them lie inside.
double CorrelationAt(const std::vector<FixedSample>& fixed,
                     const Volume& moving,
                     const Rigid3& moving_from_fixed,
                     double min_overlap,
                     double* overlap);

}  // namespace regen
