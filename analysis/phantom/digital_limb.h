// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/digital_patient.h"

namespace regen {

// An ankle whose Achilles tendon was treated. `measurement`: "thickness"; "t2".
Result<DigitalPatient> MakeDigitalAchilles(const PhantomOptions& options);

// Two thighs with oedema beside a hamstring tendon. `measurement`: "lesion-volume".
Result<DigitalPatient> MakeDigitalHamstring(const PhantomOptions& options);

}  // namespace regen
