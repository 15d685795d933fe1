// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/region.h"

#include "analysis/image/distance.h"
#include "analysis/image/interpolate.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace regen {
namespace {

constexpr int kPointsPerAxis = 4;
constexpr double kReachMm = 10.0;  // beyond it, how far away the outline is no longer matters

// Distance to the outline at a continuous index. Between two slices with region it is
// interpolated; beyond the last one the region goes on for half a slice, as the slice itself
// does. False: outside.
bool DistanceAt(const RegionShape& region, const Vec3& index, double* distance_mm) {
  const double last = region.distance_mm.geometry.size[2] - 1;
  if (!(index[2] >= -0.5 && index[2] < last + 0.5)) return false;
  const double nearest = std::clamp(std::floor(index[2] + 0.5), 0.0, last);
  const double below = std::clamp(std::floor(index[2]), 0.0, last);
  const double above = std::min(below + 1, last);
  const auto drawn = [&](double k) {
    return region.slice_drawn[static_cast<std::size_t>(k)] != 0;
  };
  if (!drawn(nearest)) return false;
  const bool between = drawn(below) && drawn(above) && index[2] >= 0 && index[2] <= last;
  return InterpolateLinear(
      region.distance_mm, Vec3(index[0], index[1], between ? index[2] : nearest), distance_mm);
}

// First and last index per axis of the voxels of `grid` that can hold region, or nothing.
struct IndexBox {
  std::array<int, 3> first{};
  std::array<int, 3> last{-1, -1, -1};
};

IndexBox BoxOfRegion(const RegionShape& region,
                     const VolumeGeometry& grid,
                     const Rigid3& grid_from_region) {
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  const Volume& d = region.distance_mm;
  for (int k = 0; k < d.geometry.size[2]; ++k) {
    for (int j = 0; j < d.geometry.size[1]; ++j) {
      for (int i = 0; i < d.geometry.size[0]; ++i) {
        if (d.At(i, j, k) <= 0.0F) continue;
        const Vec3 index =
            IndexFromLps(grid, grid_from_region * LpsFromIndex(d.geometry, Vec3(i, j, k)));
        low = low.cwiseMin(index);
        high = high.cwiseMax(index);
      }
    }
  }
  IndexBox box;
  const Vec3 reach =
      (d.geometry.spacing_mm.maxCoeff() * grid.spacing_mm.cwiseInverse()) + Vec3::Constant(1);
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    if (high[axis] < low[axis]) return {};
    const double end = grid.size[a] - 1;
    box.first[a] = static_cast<int>(std::clamp(std::floor(low[axis] - reach[axis]), 0.0, end));
    box.last[a] = static_cast<int>(std::clamp(std::ceil(high[axis] + reach[axis]), -1.0, end));
  }
  return box;
}

}  // namespace

RegionShape MakeRegionShape(const Volume& drawn) {
  RegionShape shape;
  for (const float value : drawn.values) {
    if (value >= 0.5F) shape.volume_mm3 += drawn.geometry.VoxelVolumeMm3();
  }
  shape.distance_mm = SignedDistanceInPlane(drawn, kReachMm);
  const auto slices = static_cast<std::size_t>(drawn.geometry.size[2]);
  const std::size_t pixels = slices == 0 ? 0 : drawn.values.size() / slices;
  for (std::size_t k = 0; k < slices; ++k) {
    const auto begin = drawn.values.begin() + static_cast<std::ptrdiff_t>(k * pixels);
    shape.slice_drawn.push_back(std::any_of(begin,
                                            begin + static_cast<std::ptrdiff_t>(pixels),
                                            [](float value) { return value >= 0.5F; })
                                    ? 1
                                    : 0);
  }
  return shape;
}

Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const Rigid3& region_from_grid,
                      double margin_mm) {
  Volume coverage = MakeVolume(grid);
  const IndexBox box = BoxOfRegion(region, grid, Inverse(region_from_grid));
  constexpr float kShare = 1.0F / (kPointsPerAxis * kPointsPerAxis * kPointsPerAxis);
  const VolumeGeometry& shape = region.distance_mm.geometry;
  const auto offset = [](int n) { return (n + 0.5) / kPointsPerAxis - 0.5; };
  for (int k = box.first[2]; k <= box.last[2]; ++k) {
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i) {
        int inside = 0;
        for (int n = 0; n < kPointsPerAxis * kPointsPerAxis * kPointsPerAxis; ++n) {
          const Vec3 index(i + offset(n % kPointsPerAxis),
                           j + offset(n / kPointsPerAxis % kPointsPerAxis),
                           k + offset(n / (kPointsPerAxis * kPointsPerAxis)));
          const Vec3 p = region_from_grid * LpsFromIndex(grid, index);
          double distance = 0;
          if (DistanceAt(region, IndexFromLps(shape, p), &distance) && distance > margin_mm) {
            ++inside;
          }
        }
        coverage.At(i, j, k) = static_cast<float>(inside) * kShare;
      }
    }
  }
  return coverage;
}

double CoverageVolumeMm3(const Volume& coverage) {
  double sum = 0;
  for (const float value : coverage.values) sum += static_cast<double>(value);
  return sum * coverage.geometry.VoxelVolumeMm3();
}

Vec3 CoverageCentre(const Volume& coverage) {
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (int k = 0; k < coverage.geometry.size[2]; ++k) {
    for (int j = 0; j < coverage.geometry.size[1]; ++j) {
      for (int i = 0; i < coverage.geometry.size[0]; ++i) {
        const auto w = static_cast<double>(coverage.At(i, j, k));
        sum += w * Vec3(i, j, k);
        weight += w;
      }
    }
  }
  assert(weight > 0);
  return LpsFromIndex(coverage.geometry, sum / weight);
}

double Dice(const Volume& a, const Volume& b) {
  assert(a.values.size() == b.values.size());
  std::size_t both = 0;
  std::size_t either = 0;
  for (std::size_t at = 0; at < a.values.size(); ++at) {
    const bool in_a = a.values[at] >= 0.5F;
    const bool in_b = b.values[at] >= 0.5F;
    both += in_a && in_b ? 1 : 0;
    either += (in_a ? 1U : 0U) + (in_b ? 1U : 0U);
  }
  return either == 0 ? 1.0 : 2.0 * static_cast<double>(both) / static_cast<double>(either);
}

}  // namespace regen
