// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/feature_pyramid.h"
#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/rigid_registration.h"

namespace regen {

// The neighbourhood of a region as one rigid body.
struct WholeMotion {
  Rigid3 moving_from_fixed;
  double correlation = -1;  // at the finest level
  double overlap = 0;
  // At the middle level, of the solution and of the best one that differs from it.
  double middle_correlation = -1;
  double runner_up_correlation = -1;
};

// Searches globally from where patient coordinates put the images, and also from the middle of
// one image on that of the other where those lie apart, then refines the best candidates from
// coarse to fine. `neighbourhood_mm`: how far around the region samples are taken.
WholeMotion SolveWhole(const FeaturePyramid& fixed,
                       const FeaturePyramid& moving,
                       const RegionSurroundings& region,
                       double neighbourhood_mm);

// The best correlation, at the middle level, that the mirror image of the fixed neighbourhood
// (left and right exchanged) reaches: high where the images show the other side of the body.
double MirroredCorrelation(const FeaturePyramid& fixed,
                           const FeaturePyramid& moving,
                           const RegionSurroundings& region,
                           double neighbourhood_mm);

// Samples of one level around the region, itself left out.
std::vector<FixedSample> NeighbourhoodSamples(const Volume& level,
                                              const RegionSurroundings& region,
                                              double neighbourhood_mm,
                                              std::size_t max_samples);

}  // namespace regen
