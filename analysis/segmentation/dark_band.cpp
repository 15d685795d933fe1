// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/dark_band.h"

#include <algorithm>
#include <cmath>

namespace regen {
namespace {

// What lies beyond this of an edge has no part in the shoulder's height.
constexpr double kShoulderMm = 2.5;

struct Side {
  double edge = 0;  // in samples
  double shoulder = 0;
  bool found = false;
};

class Profile {
 public:
  Profile(const std::vector<double>& values, double spacing_mm, double most_mm)
      : values_(values),
        reach_(static_cast<int>(std::ceil((most_mm + kShoulderMm) / spacing_mm))),
        shoulder_(std::max(1, static_cast<int>(std::lround(kShoulderMm / spacing_mm)))) {}

  int Count() const { return static_cast<int>(values_.size()); }
  double At(int n) const { return values_[static_cast<std::size_t>(n)]; }

  bool IsMinimum(int n) const {
    return At(n) <= At(n - 1) &&
           (At(n) < At(n + 1) || (At(n) == At(n + 1) && At(n) < At(n - 1)));
  }

  // From the minimum `bottom` in direction `step` to the edge and the shoulder behind it.
  Side SideOf(int bottom, int step) const {
    double highest = At(bottom);
    for (int n = bottom + step, left = reach_; n >= 0 && n < Count() && left > 0;
         n += step, --left) {
      if (At(n) < At(bottom)) break;
      highest = std::max(highest, At(n));
    }
    Side side;
    if (highest <= At(bottom)) return side;
    // The shoulder right at the edge counts, not the brightest thing far behind it, and its
    // mean: fat is speckled.
    const double middle = 0.5 * (highest + At(bottom));
    int n = Crossing(bottom, step, middle);
    double sum = 0;
    int count = 0;
    for (int left = shoulder_; n >= 0 && n < Count() && left >= 0; n += step, --left) {
      if (At(n) < middle) break;
      sum += At(n);
      ++count;
    }
    side.shoulder = count > 0 ? sum / count : highest;
    const double half = 0.5 * (side.shoulder + At(bottom));
    const int outside = Crossing(bottom, step, half);
    const double inner = At(outside - step);
    side.edge = outside - step * (At(outside) - half) / std::max(At(outside) - inner, 1e-12);
    side.found = true;
    return side;
  }

 private:
  int Crossing(int bottom, int step, double level) const {
    int n = bottom + step;
    while (n + step >= 0 && n + step < Count() && At(n) < level) n += step;
    return n;
  }

  const std::vector<double>& values_;
  int reach_;
  int shoulder_;
};

}  // namespace

double DarkBand::Contrast() const {
  const double weaker = std::min(begin_shoulder, end_shoulder);
  return weaker > 0 ? 1.0 - floor / weaker : 0.0;
}

std::vector<DarkBand> FindDarkBands(const std::vector<double>& profile,
                                    double spacing_mm,
                                    const DarkBandLimits& limits) {
  std::vector<DarkBand> bands;
  const Profile p(profile, spacing_mm, limits.most_mm);
  for (int n = 1; n + 1 < p.Count(); ++n) {
    if (!p.IsMinimum(n)) continue;
    const Side before = p.SideOf(n, -1);
    const Side behind = p.SideOf(n, +1);
    if (!before.found || !behind.found) continue;
    const DarkBand band{before.edge * spacing_mm,
                        behind.edge * spacing_mm,
                        p.At(n),
                        before.shoulder,
                        behind.shoulder};
    if (band.Contrast() < limits.least_contrast || band.ThicknessMm() < limits.least_mm ||
        band.ThicknessMm() > limits.most_mm) {
      continue;
    }
    // Two equally deep minima of one band give it twice.
    if (!bands.empty() && band.begin_mm < bands.back().end_mm) {
      if (band.floor < bands.back().floor) bands.back() = band;
      continue;
    }
    bands.push_back(band);
  }
  return bands;
}

}  // namespace regen
