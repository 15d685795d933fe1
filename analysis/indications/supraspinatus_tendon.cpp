// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

IndicationProtocol SupraspinatusTendonRow() {
  auto row =
      EmptyRow(Indication::kSupraspinatusTendon, codes::kSupraspinatusTendon, codes::kTendon);
  row.body_part_words = kShoulder;
  row.other_body_part_words = Join(
      {&kKnee, &kAnkle, &kFoot, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"SUPRASPIN", "SUPRAESPIN", "SUPRAEPIN", "ROTATOR CUFF"};
  row.joint = SupraspinatusTendonJoint();
  return row;
}

}  // namespace regen
