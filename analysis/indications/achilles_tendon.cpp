// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

IndicationProtocol AchillesTendonRow() {
  auto row = EmptyRow(Indication::kAchillesTendon, codes::kAchillesTendon, codes::kTendon);
  row.body_part_words = kAnkle;
  row.other_body_part_words =
      Join({&kKnee, &kShoulder, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"ACHILLE", "AQUIL"};
  row.joint = AchillesTendonJoint();
  return row;
}

}  // namespace regen
