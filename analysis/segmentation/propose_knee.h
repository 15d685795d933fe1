// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/segmentation/region_proposal.h"

#include <array>

namespace regen {

// The bones of a knee, marrow and cortex, and the joint cartilage upon them. Each is usable or
// not by itself; a cartilage never without its bone.
struct KneeProposal {
  RegionProposal femur;
  RegionProposal tibia;  // without the fibula
  RegionProposal patella;
  RegionProposal femoral_cartilage;
  RegionProposal tibial_cartilage;
  RegionProposal patellar_cartilage;

  std::array<const RegionProposal*, 6> All() const {
    return {
        &femur, &tibia, &patella, &femoral_cartilage, &tibial_cartilage, &patellar_cartilage};
  }
};

// From a whole adult knee without fat suppression, marrow brighter than cartilage: sagittal
// slices at most 5.5 mm apart (or thin voxels throughout), up to 1.2 mm per voxel from front to
// back and downwards. Rules and limits: docs/automatic-regions.md.
KneeProposal ProposeKnee(const Volume& image);

}  // namespace regen
