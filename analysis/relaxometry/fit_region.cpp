// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/fit_region.h"

#include "analysis/relaxometry/decay_kernel.h"
#include "analysis/relaxometry/echo_train_model.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <span>

namespace regen {
namespace {

constexpr double kSmallestAngleDeg = 100.0;
constexpr double kAngleStepDeg = 5.0;
constexpr int kAngles = 17;  // up to 180°
// The angle is found from at most this many voxels, evenly over the region.
constexpr std::size_t kAngleVoxels = 3000;
constexpr std::size_t kFewestTrainEchoes = 5;

bool IsEven(const std::vector<double>& times, std::size_t first) {
  const double spacing = times[first + 1] - times[first];
  for (std::size_t n = first + 1; n < times.size(); ++n) {
    if (std::abs(times[n] - times[n - 1] - spacing) > 0.01 * spacing) {
      return false;
    }
  }
  return true;
}

float WithoutNoise(float value, double sigma) {
  const double square = static_cast<double>(value) * static_cast<double>(value) - sigma * sigma;
  return static_cast<float>(std::sqrt(std::max(square, 0.0)));
}

// One voxel's echoes behind one another, noise taken away.
void Gather(const RegionSignals& signals,
            std::size_t voxel,
            double sigma,
            std::vector<float>& out) {
  for (std::size_t n = 0; n < out.size(); ++n) {
    out[n] = WithoutNoise(signals.echoes[n][voxel], sigma);
  }
}

double ResidualAtAngle(const RegionSignals& signals, double angle_deg, double sigma) {
  const std::size_t voxels = signals.echoes.front().size();
  const std::size_t stride = std::max<std::size_t>(1, voxels / kAngleVoxels);
  const EchoTrainDictionary dictionary(
      signals.echoes.size(), signals.echo_times_ms.front(), angle_deg);
  std::vector<float> signal(signals.echoes.size());
  double sum = 0.0;
  for (std::size_t voxel = 0; voxel < voxels; voxel += stride) {
    Gather(signals, voxel, sigma, signal);
    sum += dictionary.Find(signal).residual_sum;
  }
  return sum;
}

// The angle with the smallest residuals, between the steps by a parabola; beyond 180° the train
// is that of the mirrored angle.
double FindRefocusing(const RegionSignals& signals, double sigma) {
  std::vector<double> residuals;
  for (int n = 0; n < kAngles; ++n) {
    residuals.push_back(ResidualAtAngle(signals, kSmallestAngleDeg + n * kAngleStepDeg, sigma));
  }
  residuals.push_back(residuals[kAngles - 2]);
  const auto best = static_cast<std::size_t>(
      std::min_element(residuals.begin(), residuals.end() - 1) - residuals.begin());
  double shift = 0.0;
  if (best > 0) {
    const double before = residuals[best - 1];
    const double after = residuals[best + 1];
    const double bend = before - 2.0 * residuals[best] + after;
    shift = bend > 0.0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
  }
  return std::min(kSmallestAngleDeg + (static_cast<double>(best) + shift) * kAngleStepDeg,
                  180.0);
}

struct VoxelFits {
  std::vector<float> t2_ms;
  std::vector<float> residual_sum;
  double systematic_misfit = 0;
};

// Largest of the mean residuals over the mean first echo.
double LargestShare(const std::vector<double>& residuals, double first_echo) {
  double largest = 0.0;
  for (const double residual : residuals) largest = std::max(largest, std::abs(residual));
  return first_echo > 0.0 ? largest / first_echo : 0.0;
}

VoxelFits FitTrain(const RegionSignals& signals, double angle_deg, double sigma) {
  const EchoTrainDictionary dictionary(
      signals.echoes.size(), signals.echo_times_ms.front(), angle_deg);
  VoxelFits fits;
  std::vector<float> signal(signals.echoes.size());
  std::vector<double> residuals(signals.echoes.size());
  double first_echo = 0.0;
  for (std::size_t voxel = 0; voxel < signals.echoes.front().size(); ++voxel) {
    Gather(signals, voxel, sigma, signal);
    const EchoTrainDictionary::Match match = dictionary.Find(signal);
    fits.t2_ms.push_back(static_cast<float>(match.t2_ms));
    fits.residual_sum.push_back(static_cast<float>(match.residual_sum));
    first_echo += static_cast<double>(signal.front());
    for (std::size_t n = 0; n < signal.size(); ++n)
      residuals[n] += static_cast<double>(signal[n]) - dictionary.SignalOf(match, n);
  }
  fits.systematic_misfit = LargestShare(residuals, first_echo);
  return fits;
}

double SumOfDeviations(const RegionSignals& signals,
                       std::size_t voxel,
                       std::size_t first,
                       double sigma) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t n = first; n < signals.echoes.size(); ++n) {
    const auto value = static_cast<double>(WithoutNoise(signals.echoes[n][voxel], sigma));
    sum += value;
    squares += value * value;
  }
  const auto count = static_cast<double>(signals.echoes.size() - first);
  return std::max(squares - sum * sum / count, 0.0);
}

