// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/measurement_definition.h"
#include "analysis/measurement/exam_pair.h"
#include "analysis/measurement/shape_measurement.h"

#include <optional>

namespace regen {

// Where a tendon that lies behind its bone meets the bone's upper border: the places 1.5 … 4 mm
// in front of the tendon, in its inner 60 %, where the fat above the bone gives way to the dark
// cortex, half-way between their signals; the median of at least 8 lines along the axis that
// scatter by at most 2.5 mm. `axes` are those of the exam's shape; the result is told along
// them from their centre, in mm. Nothing where there is no such border.
std::optional<double> FindInsertion(const OutlinedExam& exam, const ShapeAxes& axes);

// Sizes at a fixed distance `level_mm` above the insertion, along the tendon: thickness and
// cross-section there (kLevelThickness: the median of 6 mm, kLevelCrossSection: the mean of
// 5 mm), or the volume from there over `length_mm` (kLengthVolume). The insertion is found in
// the baseline and carried to the follow-up by the alignment, so that both exams are measured
// at the same place; where the follow-up shows its own, it must lie within 2 mm. The errors
// hold a level's own uncertainty of 0.5 mm. No value: insertion-not-found,
// level-outside-region, too-few-profiles.
MeasuredPair MeasureAtLevel(const ExamPair& pair, const MeasurementDefinition& definition);

}  // namespace regen
