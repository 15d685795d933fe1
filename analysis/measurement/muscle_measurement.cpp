// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/muscle_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_measurement.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/t2_measurement.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kRadiusMm = 4;
constexpr double kNearestMm = 5;
constexpr double kFarthestMm = 16;
constexpr double kBelowEndMm = 10;
constexpr double kAboveEndMm = 35;
constexpr double kLeastFromFat = 0.14;  // of ln signal: 15 %
constexpr double kLeastSignalToNoise = 5;
constexpr double kVoxelsAsOne = 4;
constexpr int kFewestVoxels = 30;

// Signals of the voxels of a ball; none where the ball leaves the image.
std::vector<double> BallSignals(const Volume& image, const Vec3& centre) {
  const VolumeGeometry& grid = image.geometry;
  const Vec3 index = IndexFromLps(grid, centre);
  std::vector<double> signals;
  const auto low = [&](int a) {
    return static_cast<int>(std::ceil(index[a] - kRadiusMm / grid.spacing_mm[a]));
  };
  const auto high = [&](int a) {
    return static_cast<int>(std::floor(index[a] + kRadiusMm / grid.spacing_mm[a]));
  };
  for (int a = 0; a < 3; ++a) {
    if (low(a) < 0 || high(a) >= grid.size[static_cast<std::size_t>(a)]) return {};
  }
  for (int k = low(2); k <= high(2); ++k) {
    for (int j = low(1); j <= high(1); ++j) {
      for (int i = low(0); i <= high(0); ++i) {
        if ((LpsFromIndex(grid, Vec3(i, j, k)) - centre).norm() <= kRadiusMm)
          signals.push_back(static_cast<double>(image.At(i, j, k)));
      }
    }
  }
  return signals;
}

// A place in front of the whole region.
Vec3 InFront(const ShapeAxes& axes, double along, double across, double before) {
  return axes.centre + along * axes.along + across * axes.across -
         (axes.half_thickness_mm + before) * axes.through;
}

// Of the fat in front of the tendon's lower half.
std::optional<double> FatSignal(const OutlinedExam& exam, const ShapeAxes& axes) {
  std::vector<double> signals;
  for (double along = -0.5 * axes.half_length_mm; along <= 0; along += 1) {
    for (double before = 2; before <= 6; before += 1) {
      double value = 0;
      const Vec3 p = exam.exam_from_shape * InFront(axes, along, 0, before);
      if (InterpolateLinear(exam.image, IndexFromLps(exam.image.geometry, p), &value))
        signals.push_back(value);
    }
  }
  if (signals.size() < 20) return std::nullopt;
  return Median(std::move(signals));
}

double Spread(const std::vector<double>& signals, double middle) {
  std::vector<double> off;
  for (const double signal : signals) off.push_back(std::abs(signal - middle));
  return RobustScale(std::move(off));
}

// What both measurements compare with: the muscle, and how the gain changed.
struct Comparison {
  MuscleLevel muscle;
  SignalReference gain;
  Reasons reasons;  // none: usable
};

Comparison Compare(const ExamPair& pair) {
  Comparison comparison;
  struct Muscle {
    std::optional<MuscleLevel> level;
  };
  const OutlinedExam& baseline = pair.baseline;
  const auto muscle = MadeOnce<Muscle>(baseline.work, WorkOn::kOutline, [&] {
                        return Muscle{FindMuscle(baseline, AxesOf(baseline.shape))};
                      })->level;
  if (!muscle) {
    comparison.reasons.push_back(
        MakeReason(reasons::kReferenceNotFound,
                   "the baseline shows no even muscle in front of the tendon's upper end"));
    return comparison;
  }
  comparison.muscle = *muscle;
  comparison.gain = pair.reference != nullptr ? *pair.reference : CompareUntreatedTissue(pair);
  if (!comparison.gain.usable) comparison.reasons = comparison.gain.reasons;
  return comparison;
}

void Scale(MeasuredValue& measured, double level, double log_error) {
  if (!measured.value) return;
  *measured.value /= level;
  measured.standard_error =
      std::hypot(measured.standard_error / level, *measured.value * log_error);
}

