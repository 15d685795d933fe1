// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/image/volume.h"

#include <optional>

namespace regen {

struct T2MeasurementOptions {
  double lower_bound_ms = 5;  // a voxel outside of the bounds is rejected, and counted
  double upper_bound_ms = 200;
  double trimmed_fraction = 0.10;  // of the accepted voxels, at each end
  int min_voxels = 30;             // accepted
  double max_rejected_fraction = 0.5;
};

// T2 of one region in one exam.
struct T2Measurement {
  std::optional<double> t2_ms;  // nothing: see `reasons`
  // Standard error of ln T2 from the spread of the voxels: this exam's own error, without
  // position and repeatability.
  double log_standard_error = 0;
  int voxels_measured = 0;  // accepted by the fit
  int voxels_rejected = 0;
  Reasons reasons;  // too-few-voxels, fit-not-usable
};

// Fits S0 exp(-TE/T2) without the first echo to every voxel that `coverage` (same grid) covers
// by at least half, and takes the trimmed mean of ln T2 over those that converge inside the
// bounds:
//   T2 = exp( mean of ln T2_v, `trimmed_fraction` left out at each end )
// The logarithm makes a change of all voxels by one factor a change of the result by that
// factor, whatever the spread of T2 inside the structure.
T2Measurement MeasureT2(const EchoSeries& series,
                        const Volume& coverage,
                        const T2MeasurementOptions& options);

// How far inside the outline voxels are measured, in mm: one voxel in the plane of the coarser
// of the two exams. Nearer, a voxel also holds the bright fat beside a tendon.
double MeasuredMarginMm(const VolumeGeometry& baseline, const VolumeGeometry& follow_up);

}  // namespace regen
