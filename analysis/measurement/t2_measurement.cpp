// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/t2_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kLongestMs = 500;  // beyond, a train of 100 ms is flat
constexpr int kLeastDetectedEchoes = 3;

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

T2MeasurementOptions OptionsOf(const MeasurementDefinition& definition, bool is_map) {
  T2MeasurementOptions options;
  options.lower_bound_ms = definition.lower_bound;
  options.upper_bound_ms = definition.method == MeasuringMethod::kHighT2Fraction
                               ? kLongestMs
                               : definition.upper_bound;
  options.is_map = is_map;
  options.least_detected_echoes = kLeastDetectedEchoes;
  return options;
}

Volume CoverageOf(const OutlinedExam& exam, double margin_mm) {
  return RegionCoverage(exam.shape, exam.image.geometry, exam.exam_from_shape, margin_mm);
}

Reason TooFew(int voxels, int needed) {
  return MakeReason(
      reasons::kTooFewVoxels,
      StrCat(voxels, " voxels lie inside the region's rim; at least ", needed, " are needed"));
}

RegionSignals SignalsInside(const EchoSeries& series, const Volume& coverage) {
  RegionSignals signals{series.echo_times_ms, {}};
  signals.echoes.resize(series.echoes.size());
  for (std::size_t at = 0; at < coverage.values.size(); ++at) {
    if (coverage.values[at] < 0.5F) continue;
    for (std::size_t echo = 0; echo < series.echoes.size(); ++echo)
      signals.echoes[echo].push_back(series.echoes[echo].values[at]);
  }
  return signals;
}

RegionFitRules RulesOf(const T2MeasurementOptions& options) {
  RegionFitRules rules;
  rules.lower_bound_ms = options.lower_bound_ms;
  rules.upper_bound_ms = options.upper_bound_ms;
  return rules;
}

VoxelTimes TrainTimes(const RegionSignals& signals, const T2MeasurementOptions& options) {
  const RegionFit fit = FitRegion(signals, FitMethod::kEchoTrain, RulesOf(options));
  VoxelTimes times;
  times.rejected = fit.Rejected();
  for (std::size_t voxel = 0; voxel < fit.t2_ms.size(); ++voxel) {
    if (fit.quality[voxel] == FitQuality::kGood)
      times.log_ms.push_back(std::log(static_cast<double>(fit.t2_ms[voxel])));
  }
  return times;
}

// Whether one T2 and one slice explain how the region's signal decays.
bool IsOneTrain(const EchoSeries& series,
                const Volume& coverage,
                const T2MeasurementOptions& options) {
  FitMethod method{};
  if (!ChooseFitMethod(series.echo_times_ms, RelaxationKind::kT2, &method)) return false;
  if (method != FitMethod::kEchoTrain) return false;
  const RegionFit fit = FitRegion(SignalsInside(series, coverage), method, RulesOf(options));
  return fit.systematic_misfit <= kMostSystematicMisfit;
}

// Where both exams are measured and how; no coverage of a baseline that nobody asks for.
struct FitPlan {
  T2MeasurementOptions options;
  std::optional<Volume> baseline;
  Volume follow_up;
};

FitPlan PlanFits(const ExamPair& pair,
                 const MeasurementDefinition& definition,
                 double margin_mm) {
  FitPlan plan;
  const bool is_map = pair.baseline.is_map || pair.follow_up.is_map;
  plan.options = OptionsOf(definition, is_map);
  plan.follow_up = CoverageOf(pair.follow_up, margin_mm);
  const bool star = definition.method == MeasuringMethod::kT2Star;
  const bool decided = is_map || star || pair.fit_method;
  if (pair.baseline_wanted || !decided) plan.baseline = CoverageOf(pair.baseline, margin_mm);
  if (is_map) return plan;
  if (star) {
    plan.options.method = FitMethod::kMonoExponential;
  } else if (pair.fit_method) {
    plan.options.method = *pair.fit_method;
  } else if (IsOneTrain(pair.baseline.series, *plan.baseline, plan.options) &&
             IsOneTrain(pair.follow_up.series, plan.follow_up, plan.options)) {
    plan.options.method = FitMethod::kEchoTrain;
  }
  return plan;
}

