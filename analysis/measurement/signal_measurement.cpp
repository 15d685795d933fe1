// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/signal_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/t2_measurement.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr std::size_t kFewestVoxels = 30;

void Scale(MeasuredValue& measured, double level, double log_error) {
  if (!measured.value) return;
  *measured.value /= level;
  measured.standard_error =
      std::hypot(measured.standard_error / level, *measured.value * log_error);
}

}  // namespace

MeasuredValue MeasureMedianSignal(const OutlinedExam& exam, double margin_mm) {
  const Volume coverage =
      RegionCoverage(exam.shape, exam.image.geometry, exam.exam_from_shape, margin_mm);
  std::vector<double> inside;
  for (std::size_t at = 0; at < coverage.values.size(); ++at) {
    if (coverage.values[at] >= 0.5F)
      inside.push_back(static_cast<double>(exam.image.values[at]));
  }
  MeasuredValue measured;
  measured.voxels_measured = static_cast<int>(inside.size());
  if (inside.size() < kFewestVoxels) {
    measured.reasons.push_back(
        MakeReason(reasons::kTooFewVoxels,
                   StrCat(inside.size(),
                          " voxels lie inside the region's rim; at least ",
                          kFewestVoxels,
                          " are needed")));
    return measured;
  }
  const double median = Median(inside);
  std::vector<double> deviations;
  for (const double value : inside) deviations.push_back(std::abs(value - median));
  measured.value = median;
  measured.standard_error = 1.2533 * RobustScale(std::move(deviations)) /
                            std::sqrt(static_cast<double>(inside.size()));
  return measured;
}

MeasuredPair MeasureSignalRatio(const ExamPair& pair) {
  const double margin_mm =
      MeasuredMarginMm(pair.baseline.image.geometry, pair.follow_up.image.geometry);
  MeasuredPair measured{
      pair.baseline_wanted ? MeasureMedianSignal(pair.baseline, margin_mm) : MeasuredValue{},
      MeasureMedianSignal(pair.follow_up, margin_mm)};
  const SignalReference own =
      pair.reference != nullptr ? *pair.reference : CompareUntreatedTissue(pair);
  if (!own.usable) {
    for (MeasuredValue* value : {&measured.baseline, &measured.follow_up}) {
      value->value.reset();
      value->reasons = own.reasons;
    }
    return measured;
  }
  Scale(measured.baseline, own.baseline_level, 0);
  Scale(measured.follow_up,
        own.baseline_level * own.GainAt(AxesOf(pair.baseline.shape).centre),
        own.log_error);
  return measured;
}

}  // namespace regen
