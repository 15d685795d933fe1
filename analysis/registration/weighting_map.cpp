// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/weighting_map.h"

#include "analysis/image/interpolate.h"
#include "analysis/image/local_normalisation.h"
#include "analysis/image/shrink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kSpacingMm = 1.25;
constexpr double kAroundMm = 2.5;  // to each side, of the deviation
constexpr std::size_t kSignalBins = 24;
constexpr std::size_t kDeviationBins = 6;
constexpr double kPrior = 5.0;  // voxels of the mean of a signal, whatever the deviation
constexpr std::size_t kLeastPairs = kSignalBins * kDeviationBins;

// What of an image tells its tissue.
struct Appearance {
  Volume signal;
  Volume deviation;  // standard deviation around each voxel
};

Appearance AppearanceOf(const Volume& image) {
  Appearance seen{ShrunkInPatientOrder(image, kSpacingMm), {}};
  std::array<int, 3> reach{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxels =
        kAroundMm / seen.signal.geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
    reach[axis] = std::max(1, static_cast<int>(std::lround(voxels)));
  }
  const Volume mean = BoxMean(seen.signal, reach);
  seen.deviation = seen.signal;
  for (float& value : seen.deviation.values) value *= value;
  seen.deviation = BoxMean(seen.deviation, reach);
  for (std::size_t n = 0; n < mean.values.size(); ++n) {
    const float m = mean.values[n];
    seen.deviation.values[n] = std::sqrt(std::max(0.0F, seen.deviation.values[n] - m * m));
  }
  return seen;
}

// One place in both images.
struct Place {
  float signal = 0;
  float deviation = 0;
};
struct Pair {
  Place baseline;
  Place follow_up;
};

std::vector<Pair> PairsOf(const Appearance& baseline,
                          const Appearance& follow_up,
                          const RegionSurroundings& region,
                          double neighbourhood_mm,
                          const Rigid3& followup_from_baseline) {
  const VolumeGeometry& grid = baseline.signal.geometry;
  std::vector<Pair> pairs;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        if (region.DistanceToBoxMm(p) > neighbourhood_mm || region.Excluded(p)) continue;
        const Vec3 index = IndexFromLps(follow_up.signal.geometry, followup_from_baseline * p);
        double signal = 0;
        double deviation = 0;
        if (!InterpolateLinear(follow_up.signal, index, &signal) ||
            !InterpolateLinear(follow_up.deviation, index, &deviation)) {
          continue;
        }
        pairs.push_back({{baseline.signal.At(i, j, k), baseline.deviation.At(i, j, k)},
                         {static_cast<float>(signal), static_cast<float>(deviation)}});
      }
    }
  }
  return pairs;
}

// Limits between `bins` parts of equally many values, and nothing else.
std::vector<float> Quantiles(std::vector<float> values, std::size_t bins) {
  std::sort(values.begin(), values.end());
  std::vector<float> limits;
  for (std::size_t n = 1; n < bins; ++n) limits.push_back(values[values.size() * n / bins]);
  return limits;
}

std::size_t BinOf(const std::vector<float>& limits, float value) {
  return static_cast<std::size_t>(std::upper_bound(limits.begin(), limits.end(), value) -
                                  limits.begin());
}

// What the voxels of one bin of the signal are in the other image.
struct SignalBin {
  double signal = 0;  // here; sums until they are divided by `count`
  double wanted = 0;  // there
  double count = 0;
  std::array<double, kDeviationBins> wanted_of{};  // by the deviation
  std::array<double, kDeviationBins> count_of{};
};