VoxelFits FitExponential(const RegionSignals& signals, std::size_t first, double sigma) {
  const std::size_t voxels = signals.echoes.front().size();
  VoxelFits fits;
  if (IsEven(signals.echo_times_ms, first)) {
    EvenEchoes even;
    even.first_echo_ms = signals.echo_times_ms[first];
    even.echo_spacing_ms = (signals.echo_times_ms.back() - signals.echo_times_ms[first]) /
                           static_cast<double>(signals.echoes.size() - first - 1);
    even.signals.assign(signals.echoes.begin() + static_cast<std::ptrdiff_t>(first),
                        signals.echoes.end());
    const DecayFits all = FitDecays(even, sigma);
    fits.t2_ms = all.t2_ms;
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
      const double unexplained = 1.0 - static_cast<double>(all.r_squared[voxel]);
      fits.residual_sum.push_back(
          static_cast<float>(unexplained * SumOfDeviations(signals, voxel, first, sigma)));
    }
    return fits;
  }
  const std::span<const double> times = std::span(signals.echo_times_ms).subspan(first);
  std::vector<double> signal(times.size());
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    for (std::size_t n = 0; n < signal.size(); ++n) {
      signal[n] = static_cast<double>(WithoutNoise(signals.echoes[first + n][voxel], sigma));
    }
    const MonoExponentialFit fit = FitMonoExponential(times, signal);
    fits.t2_ms.push_back(static_cast<float>(fit.converged ? fit.t2_ms : 0.0));
    fits.residual_sum.push_back(static_cast<float>(
        (1.0 - fit.r_squared) * SumOfDeviations(signals, voxel, first, sigma)));
  }
  return fits;
}

// Chi-square of `freedom` that a normal number z has the same chance to stay below (Wilson and
// Hilferty 1931, PNAS 17:684).
double ChiSquare(double freedom, double z) {
  const double spread = 2.0 / (9.0 * freedom);
  return freedom * std::pow(1.0 - spread + z * std::sqrt(spread), 3);
}

// From the median of the residuals' sums: each is sigma² times chi-square of `freedom`.
double NoiseOf(std::vector<float> residual_sums, double freedom) {
  if (residual_sums.empty()) {
    return 0.0;
  }
  const auto middle =
      residual_sums.begin() + static_cast<std::ptrdiff_t>(residual_sums.size() / 2);
  std::nth_element(residual_sums.begin(), middle, residual_sums.end());
  return std::sqrt(static_cast<double>(*middle) / ChiSquare(freedom, 0.0));
}

VoxelFits FitBy(FitMethod method,
                const RegionSignals& signals,
                double sigma,
                double* refocusing_deg) {
  switch (method) {
    case FitMethod::kEchoTrain:
      *refocusing_deg = FindRefocusing(signals, sigma);
      return FitTrain(signals, *refocusing_deg, sigma);
    case FitMethod::kMonoExponentialDropFirst:
      return FitExponential(signals, 1, sigma);
    case FitMethod::kMonoExponential:
      break;
  }
  return FitExponential(signals, 0, sigma);
}

