// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"
#include "analysis/registration/region_surroundings.h"

namespace regen {

// Two images of different weighting as two of the same.
struct AlikeImages {
  Volume baseline;
  Volume follow_up;
  // Share of the wanted image's variance that the map explains where it was learnt, 0..1.
  double explained = 0;
};

// Gives one of two images the other one's weighting, so that they can be compared by their
// signal: the expected signal there given the signal here and how much it varies around (two
// numbers tell fat from a voxel half fat and half tendon). It is learnt within
// `neighbourhood_mm` of the region, without the region itself, where `followup_from_baseline`
// lays the images over each other; a few millimetres of error blur it and have no direction.
// The image that explains the other better is the one that is mapped: bright fat and black
// tendon are both dark where fat is suppressed, never the other way round. Both come back in
// patient order and with voxels of at most 1.25 mm where the scan was finer.
AlikeImages MakeAlike(const Volume& baseline,
                      const Volume& follow_up,
                      const RegionSurroundings& region,
                      double neighbourhood_mm,
                      const Rigid3& followup_from_baseline);

}  // namespace regen
