// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/digital_patient.h"

namespace regen {

// A lumbar spine whose disc was treated. `measurement`: "t2" of its nucleus; "disc-height".
Result<DigitalPatient> MakeDigitalDisc(const PhantomOptions& options);

// A hip with osteonecrosis of its femoral head. `measurement`: "lesion-volume".
Result<DigitalPatient> MakeDigitalBone(const PhantomOptions& options);

}  // namespace regen
