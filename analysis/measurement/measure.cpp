// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/measure.h"

#include "analysis/base/text.h"
#include "analysis/measurement/bone_measurement.h"
#include "analysis/measurement/cartilage_thickness.h"
#include "analysis/measurement/core_region.h"
#include "analysis/measurement/defect_measurement.h"
#include "analysis/measurement/disc_measurement.h"
#include "analysis/measurement/level_measurement.h"
#include "analysis/measurement/muscle_measurement.h"
#include "analysis/measurement/oedema_measurement.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_measurement.h"
#include "analysis/measurement/t2_measurement.h"
#include "analysis/measurement/thickness_measurement.h"

#include <cassert>

namespace regen {
namespace {

// Of one exam that needs nothing of the other.
template <typename F>
MeasuredPair EachAlone(const ExamPair& pair, const F& measure) {
  return {pair.baseline_wanted ? measure(pair.baseline) : MeasuredValue{},
          measure(pair.follow_up)};
}

MeasuredPair ByMethod(const MeasurementDefinition& definition, const ExamPair& pair) {
  switch (definition.method) {
    case MeasuringMethod::kT2:
    case MeasuringMethod::kT2Star:
      return MeasureRelaxation(pair, definition);
    case MeasuringMethod::kHighT2Fraction:
      return MeasureHighFraction(pair, definition);
    case MeasuringMethod::kThickness:
      return EachAlone(pair, MeasureGreatestThickness);
    case MeasuringMethod::kMeanThickness:
      return EachAlone(pair, MeasureMeanThickness);
    case MeasuringMethod::kDefectFill:
      return MeasureDefectFill(pair);
    case MeasuringMethod::kCrossSectionalArea:
      return EachAlone(pair, MeasureCrossSection);
    case MeasuringMethod::kVolume:
      return EachAlone(pair, MeasureVolume);
    case MeasuringMethod::kDefectVolume:
      return MeasureDefectVolume(pair);
    case MeasuringMethod::kDefectLength:
      return MeasureDefectLength(pair);
    case MeasuringMethod::kDefectFraction:
      return MeasureDefectFraction(pair);
    case MeasuringMethod::kDefectExtentMl:
      return MeasureDefectExtentMl(pair);
    case MeasuringMethod::kDefectExtentAp:
      return MeasureDefectExtentAp(pair);
    case MeasuringMethod::kSignalRatio:
      return MeasureSignalRatio(pair);
    case MeasuringMethod::kDiscHeight:
      return MeasureDiscHeight(pair);
    case MeasuringMethod::kDiscHeightIndex:
      return MeasureDiscHeightIndex(pair);
    case MeasuringMethod::kDiscSignal:
      return MeasureDiscSignal(pair);
    case MeasuringMethod::kLesionVolume:
      return MeasureLesionVolume(pair);
    case MeasuringMethod::kLesionFraction:
      return MeasureLesionFraction(pair);
    case MeasuringMethod::kLesionSignal:
      return MeasureLesionSignal(pair);
    case MeasuringMethod::kNecroticAngle:
      return MeasureNecroticAngle(pair);
    case MeasuringMethod::kLevelThickness:
    case MeasuringMethod::kLevelCrossSection:
    case MeasuringMethod::kLengthVolume:
      return MeasureAtLevel(pair, definition);
    case MeasuringMethod::kHighSignalFraction:
      return MeasureHighSignal(pair, definition);
    case MeasuringMethod::kMuscleSignal:
      return MeasureMuscleRatio(pair);
    case MeasuringMethod::kOedemaVolume:
      return MeasureOedemaVolume(pair);
    case MeasuringMethod::kOedemaLength:
      return MeasureOedemaLength(pair);
    case MeasuringMethod::kContralateral:
      return MeasureContralateral(pair);
  }
  assert(false && "every method is known");
  return {};
}

MeasuredPair OfPart(const MeasurementDefinition& definition, const ExamPair& pair) {
  if (definition.part == MeasuredPart::kWhole) return ByMethod(definition, pair);
  // Of the core, which is another outline of the same images.
  struct Core {
    RegionShape shape;
  };
  const auto core_of = [](const OutlinedExam& exam) {
    return MadeOnce<Core>(exam.work, WorkOn::kImages, [&] { return Core{CoreOf(exam.shape)}; });
  };
  const auto before = core_of(pair.baseline);
  const auto after = core_of(pair.follow_up);
  SharedWork work_before(pair.baseline.work);
  SharedWork work_after(pair.follow_up.work);
  const auto with = [](const OutlinedExam& exam, const Core& core, SharedWork& work) {
    return OutlinedExam{exam.series,
                        exam.image,
                        core.shape,
                        exam.exam_from_shape,
                        exam.exam_from_baseline,
                        exam.is_map,
                        &work};
  };
  return ByMethod(definition,
                  {with(pair.baseline, *before, work_before),
                   with(pair.follow_up, *after, work_after),
                   pair.defect,
                   pair.reference,
                   pair.spine,
                   pair.baseline_wanted,
                   pair.fit_method});
}

// Of a fit, voxels are bounded one by one; of everything else, the value.
void KeepInBounds(const MeasurementDefinition& definition, MeasuredValue& measured) {
  if (!measured.value || definition.upper_bound <= 0) return;
  const bool fitted = definition.method == MeasuringMethod::kHighT2Fraction;
  const double lower = fitted ? 0 : definition.lower_bound;
  const double upper = fitted ? 100 : definition.upper_bound;
  // What is subtracted from noise may come out a little below nothing.
  const double slack = 3 * measured.standard_error;
  if (*measured.value >= lower - slack && *measured.value <= upper + slack) return;
  measured.reasons.push_back(MakeReason(reasons::kOutOfBounds,
                                        StrCat(*measured.value,
                                               " ",
                                               definition.unit,
                                               " lies outside of ",
                                               lower,
                                               " to ",
                                               upper,
                                               " ",
                                               definition.unit)));
  measured.value.reset();
}

}  // namespace

MeasuredPair Measure(const MeasurementDefinition& definition, const ExamPair& pair) {
  assert(!definition.needs_defect || pair.defect != nullptr);
  MeasuredPair measured = OfPart(definition, pair);
  KeepInBounds(definition, measured.baseline);
  KeepInBounds(definition, measured.follow_up);
  return measured;
}

}  // namespace regen
