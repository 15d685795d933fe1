// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"

namespace regen {

IndicationProtocol IntervertebralDiscRow() {
  auto row =
      EmptyRow(Indication::kIntervertebralDisc, codes::kIntervertebralDisc, codes::kCartilage);
  row.paired = false;
  row.has_level = true;
  row.finding_site_of_level = {
      {"T12/L1", codes::kDiscT12L1.Concept()},
      {"L1/L2", codes::kDiscL1L2.Concept()},
      {"L2/L3", codes::kDiscL2L3.Concept()},
      {"L3/L4", codes::kDiscL3L4.Concept()},
      {"L4/L5", codes::kDiscL4L5.Concept()},
      {"L5/S1", codes::kDiscL5S1.Concept()},
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
