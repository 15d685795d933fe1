// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Median signal of the structure over that of untreated tissue around it. The same tissue is
// the reference in both exams: the follow-up's level is the baseline's times the smooth gain
// between them, so that receiver gain and coil sensitivity cancel.
//   baseline:  median(S1 inside) / L      L = median of the untreated tissue in the baseline
//   follow-up: median(S2 inside) / (L · gain at the structure)
MeasuredPair MeasureSignalRatio(const ExamPair& pair);

// Median of the voxels of one exam that lie at least half within the structure without its rim
// of `margin_mm`, with its standard error; no value (too-few-voxels) where they are fewer than
// 30.
MeasuredValue MeasureMedianSignal(const OutlinedExam& exam, double margin_mm);

}  // namespace regen
