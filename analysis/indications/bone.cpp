// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

// A bone lesion may be anywhere, so no region contradicts it by itself.
IndicationProtocol BoneRow() {
  auto row = EmptyRow(Indication::kBone, codes::kBone, codes::kBone);
  row.structure_names = {
      "BONE", "FEMUR", "TIBIA", "PATELLA", "HUESO", "OS", "KNOCHEN", "LESION"};
  row.joint = BoneJoint();
  return row;
}

}  // namespace regen
