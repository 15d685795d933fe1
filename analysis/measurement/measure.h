// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/measurement_definition.h"
#include "analysis/measurement/exam_pair.h"

namespace regen {

// The value of one measurement in both exams, by the method of its row. Values outside of the
// row's bounds are none (out-of-bounds). Rows that need a defect may only be asked for where
// the pair has one.
MeasuredPair Measure(const MeasurementDefinition& definition, const ExamPair& pair);

}  // namespace regen