template <typename Level>
MeasuredValue ShareAbove(const OutlinedExam& exam, double margin_mm, const Level& level) {
  const VolumeGeometry& grid = exam.image.geometry;
  const Volume coverage = RegionCoverage(exam.shape, grid, exam.exam_from_shape, margin_mm);
  MeasuredValue measured;
  int above = 0;
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i, ++at) {
        if (coverage.values[at] < 0.5F) continue;
        ++measured.voxels_measured;
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        above += static_cast<double>(exam.image.values[at]) > level(p) ? 1 : 0;
      }
    }
  }
  if (measured.voxels_measured < kFewestVoxels) {
    measured.reasons.push_back(
        MakeReason(reasons::kTooFewVoxels,
                   StrCat(measured.voxels_measured,
                          " voxels lie inside the region's rim; at least ",
                          kFewestVoxels,
                          " are needed")));
    return measured;
  }
  const double n = measured.voxels_measured;
  measured.value = 100 * above / n;
  // Agresti and Coull 1998: at 0 and 1 the plain binomial error would be none.
  const double p = (above + 2) / (n + 4);
  measured.standard_error = 100 * std::sqrt(p * (1 - p) * kVoxelsAsOne / n);
  return measured;
}

}  // namespace

std::optional<MuscleLevel> FindMuscle(const OutlinedExam& exam, const ShapeAxes& axes) {
  const auto fat = FatSignal(exam, axes);
  if (!fat || !(*fat > 0)) return std::nullopt;
  const double noise = NoiseOf(exam);
  std::optional<MuscleLevel> best;
  double least = 0;
  const double width = 0.6 * axes.half_width_mm;
  for (double along = axes.half_length_mm - kBelowEndMm;
       along <= axes.half_length_mm + kAboveEndMm;
       along += 3) {
    for (double before = kNearestMm; before <= kFarthestMm; before += 2) {
      for (double across = -width; across <= width; across += 2) {
        const Vec3 centre = exam.exam_from_shape * InFront(axes, along, across, before);
        const auto signals = BallSignals(exam.image, centre);
        if (static_cast<int>(signals.size()) < kFewestVoxels) continue;
        const double middle = Median(signals);
        if (middle < kLeastSignalToNoise * noise || !(middle > 0)) continue;
        if (std::abs(std::log(middle / *fat)) < kLeastFromFat) continue;
        const double spread = Spread(signals, middle);
        if (best && spread / middle >= least) continue;
        least = spread / middle;
        const double n = static_cast<double>(signals.size());
        best = MuscleLevel{centre, middle, 1.2533 * spread / std::sqrt(n)};
      }
    }
  }
  return best;
}

MeasuredPair MeasureMuscleRatio(const ExamPair& pair) {
  const Comparison with = Compare(pair);
  if (!with.reasons.empty()) return NotMeasured(with.reasons);
  const double margin_mm =
      MeasuredMarginMm(pair.baseline.image.geometry, pair.follow_up.image.geometry);
  MeasuredPair measured;
  if (pair.baseline_wanted) measured.baseline = MeasureMedianSignal(pair.baseline, margin_mm);
  measured.follow_up = MeasureMedianSignal(pair.follow_up, margin_mm);
  const double level = with.muscle.signal;
  Scale(measured.baseline, level, 0);
  Scale(measured.follow_up,
        level * with.gain.GainAt(AxesOf(pair.baseline.shape).centre),
        with.gain.log_error);
  return measured;
}

MeasuredPair MeasureHighSignal(const ExamPair& pair, const MeasurementDefinition& definition) {
  const Comparison with = Compare(pair);
  if (!with.reasons.empty()) return NotMeasured(with.reasons);
  const double margin_mm =
      MeasuredMarginMm(pair.baseline.image.geometry, pair.follow_up.image.geometry);
  const double level = definition.threshold * with.muscle.signal;
  MeasuredPair measured;
  if (pair.baseline_wanted)
    measured.baseline =
        ShareAbove(pair.baseline, margin_mm, [&](const Vec3&) { return level; });
  measured.follow_up = ShareAbove(pair.follow_up, margin_mm, [&](const Vec3& p) {
    return level * with.gain.GainAt(BackFrom(pair.follow_up.exam_from_baseline, p));
  });
  return measured;
}

}  // namespace regen
