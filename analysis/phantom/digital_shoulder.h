// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/digital_patient.h"

namespace regen {

// A torn supraspinatus tendon as a digital patient: the tear's volume changes.
Result<DigitalPatient> MakeDigitalShoulder(const PhantomOptions& options);

}  // namespace regen
