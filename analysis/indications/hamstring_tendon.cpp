// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

IndicationProtocol HamstringTendonRow() {
  auto row = EmptyRow(Indication::kHamstringTendon, codes::kHamstringTendon, codes::kTendon);
  row.body_part_words = Join({&kThigh, &kHip});
  row.other_body_part_words =
      Join({&kAnkle, &kFoot, &kShoulder, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {
      "HAMSTRING", "ISQUIOTIB", "ISCHIOJAMB", "ISCHIOCR", "SEMIMEMBRAN", "SEMITEND"};
  row.joint = HamstringTendonJoint();
  return row;
}

}  // namespace regen
