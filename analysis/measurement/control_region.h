// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/measurement_definition.h"
#include "analysis/measurement/exam_pair.h"

#include <optional>
#include <string>

namespace regen {

// The same measurement where nothing was treated.
struct ControlValue {
  std::string region;  // "even untreated tissue 18 mm from the structure"
  double baseline = 0;
  double follow_up = 0;
};

// Measures relaxation times in a ball of untreated tissue that both exams show: of the places
// 10 … 30 mm from the structure, the one whose signal is the most even in the baseline and
// whose values can be measured in both. The place is chosen on the baseline alone. Nothing
// where there is none, or where the measurement is not one of voxels' relaxation times.
std::optional<ControlValue> MeasureControl(const MeasurementDefinition& definition,
                                           const ExamPair& pair);

}  // namespace regen