// Both exams by the plan: measure(series, coverage).
template <typename Measure>
MeasuredPair ByPlan(const FitPlan& plan, const ExamPair& pair, const Measure& measure) {
  MeasuredPair measured;
  if (pair.baseline_wanted) measured.baseline = measure(pair.baseline.series, *plan.baseline);
  measured.follow_up = measure(pair.follow_up.series, plan.follow_up);
  if (!plan.options.is_map) measured.fit_method = plan.options.method;
  return measured;
}

// Noise of a region's magnitudes: how voxels scatter in the second difference of the last three
// echoes, where a decay is nearly straight. Where all is noise that is 0.66 of a channel's, and
// the median magnitude 1.8 times as much.
double NoiseOf(const RegionSignals& signals) {
  assert(signals.echoes.size() >= 3);
  const auto last = signals.echoes.end();
  std::vector<double> bends;
  for (std::size_t voxel = 0; voxel < signals.echoes.front().size(); ++voxel) {
    const auto at = [&](std::ptrdiff_t echo) {
      return static_cast<double>((last + echo)->at(voxel));
    };
    bends.push_back(at(-3) - 2 * at(-2) + at(-1));
  }
  const double middle = Median(bends);
  for (double& bend : bends) bend = std::abs(bend - middle);
  return RobustScale(std::move(bends)) / std::sqrt(6.0);
}

// Which of the fitted echoes the region can be seen in; the reason where they are too few.
std::optional<Reason> BelowDetection(const EchoSeries& series,
                                     const Volume& coverage,
                                     const T2MeasurementOptions& options) {
  const RegionSignals signals = SignalsInside(series, coverage);
  const double noise = NoiseOf(signals);
  int detected = 0;
  std::string told;
  for (std::size_t echo = options.method == FitMethod::kMonoExponential ? 0 : 1;
       echo < series.echoes.size();
       ++echo) {
    const double median = Median({signals.echoes[echo].begin(), signals.echoes[echo].end()});
    detected += median >= kDetected * noise ? 1 : 0;
    if (detected >= options.least_detected_echoes) return std::nullopt;
    if (told.empty() && median < kDetected * noise) {
      told = StrCat("at an echo time of ",
                    FormatFixed(series.echo_times_ms[echo], 1),
                    " ms the structure's signal is ",
                    FormatFixed(noise > 0 ? median / noise : 0, 1),
                    " times the noise (at least ",
                    FormatFixed(kDetected, 2),
                    " expected)");
    }
  }
  return MakeReason(reasons::kBelowDetection,
                    StrCat(told,
                           "; ",
                           detected,
                           " fitted echoes show it, at least ",
                           options.least_detected_echoes,
                           " are needed"));
}

}  // namespace

