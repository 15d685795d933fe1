// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/image/volume.h"
#include "analysis/indications/measurement_definition.h"
#include "analysis/measurement/exam_pair.h"

#include <optional>
#include <vector>

namespace regen {

struct T2MeasurementOptions {
  double lower_bound_ms = 5;  // a voxel outside of the bounds is rejected, and counted
  double upper_bound_ms = 200;
  double trimmed_fraction = 0.10;  // of the accepted voxels, at each end
  int min_voxels = 30;             // accepted
  double max_rejected_fraction = 0.5;
  FitMethod method = FitMethod::kMonoExponentialDropFirst;
  bool is_map = false;  // the one volume holds relaxation times already
  // So many of the fitted echoes must show the region's median at kDetected times the noise of
  // its own last echoes, or more; 0: not asked. Of a map there are no echoes to ask.
  int least_detected_echoes = 0;
};

// Where all is noise the median magnitude is 1.8 times the spread of magnitudes; a quarter
// above that, a region of hundreds of voxels surely holds signal.
inline constexpr double kDetected = 2.25;

// T2 of one region in one exam.
struct T2Measurement {
  std::optional<double> t2_ms;  // nothing: see `reasons`
  // Standard error of ln T2 from the spread of the voxels: this exam's own error, without
  // position and repeatability.
  double log_standard_error = 0;
  int voxels_measured = 0;  // accepted by the fit
  int voxels_rejected = 0;
  Reasons reasons;  // too-few-voxels, fit-not-usable, below-detection
};

// Fits every voxel that `coverage` (same grid) covers by at least half: an echo train with its
// stimulated echoes and noise floor (FitRegion), or S0 exp(-TE/T2) by least squares. Takes the
// trimmed mean of ln T2 over those that are accepted (FitRegion's rules; that converge inside
// the bounds):
//   T2 = exp( mean of ln T2_v, `trimmed_fraction` left out at each end )
// The logarithm makes a change of all voxels by one factor a change of the result by that
// factor, whatever the spread of T2 inside the structure.
T2Measurement MeasureT2(const EchoSeries& series,
                        const Volume& coverage,
                        const T2MeasurementOptions& options);

// The relaxation times of the accepted voxels, as natural logarithms, in voxel order.
struct VoxelTimes {
  std::vector<double> log_ms;
  int rejected = 0;
};
VoxelTimes RelaxationTimes(const EchoSeries& series,
                           const Volume& coverage,
                           const T2MeasurementOptions& options);

// How much of the mean first echo the model of an echo train may leave unexplained, in the mean
// of a region at any echo. One component with any refocusing leaves less than 0.5 %, a fast
// and a slow one many times that.
inline constexpr double kMostSystematicMisfit = 0.02;

// The same of both exams, one margin inside the outline, by the row's method (T2, T2*) and
// bounds. Both are fitted alike: as echo trains where their echo times allow it and the model
// explains both regions' decays (kMostSystematicMisfit), else without the first echo, which
// lacks stimulated echoes.
// A structure whose signal has sunk into the noise before the third echo has no time
// that these echoes could tell: below-detection, whatever the fit of the noise says.
MeasuredPair MeasureRelaxation(const ExamPair& pair, const MeasurementDefinition& definition);

// Share of the accepted voxels whose time lies above the row's threshold, in %. Without a rim:
// what is thin would lose the layer that matters. Its standard error is that of a binomial
// share, voxels of a neighbourhood of 2 × 2 taken as one because images are smooth.
MeasuredPair MeasureHighFraction(const ExamPair& pair, const MeasurementDefinition& definition);

// How far inside the outline voxels are measured, in mm: one voxel in the plane of the coarser
// of the two exams. Nearer, a voxel also holds the bright fat beside a tendon.
double MeasuredMarginMm(const VolumeGeometry& baseline, const VolumeGeometry& follow_up);

}  // namespace regen
