// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/measurement_definition.h"
#include "analysis/measurement/exam_pair.h"
#include "analysis/measurement/shape_measurement.h"

#include <optional>

namespace regen {

// The muscle that ends in a tendon, beside the tendon's upper end: of the soleus in front of
// the Achilles tendon.
struct MuscleLevel {
  Vec3 centre = Vec3::Zero();  // of a ball of 4 mm radius, exam's frame
  double signal = 0;           // its median
  double standard_error = 0;
};

// Of the balls 5 … 16 mm in front of the tendon, from 10 mm below its upper end to 35 mm above
// it, the most even one whose signal differs by at least 15 % from the fat in front of the
// tendon's lower half and is at least 5 times the noise. Nothing where there is none.
std::optional<MuscleLevel> FindMuscle(const OutlinedExam& exam, const ShapeAxes& axes);

// Median signal of the structure over the muscle's in the baseline; the muscle's level in the
// follow-up is the baseline's times the smooth gain of all untreated tissue at the structure,
// which knows the coil better than one place does. No value: reference-not-found,
// reference-not-stable, too-few-voxels.
MeasuredPair MeasureMuscleRatio(const ExamPair& pair);

// Share of the structure's voxels, without its rim of one voxel, brighter than `threshold`
// times the muscle, in %; gain and coil as above. Its standard error is a binomial share's,
// four voxels taken as one.
MeasuredPair MeasureHighSignal(const ExamPair& pair, const MeasurementDefinition& definition);

}  // namespace regen
