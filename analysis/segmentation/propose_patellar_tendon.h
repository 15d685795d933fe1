// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/region_proposal.h"

namespace regen {

// The patellar tendon on one series of a knee, from the apex of the patella to where the fat
// behind it ends at the tibia, found without a person and without learned weights: the flat
// dark sheet under the skin of the front, with fat behind it, that the cortex of the patella
// closes from above and that of the tibia from below. Only ratios of neighbouring values are
// used, so any weighting will do in which the tendon is darker than the fat around it. The
// series may have any slice direction with voxels of at most 1.2 mm from front to back; patient
// axes must be right within about 20°. Rules and limits: docs/automatic-regions.md.
RegionProposal ProposePatellarTendon(const Volume& image);

}  // namespace regen