// Two echoes apart: a train's echoes may ripple from one to the next.
bool Rises(const RegionSignals& signals, std::size_t voxel, std::size_t first, double sigma) {
  const double allowed = 4.0 * std::numbers::sqrt2 * sigma;
  for (std::size_t n = first; n + 2 < signals.echoes.size(); ++n) {
    const double rise = static_cast<double>(signals.echoes[n + 2][voxel]) -
                        static_cast<double>(signals.echoes[n][voxel]);
    if (rise > allowed) {
      return true;
    }
  }
  return false;
}

FitQuality QualityOf(const RegionSignals& signals,
                     std::size_t voxel,
                     std::size_t first,
                     double residual_sum,
                     const RegionFit& fit,
                     const RegionFitRules& rules) {
  const auto t2_ms = static_cast<double>(fit.t2_ms[voxel]);
  const auto first_signal = static_cast<double>(signals.echoes[first][voxel]);
  if (!(first_signal > rules.detection_snr * fit.noise_sigma)) {
    return FitQuality::kBelowDetection;
  }
  if (Rises(signals, voxel, first, fit.noise_sigma)) {
    return FitQuality::kNotMonotone;
  }
  if (!(t2_ms >= rules.lower_bound_ms && t2_ms <= rules.upper_bound_ms)) {
    return FitQuality::kOutOfBounds;
  }
  const double freedom = static_cast<double>(signals.echoes.size() - first) - 2.0;
  const double most =
      fit.noise_sigma * fit.noise_sigma * ChiSquare(freedom, rules.most_residual_z);
  return residual_sum <= most ? FitQuality::kGood : FitQuality::kPoorFit;
}

}  // namespace

std::string_view FitMethodName(FitMethod method) {
  switch (method) {
    case FitMethod::kEchoTrain:
      return "extended phase graph";
    case FitMethod::kMonoExponentialDropFirst:
      return "mono-exponential without the first echo";
    case FitMethod::kMonoExponential:
      break;
  }
  return "mono-exponential";
}

int RegionFit::Rejected() const {
  return static_cast<int>(quality.size()) - count[static_cast<std::size_t>(FitQuality::kGood)];
}

bool ChooseFitMethod(const std::vector<double>& echo_times_ms,
                     RelaxationKind kind,
                     FitMethod* method) {
  const std::size_t echoes = echo_times_ms.size();
  if (kind == RelaxationKind::kT2Star) {
    *method = FitMethod::kMonoExponential;
    return echoes >= 3;
  }
  if (echoes < 4) {
    return false;
  }
  const double spacing = echo_times_ms[1] - echo_times_ms[0];
  const bool train = echoes >= kFewestTrainEchoes && IsEven(echo_times_ms, 0) &&
                     std::abs(echo_times_ms[0] - spacing) <= 0.01 * spacing;
  *method = train ? FitMethod::kEchoTrain : FitMethod::kMonoExponentialDropFirst;
  return true;
}

RegionFit FitRegion(const RegionSignals& signals,
                    FitMethod method,
                    const RegionFitRules& rules) {
  assert(signals.echoes.size() == signals.echo_times_ms.size());
  RegionFit fit;
  fit.method = method;
  const std::size_t first = fit.method == FitMethod::kMonoExponentialDropFirst ? 1 : 0;
  const std::size_t voxels = signals.echoes.front().size();
  if (voxels == 0) {
    return fit;
  }
  const auto freedom = static_cast<double>(signals.echoes.size() - first) - 2.0;
  fit.noise_sigma = rules.noise_sigma;
  if (fit.noise_sigma <= 0.0) {
    fit.noise_sigma =
        NoiseOf(FitBy(fit.method, signals, 0.0, &fit.refocusing_deg).residual_sum, freedom);
  }
  const VoxelFits fits = FitBy(fit.method, signals, fit.noise_sigma, &fit.refocusing_deg);
  fit.t2_ms = fits.t2_ms;
  fit.systematic_misfit = fits.systematic_misfit;
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    const auto left = static_cast<double>(fits.residual_sum[voxel]);
    fit.quality.push_back(QualityOf(signals, voxel, first, left, fit, rules));
    ++fit.count[static_cast<std::size_t>(fit.quality.back())];
  }
  return fit;
}

}  // namespace regen
