// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_measure.h"

#include "analysis/base/text.h"
#include "analysis/change/change_assessment.h"
#include "analysis/report/provenance.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

namespace regen {
namespace {

Repeatability RepeatabilityOf(const ChangeContext& context,
                              const MeasurementDefinition& definition) {
  const auto site = context.options.repeatability.find(
      StrCat(context.protocol.structure, "/", definition.name));
  if (site != context.options.repeatability.end()) {
    return {site->second.within_subject_cv_percent,
            site->second.subjects,
            site->second.source,
            site->second.citation};
  }
  const RepeatabilityPrior& prior = definition.repeatability;
  return {prior.within_subject_cv_percent, prior.subjects, "literature", prior.citation};
}

ReportedMeasurement::Exam DescribeExam(const T2Measurement& measured, const Volume& coverage) {
  ReportedMeasurement::Exam described;
  described.voxels_measured = measured.voxels_measured;
  described.voxels_rejected = measured.voxels_rejected;
  described.volume_mm3 = AsReported(CoverageVolumeMm3(coverage));
  if (measured.t2_ms)
    described.standard_error = AsReported(*measured.t2_ms * measured.log_standard_error);
  return described;
}

T2Measurement MeasureExam(const OutlinedExam& exam,
                          const AxisMotion& exam_from_shape,
                          double margin_mm,
                          const T2MeasurementOptions& options) {
  const VolumeGeometry& grid = exam.series.echoes.front().geometry;
  return MeasureT2(
      exam.series, RegionCoverage(exam.shape, grid, exam_from_shape, margin_mm), options);
}

void AppendPrefixed(Reasons& to, const char* exam, const Reasons& from) {
  for (const Reason& reason : from)
    to.push_back({reason.code, StrCat(exam, ": ", reason.text)});
}

void Assess(const T2Measurement& baseline,
            const T2Measurement& follow_up,
            const Repeatability& repeatability,
            double inflation,
            ReportedMeasurement& reported) {
  const auto change = AssessChange({*reported.baseline, baseline.log_standard_error},
                                   {*reported.follow_up, follow_up.log_standard_error},
                                   repeatability,
                                   inflation);
  reported.change = AsReported(change.change);
  reported.change_percent = AsReported(change.change_percent);
  reported.change_percent_lower = AsReported(change.lower_percent);
  reported.change_percent_upper = AsReported(change.upper_percent);
  reported.repeatability_percent = AsReported(change.repeatability_percent);
  reported.verdict = change.verdict;
}

}  // namespace

std::optional<double> PositionLogError(const OutlinedExam& exam,
                                       double margin_mm,
                                       double uncertainty_mm,
                                       double t2_ms,
                                       const T2MeasurementOptions& options) {
  assert(uncertainty_mm >= 0 && t2_ms > 0);
  const Mat3& axes = exam.coverage.geometry.direction;
  double squares = 0;
  int measured = 0;
  for (int axis = 0; axis < 3; ++axis) {
    for (const double sign : {-1.0, 1.0}) {
      AxisMotion shifted = exam.exam_from_shape;
      for (Rigid3& station : shifted.stations) {
        station.translation_mm += sign * uncertainty_mm * axes.col(axis);
      }
      const auto again = MeasureExam(exam, shifted, margin_mm, options);
      if (!again.t2_ms) continue;
      const double by = std::log(*again.t2_ms / t2_ms);
      squares += by * by;
      ++measured;
    }
  }
  if (measured == 0) return std::nullopt;
  return std::sqrt(squares / measured);
}

ReportedMeasurement MeasureChange(const OutlinedExam& baseline_exam,
                                  const OutlinedExam& follow_up_exam,
                                  const ChangeContext& context) {
  const MeasurementDefinition& definition = *PrimaryMeasurement(context.protocol);
  T2MeasurementOptions options;
  options.lower_bound_ms = definition.lower_bound;
  options.upper_bound_ms = definition.upper_bound;
  const double margin_mm = MeasuredMarginMm(baseline_exam.series.echoes.front().geometry,
                                            follow_up_exam.series.echoes.front().geometry);
  const T2Measurement baseline =
      MeasureExam(baseline_exam, baseline_exam.exam_from_shape, margin_mm, options);
  T2Measurement follow_up =
      MeasureExam(follow_up_exam, follow_up_exam.exam_from_shape, margin_mm, options);

  ReportedMeasurement reported;
  reported.name = definition.name;
  reported.structure = context.protocol.structure;
  reported.unit = definition.unit;
  reported.primary = definition.primary;
  if (baseline.t2_ms) reported.baseline = AsReported(*baseline.t2_ms);
  if (follow_up.t2_ms) reported.follow_up = AsReported(*follow_up.t2_ms);
  reported.baseline_exam = DescribeExam(baseline, baseline_exam.coverage);
  reported.follow_up_exam = DescribeExam(follow_up, follow_up_exam.coverage);
  AppendPrefixed(reported.reasons, "baseline", baseline.reasons);
  AppendPrefixed(reported.reasons, "follow-up", follow_up.reasons);
  if (follow_up.t2_ms && context.uncertainty_mm) {
    const auto by_position = PositionLogError(
        follow_up_exam, margin_mm, *context.uncertainty_mm, *follow_up.t2_ms, options);
    if (by_position) {
      reported.follow_up_exam->registration_error = AsReported(*follow_up.t2_ms * *by_position);
      follow_up.log_standard_error = std::hypot(follow_up.log_standard_error, *by_position);
    }
  }
  const Repeatability repeatability = RepeatabilityOf(context, definition);
  reported.repeatability_source = repeatability.source;
  reported.repeatability_citation = repeatability.citation;
  if (baseline.t2_ms && follow_up.t2_ms)
    Assess(baseline, follow_up, repeatability, context.inflation, reported);
  return reported;
}

}  // namespace regen
