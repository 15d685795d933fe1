// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/relaxometry/echo_train_model.h"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace regen {

enum class RelaxationKind { kT2, kT2Star };

// Why a voxel counts or not; the first that applies.
enum class FitQuality {
  kGood,
  kBelowDetection,  // the first echo used is not above the noise
  kNotMonotone,     // the signal rises again by more than noise explains
  kOutOfBounds,
  kPoorFit  // leaves far more than noise
};
inline constexpr std::size_t kFitQualities = 5;

struct RegionFitRules {
  double lower_bound_ms = 5;
  double upper_bound_ms = 200;
  // Of a voxel's residual sum of squares over that of noise, in standard deviations of a normal
  // number with the same chance: 4 is left by one voxel of 30000 that follows the model.
  double most_residual_z = 4;
  double detection_snr = 3;  // of the first echo used
  double noise_sigma = 0;    // of one channel; 0: from the fits' residuals
};

enum class FitMethod {
  kEchoTrain,                 // extended phase graph, one slice for the region
  kMonoExponentialDropFirst,  // S0 exp(-TE/T2) without the first echo
  kMonoExponential            // with it: T2*
};
std::string_view FitMethodName(FitMethod method);

struct RegionFit {
  FitMethod method = FitMethod::kMonoExponential;
  SliceFlips slice;          // kEchoTrain: found
  double noise_sigma = 0;    // given or found
  std::vector<float> t2_ms;  // of every voxel, or T2*
  std::vector<FitQuality> quality;
  // kEchoTrain: the largest over the echoes of |mean of (signal - model)| over the region, as a
  // share of the mean first echo. Noise averages out of it; what is left says that the decays
  // are not those of one T2 and one slice.
  double systematic_misfit = 0;
  std::array<int, kFitQualities> count{};  // of each quality

  int Rejected() const;
};

// Signals of a region's voxels, one vector per echo, echo times ascending.
struct RegionSignals {
  std::vector<double> echo_times_ms;
  std::vector<std::vector<float>> echoes;
};

// Which method fits these echo times, if any: T2 from at least five evenly spaced echoes that
// begin at their spacing by the echo train, else from at least four without the first; T2* from
// at least three. False: too few echoes.
bool ChooseFitMethod(const std::vector<double>& echo_times_ms,
                     RelaxationKind kind,
                     FitMethod* method);

// Fits every voxel of a region by a method that its echo times allow (ChooseFitMethod). The
// refocusing angle and how it falls off across the slice, which coil and pulses make, are taken
// to be one for the region and found as those with the smallest residuals of all: a single
// voxel's noise hardly matters then. The noise floor is taken away as in FitDecays.
RegionFit FitRegion(const RegionSignals& signals,
                    FitMethod method,
                    const RegionFitRules& rules);

}  // namespace regen
