// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/knee_sections.h"
#include "analysis/segmentation/proposal_score.h"

#include <optional>
#include <vector>

namespace regen {

// Which bodies are the bones of one knee, by their sizes and by how they lie to each other in
// the patient: the femur above the tibia across a joint, the patella under the skin in front of
// the femur and above the joint.
struct KneeBones {
  BoneBody femur;
  BoneBody tibia;
  BoneBody patella;
  double joint_v_mm = 0;      // where the femur ends, down
  double femur_depth_mm = 0;  // of the condyles, front to back
  WeakestLink knee;           // of what all of them share
  WeakestLink femur_links;    // own, without `knee`
  WeakestLink tibia_links;
  WeakestLink patella_links;
};

// The triple whose weakest property is best; nothing where no three bodies lie like a knee.
std::optional<KneeBones> ChooseKneeBones(const AnatomicalView& view,
                                         const std::vector<float>& level,
                                         const std::vector<BoneBody>& bodies);

}  // namespace regen
