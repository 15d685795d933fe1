// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

IndicationProtocol IntervertebralDiscRow() {
  auto row = EmptyRow(Indication::kIntervertebralDisc,
                      {"INTERVERTEBRAL-DISC", "99REGEN", "Intervertebral Disc"},
                      {"309312004", "SCT", "Cartilage"});
  row.paired = false;
  row.has_level = true;
  row.finding_site_of_level = {
      {"T12/L1", {"76206002", "SCT", "T12-L1 intervertebral disc"}},
      {"L1/L2", {"80064006", "SCT", "L1-L2 intervertebral disc"}},
      {"L2/L3", {"67459009", "SCT", "L2-L3 intervertebral disc"}},
      {"L3/L4", {"62551000", "SCT", "L3-L4 intervertebral disc"}},
      {"L4/L5", {"84020006", "SCT", "L4-L5 intervertebral disc"}},
      {"L5/S1", {"715056000", "SCT", "L5-S1 intervertebral disc"}},
  };
  row.body_part_words = Join({&kLumbarSpine});
  row.body_part_words.insert(row.body_part_words.end(),
                             {"SPINE", "COLUMNA", "WIRBELSAULE", "RACHIS"});
  row.other_body_part_words =
      Join({&kKnee, &kAnkle, &kFoot, &kShoulder, &kHip, &kThigh, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"DISC", "DISK", "DISCO", "BANDSCHEIBE", "DISQUE"};
  row.joint = IntervertebralDiscJoint();
  return row;
}

}  // namespace regen
