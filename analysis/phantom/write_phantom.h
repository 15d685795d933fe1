// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/digital_patient.h"

#include <filesystem>

namespace regen {

// Writes a digital patient into `output` (made where it is missing): baseline/*.dcm and
// follow-up/*.dcm with all series of each exam, roi.dcm (the treated structure and, where there
// is one, its defect as a reader's SEG on the baseline), treatments.csv and truth.json. The
// same options give the same bytes. Fails as MakeDigitalPatient does; then nothing is written.
Status WritePhantom(const PhantomOptions& options, const std::filesystem::path& output);

}  // namespace regen
