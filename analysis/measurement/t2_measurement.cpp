// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/t2_measurement.h"

#include "analysis/base/text.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace regen {
namespace {

// ln T2 of every accepted voxel, in voxel order.
std::vector<double> AcceptedLogT2(const EchoSeries& series,
                                  const Volume& coverage,
                                  const T2MeasurementOptions& options,
                                  int* rejected) {
  const std::vector<double> echo_times_ms(series.echo_times_ms.begin() + 1,
                                          series.echo_times_ms.end());
  std::vector<double> signal(echo_times_ms.size());
  std::vector<double> accepted;
  for (std::size_t at = 0; at < coverage.values.size(); ++at) {
    if (coverage.values[at] < 0.5F) continue;
    for (std::size_t echo = 0; echo < signal.size(); ++echo) {
      signal[echo] = static_cast<double>(series.echoes[echo + 1].values[at]);
    }
    const MonoExponentialFit fit = FitMonoExponential(echo_times_ms, signal);
    if (fit.converged && fit.t2_ms >= options.lower_bound_ms &&
        fit.t2_ms <= options.upper_bound_ms) {
      accepted.push_back(std::log(fit.t2_ms));
    } else {
      ++*rejected;
    }
  }
  return accepted;
}

struct TrimmedMean {
  double mean = 0;
  double standard_error = 0;
};

// Standard error by the winsorised variance (Tukey and McLaughlin 1963, Sankhya A 25:331).
TrimmedMean MeanWithoutTails(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  const auto n = values.size();
  const auto cut = static_cast<std::size_t>(fraction * static_cast<double>(n));
  double sum = 0;
  for (std::size_t at = cut; at < n - cut; ++at) sum += values[at];
  TrimmedMean result;
  result.mean = sum / static_cast<double>(n - 2 * cut);
  double winsorised_mean = 0;
  for (std::size_t at = 0; at < n; ++at) {
    winsorised_mean += values[std::clamp(at, cut, n - cut - 1)];
  }
  winsorised_mean /= static_cast<double>(n);
  double squares = 0;
  for (std::size_t at = 0; at < n; ++at) {
    const double deviation = values[std::clamp(at, cut, n - cut - 1)] - winsorised_mean;
    squares += deviation * deviation;
  }
  const double sd = std::sqrt(squares / static_cast<double>(n - 1));
  result.standard_error = sd / ((1.0 - 2.0 * fraction) * std::sqrt(static_cast<double>(n)));
  return result;
}

}  // namespace

T2Measurement MeasureT2(const EchoSeries& series,
                        const Volume& coverage,
                        const T2MeasurementOptions& options) {
  assert(series.echoes.size() >= 4);
  assert(series.echoes.front().values.size() == coverage.values.size());
  T2Measurement result;
  const auto log_t2 = AcceptedLogT2(series, coverage, options, &result.voxels_rejected);
  result.voxels_measured = static_cast<int>(log_t2.size());
  const int all = result.voxels_measured + result.voxels_rejected;
  if (all < options.min_voxels) {
    result.reasons.push_back(MakeReason(reasons::kTooFewVoxels,
                                        StrCat(all,
                                               " voxels lie inside the region's rim; at least ",
                                               options.min_voxels,
                                               " are needed")));
    return result;
  }
  if (result.voxels_measured < options.min_voxels ||
      result.voxels_rejected > options.max_rejected_fraction * all) {
    result.reasons.push_back(MakeReason(reasons::kFitNotUsable,
                                        StrCat(result.voxels_rejected,
                                               " of ",
                                               all,
                                               " voxels have no T2 between ",
                                               options.lower_bound_ms,
                                               " and ",
                                               options.upper_bound_ms,
                                               " ms")));
    return result;
  }
  const TrimmedMean mean = MeanWithoutTails(log_t2, options.trimmed_fraction);
  result.t2_ms = std::exp(mean.mean);
  result.log_standard_error = mean.standard_error;
  return result;
}

double MeasuredMarginMm(const VolumeGeometry& baseline, const VolumeGeometry& follow_up) {
  return std::max({baseline.spacing_mm[0],
                   baseline.spacing_mm[1],
                   follow_up.spacing_mm[0],
                   follow_up.spacing_mm[1]});
}

}  // namespace regen
