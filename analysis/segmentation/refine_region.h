// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/segmentation/region.h"

namespace regen {

struct RefineRegionOptions {
  double band_mm = 4.5;    // to each side of the outline, what is compared
  double window_mm = 2.2;  // standard deviation of the window around a place of the outline
  double node_mm = 2.0;    // between the places that are solved
  double prior_mm = 2.0;   // standard deviation of how far an outline is expected to move
  double most_mm = 5.0;    // farther than this it is not followed
  int iterations = 3;
};

struct RefinedRegion {
  RegionShape shape;  // in the baseline's frame; carried, it outlines the follow-up
  double volume_change_percent = 0;  // of the shape, refined against carried
  double mean_shift_mm = 0;          // of the outline, outwards
};

// Moves the outline of a region to where the follow-up shows it. For each place s of the
// outline the follow-up is compared with the baseline in a window around it:
//   F(T x) = g · B(x + u n) + o,
// n the inward normal, u how far the outline has moved outwards, g and o what gain, coil and a
// changed signal do; weighted least squares with Tukey's biweight, repeated from the last u. It
// is the change of the boundary that is measured (as in the boundary shift integral,
// Freeborough and Fox 1997, IEEE TMI 16:623), not the boundary itself: how the reader drew the
// outline against the edge stays as it is, and where nothing has moved nothing changes. The
// shifts are averaged over the window and applied to the region's distance map. `baseline` and
// `follow_up` are images of the same weighting, on any grids.
RefinedRegion RefineRegion(const RegionShape& region,
                           const Volume& baseline,
                           const Volume& follow_up,
                           const AxisMotion& followup_from_baseline,
                           const RefineRegionOptions& options = {});

}  // namespace regen
