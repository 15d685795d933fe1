// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/joint_model.h"

namespace regen {

// What each treated structure moves with: rows of data for the protocols.
JointModel PatellarTendonJoint();
JointModel AchillesTendonJoint();
JointModel SupraspinatusTendonJoint();
JointModel HamstringTendonJoint();
JointModel BoneJoint();
JointModel IntervertebralDiscJoint();
JointModel ArticularCartilageJoint();

}  // namespace regen
