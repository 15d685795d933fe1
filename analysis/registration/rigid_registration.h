// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"
#include "analysis/registration/moving_image.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace regen {

// One point of the fixed image that takes part in the alignment.
struct FixedSample {
  Vec3 p_lps = Vec3::Zero();
  float value = 0;   // locally normalised
  float weight = 1;  // share with which it counts, above 0
};

// How much a place counts: 0 not at all.
using WeightAt = std::function<double(const Vec3& p_lps)>;

// One sample for every voxel of `fixed` inside the box of patient coordinates whose weight is
// above 0, thinned evenly to at most `max_samples` (of a box of many times as many voxels only
// every so many are looked at). Each lies somewhere inside its voxel, not
// at its centre: then the fixed image is blurred by interpolation as much as the moving one is,
// and the alignment has no reason to prefer whole voxels (Pluim, Maintz and Viergever 2000,
// CVIU 77:211), which between thick slices would pull by tenths of a millimetre.
std::vector<FixedSample> TakeSamples(const Volume& fixed,
                                     const Vec3& low_lps,
                                     const Vec3& high_lps,
                                     const WeightAt& weight,
                                     std::size_t max_samples);

// At most `max_samples` of them, evenly along their order.
std::vector<FixedSample> Thinned(std::vector<FixedSample> samples, std::size_t max_samples);

struct RigidRegistrationOptions {
  int max_iterations = 30;
  double translation_tolerance_mm = 5e-4;  // step below which the solution has converged
  double rotation_tolerance_rad = 1e-5;
  double min_overlap = 0.5;  // share of the samples that must lie inside the moving image
};

struct RigidRegistrationResult {
  Rigid3 moving_from_fixed;
  double correlation = -1;  // of both images over the samples inside, weighted, -1..1
  double overlap = 0;       // share of the samples' weight inside the moving image
  int iterations = 0;
  bool converged = false;
};

// Minimises  Σ v w(r) r²,  r = fixed(x) - moving(T x)  over rigid T by Gauss–Newton: v is the
// sample's weight and w Tukey's biweight of r (scale from the median absolute residual of each
// iteration), so that tissue that really changed does not pull. Both images must be locally
// normalised. `start` is moving_from_fixed. Sums run in sample order: the result does not
// depend on the machine.
RigidRegistrationResult RegisterRigid(const std::vector<FixedSample>& fixed,
                                      const MovingImage& moving,
                                      const Rigid3& start,
                                      const RigidRegistrationOptions& options);

// Weighted correlation of the samples with the moving image under a transform; -1 where less
// than `min_overlap` of their weight lies inside.
double CorrelationAt(const std::vector<FixedSample>& fixed,
                     const MovingImage& moving,
                     const Rigid3& moving_from_fixed,
                     double min_overlap,
                     double* overlap);

}  // namespace regen
