// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/segmentation/region.h"

namespace regen {

// Below this agreement with the random walker a carried outline is doubted: the follow-up is
// still measured, with the warning region-uncertain and the error widened by the factor. Both
// are ours, see docs/measurements.md for what they were chosen by.
inline constexpr double kLeastAgreement = 0.75;
inline constexpr double kUncertainRegionInflation = 1.2;

// The treated structure's outline on the follow-up.
struct FollowUpOutline {
  RegionShape shape;
  AxisMotion follow_up_from_shape;
  Volume coverage;        // of the follow-up's grid, without margin
  RegionQuality quality;  // agreement and what the refinement did; empty for a drawn outline
  bool carried = false;
};

// The baseline's outline carried by the alignment, moved to where the follow-up shows it
// (RefineRegion), and judged by a second route that has not seen the refinement
// (RandomWalkerRegion, compared as fractions of voxels). Images: means of all echoes.
FollowUpOutline CarriedOutline(const RegionShape& baseline_shape,
                               const Volume& baseline,
                               const Volume& follow_up,
                               const AxisMotion& followup_from_baseline);

// What somebody drew on the follow-up, as given; `drawn` in the follow-up's frame of reference,
// `grid` that of its images.
FollowUpOutline DrawnOutline(const Volume& drawn, const VolumeGeometry& grid);

// Whether the outline is a carried one that the second route does not confirm.
bool IsUncertain(const FollowUpOutline& outline);

}  // namespace regen
