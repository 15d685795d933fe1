// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"

#include <string>

namespace regen {

// Limits are ours: an error of half a millimetre is about a voxel of a clinical knee series and
// changes the mean T2 of a 5 mm thick tendon by less than its repeatability.
struct FollowUpRegistrationOptions {
  double neighbourhood_mm = 35.0;      // around the region, in which images are aligned
  double excluded_rim_mm = 2.0;        // the region and this rim take no part
  double normalisation_box_mm = 10.0;  // of the local normalisation
  double search_range_mm = 30.0;       // of the global search, in every direction
  double min_correlation = 0.40;       // of the locally normalised images
  double min_overlap = 0.60;
  double max_inverse_consistency_mm = 0.50;
  double max_residual_mm = 0.50;
};

// What the alignment is and whether it may be used; every figure is at the region.
struct FollowUpRegistration {
  Rigid3 followup_from_baseline;
  double correlation = -1;
  double overlap = 0;
  double inverse_consistency_mm =
      -1;  // mean |backward(forward(x)) - x|, both solved on their own
  double residual_mm =
      -1;  // half the mean distance of the solutions of two halves of the samples
  bool usable = false;
  std::string why_not;  // one sentence with the figure, where not usable
};

// Aligns the follow-up with the baseline, rigidly, in the neighbourhood of the treated region,
// which itself takes no part. Searches globally first (start from patient coordinates, then a
// grid of translations and in-plane rotations at a quarter of the resolution), then refines
// from coarse to fine by Gauss–Newton. Both images are any volumes of the same contrast in LPS;
// `region` is the drawn region's coverage, in the baseline's frame.
FollowUpRegistration RegisterFollowUp(const Volume& baseline,
                                      const Volume& follow_up,
                                      const Volume& region,
                                      const FollowUpRegistrationOptions& options = {});

}  // namespace regen
