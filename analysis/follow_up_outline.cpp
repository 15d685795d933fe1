// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_outline.h"

#include "analysis/report/provenance.h"
#include "analysis/segmentation/random_walker.h"
#include "analysis/segmentation/refine_region.h"

#include <future>
#include <utility>

namespace regen {

FollowUpOutline CarriedOutline(const RegionShape& baseline_shape,
                               const Volume& baseline,
                               const Volume& follow_up,
                               const AxisMotion& followup_from_baseline) {
  auto walking = std::async(std::launch::async, [&] {
    return RandomWalkerRegion(follow_up, baseline_shape, followup_from_baseline);
  });
  RefinedRegion refined =
      RefineRegion(baseline_shape, baseline, follow_up, followup_from_baseline);
  FollowUpOutline outline;
  outline.carried = true;
  outline.follow_up_from_shape = followup_from_baseline;
  outline.quality.volume_change_percent = AsReported(refined.volume_change_percent);
  outline.quality.mean_shift_mm = AsReported(refined.mean_shift_mm);
  outline.shape = std::move(refined.shape);
  outline.coverage =
      RegionCoverage(outline.shape, follow_up.geometry, followup_from_baseline, 0);
  outline.quality.agreement = AsReported(FractionalDice(outline.coverage, walking.get()));
  return outline;
}

FollowUpOutline DrawnOutline(const Volume& drawn, const VolumeGeometry& grid) {
  FollowUpOutline outline;
  outline.shape = MakeRegionShape(drawn);
  outline.follow_up_from_shape = RigidMotion(Rigid3{});
  outline.coverage = RegionCoverage(outline.shape, grid, outline.follow_up_from_shape, 0);
  return outline;
}

bool IsUncertain(const FollowUpOutline& outline) {
  return outline.carried && !(outline.quality.agreement.value_or(0) >= kLeastAgreement);
}

}  // namespace regen
