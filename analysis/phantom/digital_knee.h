// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/digital_patient.h"

namespace regen {

// A knee whose patellar tendon was treated. `measurement`: "t2" of the tendon; "defect-volume"
// of a gap in its proximal third, at most 0 %; "volume" of the tendon.
Result<DigitalPatient> MakeDigitalTendon(const PhantomOptions& options);

// A knee with a repair site on the medial condyle. `measurement`: "t2" of the repair tissue,
// which fills the defect; "cartilage-thickness" of a repair that fills 60 % at the baseline.
Result<DigitalPatient> MakeDigitalCartilage(const PhantomOptions& options);

}  // namespace regen
