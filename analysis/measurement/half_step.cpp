// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/half_step.h"

#include "analysis/base/robust.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

namespace regen {
namespace {

constexpr double kHalf = 0.5;

bool Counts(const Volume* counted, std::size_t at) {
  return counted == nullptr || counted->values[at] > 0;
}

// Of every voxel of the zone that counts: visit(i, j, k, place in the list of values).
template <typename F>
void VisitZone(const Volume& zone, const Volume* counted, const F& visit) {
  const auto& size = zone.geometry.size;
  std::size_t at = 0;
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i, ++at) {
        if (zone.values[at] > 0 && Counts(counted, at)) visit(i, j, k, at);
      }
    }
  }
}

// Median of the 3 × 3 of the slice.
double SmoothShare(const Volume& shares, const Volume* counted, int i, int j, int k) {
  std::vector<double> around;
  for (int y = j - 1; y <= j + 1; ++y) {
    for (int x = i - 1; x <= i + 1; ++x) {
      if (InGrid(shares.geometry, x, y, k) && Counts(counted, shares.Offset(x, y, k)))
        around.push_back(static_cast<double>(shares.At(x, y, k)));
    }
  }
  return Median(std::move(around));
}

double MeanOfFullest(std::vector<double> shares) {
  constexpr std::size_t kFullest = 3;
  const std::size_t n = std::min(kFullest, shares.size());
  std::partial_sort(shares.begin(),
                    shares.begin() + static_cast<std::ptrdiff_t>(n),
                    shares.end(),
                    std::greater<>());
  double mean = 0;
  for (std::size_t at = 0; at < n; ++at) mean += shares[at] / static_cast<double>(n);
  return mean;
}

}  // namespace

bool InGrid(const VolumeGeometry& grid, int i, int j, int k) {
  return i >= 0 && j >= 0 && k >= 0 && i < grid.size[0] && j < grid.size[1] && k < grid.size[2];
}

Volume StepShares(const Volume& image,
                  const TissueLevel& level,
                  double step,
                  const Volume& zone,
                  const Volume* counted) {
  Volume shares = MakeVolume(image.geometry);
  VisitZone(zone, counted, [&](int i, int j, int k, std::size_t at) {
    const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
    shares.values[at] =
        static_cast<float>((static_cast<double>(image.values[at]) - level.At(p)) / step);
  });
  return shares;
}

Volume MoreThanHalf(const Volume& shares, const Volume& zone, const Volume* counted) {
  Volume marked = MakeVolume(shares.geometry);
  VisitZone(zone, counted, [&](int i, int j, int k, std::size_t) {
    if (SmoothShare(shares, counted, i, j, k) <= kHalf) return;
    for (int z = k - 1; z <= k + 1; ++z) {
      for (int y = j - 1; y <= j + 1; ++y) {
        for (int x = i - 1; x <= i + 1; ++x) {
          const bool beside = z == k || (x == i && y == j);
          if (beside && InGrid(marked.geometry, x, y, z)) marked.At(x, y, z) = 1;
        }
      }
    }
  });
  return marked;
}

double HalfFullExtentMm(const Slabs& slabs, double slab_mm) {
  constexpr double kBelowHalf = 0.49;
  std::map<long, double> fullness;
  for (const auto& [slab, shares] : slabs) fullness[slab] = MeanOfFullest(shares);
  // How far beyond a slab's middle the fullness falls to one half, towards its neighbour.
  const auto beyond = [&](double full, long neighbour) {
    const auto found = fullness.find(neighbour);
    const double next = found == fullness.end() ? 0.0 : std::min(kBelowHalf, found->second);
    return (full - kHalf) / std::max(1e-9, full - next);
  };
  std::optional<double> low;
  double high = 0;
  for (const auto& [slab, full] : fullness) {
    if (full < kHalf) continue;
    const auto middle = static_cast<double>(slab);
    if (!low) low = middle - beyond(full, slab - 1);
    high = middle + beyond(full, slab + 1);
  }
  return low ? (high - *low) * slab_mm : 0.0;
}

double ExtentErrorMm(double slab_mm, double share_noise) {
  return std::sqrt(2.0) * slab_mm *
         std::hypot(1 / std::sqrt(12.0), share_noise / std::sqrt(3.0));
}

}  // namespace regen
