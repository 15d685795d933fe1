// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/region_proposal.h"

namespace regen {

// The free part of the Achilles tendon on one series of an ankle or a calf, from the upper
// border of the calcaneus to where the soleus muscle reaches it (or the images end): the dark
// band under the skin of the back, with Kager's fat in front of it, that the cortex of the
// calcaneus closes from below. Found without a person and without learned weights, from ratios
// of neighbouring values; the tendon must be darker than the fat around it. The series may have
// any slice direction with voxels of at most 1.2 mm from front to back; patient axes must be
// right within about 20°. Rules and limits: docs/automatic-regions.md.
RegionProposal ProposeAchillesTendon(const Volume& image);

}  // namespace regen