// The expected signal of the other image.
class SignalMap {
 public:
  SignalMap(const std::vector<Pair>& pairs, Place Pair::*from, Place Pair::*to) {
    std::vector<float> signals;
    std::vector<float> deviations;
    for (const Pair& pair : pairs) {
      signals.push_back((pair.*from).signal);
      deviations.push_back((pair.*from).deviation);
    }
    const std::vector<float> limits = Quantiles(std::move(signals), kSignalBins);
    deviation_limits_ = Quantiles(std::move(deviations), kDeviationBins);
    std::vector<SignalBin> bins(kSignalBins);
    double all = 0;
    double squares = 0;
    for (const Pair& pair : pairs) {
      const auto wanted = static_cast<double>((pair.*to).signal);
      SignalBin& bin = bins[BinOf(limits, (pair.*from).signal)];
      const std::size_t row = BinOf(deviation_limits_, (pair.*from).deviation);
      bin.signal += static_cast<double>((pair.*from).signal);
      bin.wanted += wanted;
      bin.count += 1;
      bin.wanted_of[row] += wanted;
      bin.count_of[row] += 1;
      all += wanted;
      squares += wanted * wanted;
    }
    const double mean = all / static_cast<double>(pairs.size());
    const double total = squares - mean * all;
    // Of values that repeat, as zeros do, some bins get none.
    for (const SignalBin& bin : bins) {
      if (bin.count > 0) explained_ += Take(bin, mean) / std::max(total, 1e-12);
    }
  }

  double explained() const { return explained_; }

  // Linear between the mean signals of the bins.
  float At(float signal, float deviation) const {
    const std::size_t row = BinOf(deviation_limits_, deviation);
    const std::size_t above = BinOf(signals_, signal);
    if (above == 0) return means_.front()[row];
    if (above == signals_.size()) return means_.back()[row];
    const float low = signals_[above - 1];
    const float width = signals_[above] - low;
    const float t = width > 0 ? (signal - low) / width : 0.5F;
    return (1 - t) * means_[above - 1][row] + t * means_[above][row];
  }

 private:
  // Keeps a bin's means; its part of the variance between bins around `mean`.
  double Take(const SignalBin& bin, double mean) {
    const double wanted = bin.wanted / bin.count;
    signals_.push_back(static_cast<float>(bin.signal / bin.count));
    auto& means = means_.emplace_back();
    double between = 0;
    for (std::size_t row = 0; row < kDeviationBins; ++row) {
      means[row] = static_cast<float>((bin.wanted_of[row] + kPrior * wanted) /
                                      (bin.count_of[row] + kPrior));
      if (bin.count_of[row] == 0) continue;
      const double off = bin.wanted_of[row] / bin.count_of[row] - mean;
      between += bin.count_of[row] * off * off;
    }
    return between;
  }

  std::vector<float> deviation_limits_;
  std::vector<float> signals_;  // of the bins, ascending
  std::vector<std::array<float, kDeviationBins>> means_;
  double explained_ = 0;
};

Volume Mapped(const Appearance& seen, const SignalMap& map) {
  Volume out = seen.signal;
  for (std::size_t n = 0; n < out.values.size(); ++n)
    out.values[n] = map.At(seen.signal.values[n], seen.deviation.values[n]);
  return out;
}

}  // namespace

AlikeImages MakeAlike(const Volume& baseline,
                      const Volume& follow_up,
                      const RegionSurroundings& region,
                      double neighbourhood_mm,
                      const Rigid3& followup_from_baseline) {
  Appearance first = AppearanceOf(baseline);
  Appearance second = AppearanceOf(follow_up);
  const std::vector<Pair> pairs =
      PairsOf(first, second, region, neighbourhood_mm, followup_from_baseline);
  if (pairs.size() < kLeastPairs) return {std::move(first.signal), std::move(second.signal), 0};
  const SignalMap forth(pairs, &Pair::baseline, &Pair::follow_up);
  const SignalMap back(pairs, &Pair::follow_up, &Pair::baseline);
  if (forth.explained() > back.explained())
    return {Mapped(first, forth), std::move(second.signal), forth.explained()};
  return {std::move(first.signal), Mapped(second, back), back.explained()};
}

}  // namespace regen