T2Measurement MeasureT2(const EchoSeries& series,
                        const Volume& coverage,
                        const T2MeasurementOptions& options) {
  T2Measurement result;
  const VoxelTimes times = RelaxationTimes(series, coverage, options);
  const auto& log_t2 = times.log_ms;
  result.voxels_rejected = times.rejected;
  result.voxels_measured = static_cast<int>(log_t2.size());
  const int all = result.voxels_measured + result.voxels_rejected;
  if (all < options.min_voxels) {
    result.reasons.push_back(TooFew(all, options.min_voxels));
    return result;
  }
  if (options.least_detected_echoes > 0 && !options.is_map) {
    if (auto reason = BelowDetection(series, coverage, options)) {
      result.reasons.push_back(*std::move(reason));
      return result;
    }
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

VoxelTimes RelaxationTimes(const EchoSeries& series,
                           const Volume& coverage,
                           const T2MeasurementOptions& options) {
  assert(series.echoes.front().values.size() == coverage.values.size());
  assert(options.is_map || series.echoes.size() >= 4);
  if (!options.is_map && options.method == FitMethod::kEchoTrain)
    return TrainTimes(SignalsInside(series, coverage), options);
  const std::size_t first = options.method == FitMethod::kMonoExponentialDropFirst ? 1 : 0;
  const std::vector<double> echo_times_ms(
      series.echo_times_ms.begin() + static_cast<std::ptrdiff_t>(options.is_map ? 0 : first),
      series.echo_times_ms.end());
  std::vector<double> signal(echo_times_ms.size());
  VoxelTimes times;
  for (std::size_t at = 0; at < coverage.values.size(); ++at) {
    if (coverage.values[at] < 0.5F) continue;
    double time_ms = static_cast<double>(series.echoes.front().values[at]);
    bool fitted = true;
    if (!options.is_map) {
      for (std::size_t echo = 0; echo < signal.size(); ++echo)
        signal[echo] = static_cast<double>(series.echoes[echo + first].values[at]);
      const MonoExponentialFit fit = FitMonoExponential(echo_times_ms, signal);
      time_ms = fit.t2_ms;
      fitted = fit.converged;
    }
    if (fitted && time_ms >= options.lower_bound_ms && time_ms <= options.upper_bound_ms) {
      times.log_ms.push_back(std::log(time_ms));
    } else {
      ++times.rejected;
    }
  }
  return times;
}

MeasuredPair MeasureRelaxation(const ExamPair& pair, const MeasurementDefinition& definition) {
  const double margin_mm =
      MeasuredMarginMm(pair.baseline.image.geometry, pair.follow_up.image.geometry);
  const FitPlan plan = PlanFits(pair, definition, margin_mm);
  const auto measure = [&](const EchoSeries& series, const Volume& coverage) {
    T2Measurement t2 = MeasureT2(series, coverage, plan.options);
    MeasuredValue measured;
    measured.value = t2.t2_ms;
    if (t2.t2_ms) measured.standard_error = *t2.t2_ms * t2.log_standard_error;
    measured.voxels_measured = t2.voxels_measured;
    measured.voxels_rejected = t2.voxels_rejected;
    measured.reasons = std::move(t2.reasons);
    return measured;
  };
  return ByPlan(plan, pair, measure);
}

MeasuredPair MeasureHighFraction(const ExamPair& pair,
                                 const MeasurementDefinition& definition) {
  constexpr double kVoxelsAsOne = 4;
  const double log_threshold = std::log(definition.threshold);
  const FitPlan plan = PlanFits(pair, definition, 0);
  const auto measure = [&](const EchoSeries& series, const Volume& coverage) {
    const VoxelTimes times = RelaxationTimes(series, coverage, plan.options);
    MeasuredValue measured;
    measured.voxels_measured = static_cast<int>(times.log_ms.size());
    measured.voxels_rejected = times.rejected;
    if (measured.voxels_measured < plan.options.min_voxels) {
      measured.reasons.push_back(TooFew(measured.voxels_measured, plan.options.min_voxels));
      return measured;
    }
    const auto n = static_cast<double>(times.log_ms.size());
    const double share = static_cast<double>(std::count_if(
                             times.log_ms.begin(),
                             times.log_ms.end(),
                             [&](double log_ms) { return log_ms > log_threshold; })) /
                         n;
    measured.value = 100 * share;
    // Agresti and Coull 1998: at 0 and 1 the plain binomial error would be none.
    const double p = (share * n + 2) / (n + 4);
    measured.standard_error = 100 * std::sqrt(p * (1 - p) * kVoxelsAsOne / n);
    return measured;
  };
  return ByPlan(plan, pair, measure);
}

double MeasuredMarginMm(const VolumeGeometry& baseline, const VolumeGeometry& follow_up) {
  return std::max({baseline.spacing_mm[0],
                   baseline.spacing_mm[1],
                   follow_up.spacing_mm[0],
                   follow_up.spacing_mm[1]});
}

}  // namespace regen
