// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/fit_region.h"

#include "analysis/relaxometry/decay_kernel.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>
#include <span>
#include <utility>

namespace regen {
namespace {

constexpr double kSmallestAngleDeg = 100.0;
constexpr double kLargestAngleDeg = 180.0;  // beyond, a train is that of the mirrored angle
constexpr double kAngleStepDeg = 10.0;
constexpr double kLargestEdge = 0.6;
constexpr double kEdgeStep = 0.1;
// What slices usually are, for regions too small or too noisy to say it themselves.
constexpr double kUsualEdge = 0.15;
constexpr double kUsualEdgeSpread = 0.15;
constexpr double kBright = 2.0;  // above, a magnitude without its noise is right in the mean
constexpr int kHalvings = 6;     // of the steps, around the best
// The slice is found from the means of at most this many groups of voxels of like T2, none of
// fewer voxels than that but for the only one.
constexpr std::size_t kMostGroups = 12;
constexpr std::size_t kFewestInGroup = 12;
constexpr double kGroupedFrom = 0.1;  // of the voxels in order of T2
constexpr double kGroupedTo = 0.9;
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

// The signal of many voxels of like T2.
struct Group {
  std::vector<float> signal;
  double voxels = 0;
};

// The mean of a group's echo where it is bright. Near the noise, whose magnitudes lift it, the
// root of the mean power without that of noise, which is 2 sigma² whatever the signal is
// (Gudbjartsson and Patz 1995); not everywhere, because voxels chosen by their T2 share in
// their noise.
float SignalOfGroup(const std::vector<float>& echo,
                    std::span<const std::pair<double, std::size_t>> members,
                    double sigma) {
  double sum = 0.0;
  double power = 0.0;
  for (const auto& [t2_ms, voxel] : members) {
    const auto value = static_cast<double>(echo[voxel]);
    sum += static_cast<double>(WithoutNoise(echo[voxel], sigma));
    power += value * value;
  }
  const auto count = static_cast<double>(members.size());
  const double square = std::max(power / count - 2.0 * sigma * sigma, 0.0);
  const bool dark = square < kBright * kBright * sigma * sigma;
  return static_cast<float>(dark ? std::sqrt(square) : sum / count);
}

// The voxels in order of T2 as a perfect slice would have it, without both ends, where others
// than the structure's own lie, in groups. Noise averages out of a group's mean, so that what
// the slice does to a train shows where no single voxel does.
std::vector<Group> GroupsOfLikeT2(const RegionSignals& signals,
                                  const EchoTrainTable& table,
                                  double sigma) {
  const std::size_t voxels = signals.echoes.front().size();
  const EchoTrainDictionary perfect = table.DictionaryOf({});
  std::vector<float> signal(signals.echoes.size());
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    Gather(signals, voxel, sigma, signal);
    order.emplace_back(perfect.Find(signal).t2_ms, voxel);
  }
  std::sort(order.begin(), order.end());
  const auto from = static_cast<std::size_t>(kGroupedFrom * static_cast<double>(voxels));
  const auto to =
      std::max(from + 1, static_cast<std::size_t>(kGroupedTo * static_cast<double>(voxels)));
  const std::size_t count =
      std::clamp<std::size_t>((to - from) / kFewestInGroup, 1, kMostGroups);
  std::vector<Group> groups;
  for (std::size_t n = 0; n < count; ++n) {
    const std::size_t first = from + (to - from) * n / count;
    const std::size_t last = from + (to - from) * (n + 1) / count;
    Group group;
    group.voxels = static_cast<double>(last - first);
    const std::span members(order.begin() + static_cast<std::ptrdiff_t>(first), last - first);
    for (const std::vector<float>& echo : signals.echoes)
      group.signal.push_back(SignalOfGroup(echo, members, sigma));
    groups.push_back(std::move(group));
  }
  return groups;
}

double ResidualOf(const std::vector<Group>& groups,
                  const EchoTrainTable& table,
                  const SliceFlips& flips) {
  const EchoTrainDictionary dictionary = table.DictionaryOf(flips);
  double sum = 0.0;
  for (const Group& group : groups)
    sum += group.voxels * dictionary.Find(group.signal).residual_sum;
  return sum;
}

// The refocusing angle and the edge with the smallest residuals: the best of a grid, then with
// ever smaller steps from it.
SliceFlips FindSlice(const std::vector<Group>& groups,
                     const EchoTrainTable& table,
                     double sigma) {
  const auto residual_of = [&](const SliceFlips& flips) {
    const double unusual = sigma * (flips.edge - kUsualEdge) / kUsualEdgeSpread;
    return ResidualOf(groups, table, flips) + unusual * unusual;
  };
  SliceFlips best;
  double least = residual_of(best);
  const auto consider = [&](const SliceFlips& flips) {
    if (flips.refocusing_deg < kSmallestAngleDeg || flips.refocusing_deg > kLargestAngleDeg ||
        flips.edge < 0.0 || flips.edge > kLargestEdge)
      return false;
    const double residual = residual_of(flips);
    if (!(residual < least)) return false;
    least = residual;
    best = flips;
    return true;
  };
  for (double edge = 0.0; edge < kLargestEdge + 0.5 * kEdgeStep; edge += kEdgeStep) {
    for (double angle = kSmallestAngleDeg; angle <= kLargestAngleDeg; angle += kAngleStepDeg)
      consider({angle, std::min(edge, kLargestEdge)});
  }
  double share = 0.5;
  for (int halving = 0; halving < kHalvings; ++halving, share *= 0.5) {
    bool better = true;
    while (better) {
      better = false;
      const SliceFlips from = best;
      for (const double angle : {-1.0, 0.0, 1.0}) {
        for (const double edge : {-1.0, 0.0, 1.0}) {
          better |= consider({from.refocusing_deg + angle * share * kAngleStepDeg,
                              from.edge + edge * share * kEdgeStep});
        }
      }
    }
  }
  return best;
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

VoxelFits FitTrain(const RegionSignals& signals,
                   const EchoTrainTable& table,
                   double sigma,
                   SliceFlips* slice) {
  *slice = FindSlice(GroupsOfLikeT2(signals, table, sigma), table, sigma);
  const EchoTrainDictionary dictionary = table.DictionaryOf(*slice);
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

// `table` for kEchoTrain alone.
VoxelFits FitBy(FitMethod method,
                const RegionSignals& signals,
                const std::optional<EchoTrainTable>& table,
                double sigma,
                SliceFlips* slice) {
  if (method == FitMethod::kEchoTrain) return FitTrain(signals, *table, sigma, slice);
  return FitExponential(signals, method == FitMethod::kMonoExponentialDropFirst ? 1 : 0, sigma);
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
  std::optional<EchoTrainTable> table;
  if (method == FitMethod::kEchoTrain)
    table.emplace(signals.echoes.size(), signals.echo_times_ms.front());
  fit.noise_sigma = rules.noise_sigma;
  if (fit.noise_sigma <= 0.0) {
    fit.noise_sigma =
        NoiseOf(FitBy(fit.method, signals, table, 0.0, &fit.slice).residual_sum, freedom);
  }
  const VoxelFits fits = FitBy(fit.method, signals, table, fit.noise_sigma, &fit.slice);
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
