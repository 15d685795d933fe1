// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/exam_series.h"

namespace regen {

ExamSeries SagittalT2Train() {
  ExamSeries series;
  series.role = "t2-map";
  series.description = "SAG T2 MAP";
  // Refocusing pulses short of 180°, weaker towards the edge of the slice.
  series.sequence.refocusing_deg = 165.0;
  series.sequence.slice_edge = 0.2;
  return series;
}

ExamSeries SagittalProtonDensity() {
  ExamSeries series;
  series.role = "anatomy-plain";
  series.description = "SAG PD";
  series.sequence.kind = SequenceKind::kFastSpinEcho;
  series.sequence.repetition_time_ms = 3000;
  series.sequence.echo_times_ms = {30};
  series.sequence.echo_train_length = 7;
  series.noise_sigma = 20.0;
  return series;
}

ExamSeries SagittalProtonDensityFat() {
  ExamSeries series = SagittalProtonDensity();
  series.role = "anatomy";
  series.description = "SAG PD FS";
  series.sequence.fat_residual = 0.25;  // of the pulse; grey, as spectral suppression leaves it
  return series;
}

ExamSeries SagittalDoubleEcho() {
  ExamSeries series;
  series.role = "three-d";
  series.description = "SAG 3D DESS WE";
  series.sequence.kind = SequenceKind::kDoubleEchoSteadyState;
  series.sequence.repetition_time_ms = 16;
  series.sequence.echo_times_ms = {5};
  series.sequence.flip_angle_deg = 25;
  series.sequence.fat_residual = 0.1;
  series.size = {256, 256, 88};
  series.spacing_mm = Vec3(0.625, 0.625, 1.0);
  series.slice_thickness_mm = 1.0;
  series.noise_sigma = 15.0;
  series.three_d = true;
  series.combined = true;
  return series;
}

}  // namespace regen
