// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"
#include "analysis/indications/indication.h"
#include "analysis/measurement/t2_measurement.h"
#include "analysis/options/analysis_options.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/segmentation/region.h"

#include <optional>

namespace regen {

// One exam's voxels and where the structure lies in them.
struct OutlinedExam {
  const EchoSeries& series;
  const RegionShape& shape;
  const AxisMotion& exam_from_shape;
  const Volume& coverage;  // of the shape on the exam's grid, without margin
};

// How the position of an outline changes the value: T2 again with the outline shifted by
// ± `uncertainty_mm` along columns, rows and slices of the exam, `margin_mm` inside; root mean
// square of ln T2 - ln `t2_ms` over the shifts that can be measured; `uncertainty_mm` is the
// standard deviation of the position in space. Nothing where no shifted outline can be
// measured.
std::optional<double> PositionLogError(const OutlinedExam& exam,
                                       double margin_mm,
                                       double uncertainty_mm,
                                       double t2_ms,
                                       const T2MeasurementOptions& options);

// What the change of the primary measurement is judged by.
struct ChangeContext {
  const IndicationProtocol& protocol;
  const AnalysisOptions& options;
  std::optional<double> uncertainty_mm;  // of a carried outline's position
  double inflation = 1;
};

// Measures T2 of both exams and assesses the change. Where one cannot be measured the verdict
// is `not-comparable`, with reasons.
ReportedMeasurement MeasureChange(const OutlinedExam& baseline,
                                  const OutlinedExam& follow_up,
                                  const ChangeContext& context);

}  // namespace regen
