// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace regen {
namespace {

constexpr double kInfinite = 1e20;

// Lower envelope of parabolas: d(p) = min over q of (spacing (p - q))² + f(q).
void SquaredDistance1d(std::vector<double>& f, double spacing) {
  const int n = static_cast<int>(f.size());
  std::vector<int> vertex(f.size());
  std::vector<double> boundary(f.size() + 1);
  const auto u = [](int i) { return static_cast<std::size_t>(i); };
  const double s2 = spacing * spacing;
  int last = 0;
  vertex[0] = 0;
  boundary[0] = -kInfinite;
  boundary[1] = kInfinite;
  for (int q = 1; q < n; ++q) {
    const auto crossing = [&](int v) {
      return ((f[u(q)] + s2 * q * q) - (f[u(v)] + s2 * v * v)) / (2.0 * s2 * (q - v));
    };
    double at = crossing(vertex[u(last)]);
    while (last > 0 && at <= boundary[u(last)]) {
      --last;
      at = crossing(vertex[u(last)]);
    }
    if (at <= boundary[u(last)]) {
      vertex[u(last)] = q;
    } else {
      ++last;
      vertex[u(last)] = q;
      boundary[u(last)] = at;
    }
    boundary[u(last) + 1] = kInfinite;
  }
  std::vector<double> d(f.size());
  int k = 0;
  for (int p = 0; p < n; ++p) {
    while (boundary[u(k) + 1] < p) ++k;
    const double offset = spacing * (p - vertex[u(k)]);
    d[u(p)] = offset * offset + f[u(vertex[u(k)])];
  }
  f.swap(d);
}

// Distance from each pixel to the nearest pixel of `seeds` (value true), row by row, then
// column by column.
std::vector<double> DistanceToSeeds(const std::vector<char>& seeds,
                                    const VolumeGeometry& grid) {
  const auto columns = static_cast<std::size_t>(grid.size[0]);
  const auto rows = static_cast<std::size_t>(grid.size[1]);
  std::vector<double> distance(seeds.size());
  for (std::size_t at = 0; at < seeds.size(); ++at)
    distance[at] = seeds[at] != 0 ? 0 : kInfinite;
  std::vector<double> line;
  for (std::size_t j = 0; j < rows; ++j) {
    const auto begin = distance.begin() + static_cast<std::ptrdiff_t>(j * columns);
    line.assign(begin, begin + static_cast<std::ptrdiff_t>(columns));
    SquaredDistance1d(line, grid.spacing_mm[0]);
    std::copy(line.begin(), line.end(), begin);
  }
  line.resize(rows);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < rows; ++j) line[j] = distance[i + j * columns];
    SquaredDistance1d(line, grid.spacing_mm[1]);
    for (std::size_t j = 0; j < rows; ++j) distance[i + j * columns] = line[j];
  }
  for (double& d : distance) d = std::sqrt(d);
  return distance;
}

// Squared distance from each voxel to the nearest of `seeds`, one axis after the other.
std::vector<double> SquaredDistanceToSeeds(const std::vector<char>& seeds,
                                           const VolumeGeometry& grid) {
  std::vector<double> squared(seeds.size());
  for (std::size_t at = 0; at < seeds.size(); ++at) {
    squared[at] = seeds[at] != 0 ? 0 : kInfinite;
  }
  std::size_t stride = 1;
  std::vector<double> line;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto count = static_cast<std::size_t>(grid.size[axis]);
    line.resize(count);
    for (std::size_t first = 0; first < squared.size(); ++first) {
      if (first / stride % count != 0) continue;
      for (std::size_t n = 0; n < count; ++n) line[n] = squared[first + n * stride];
      SquaredDistance1d(line, grid.spacing_mm[static_cast<Eigen::Index>(axis)]);
      for (std::size_t n = 0; n < count; ++n) squared[first + n * stride] = line[n];
    }
    stride *= count;
  }
  return squared;
}

}  // namespace

Volume SignedDistance(const Volume& coverage, double far_mm) {
  const double half_voxel_mm = coverage.geometry.spacing_mm.mean() / 2.0;
  std::vector<char> inside(coverage.values.size());
  std::vector<char> outside(coverage.values.size());
  for (std::size_t at = 0; at < inside.size(); ++at) {
    inside[at] = coverage.values[at] >= 0.5F ? 1 : 0;
    outside[at] = inside[at] != 0 ? 0 : 1;
  }
  const auto to_inside = SquaredDistanceToSeeds(inside, coverage.geometry);
  const auto to_outside = SquaredDistanceToSeeds(outside, coverage.geometry);
  Volume out = MakeVolume(coverage.geometry);
  for (std::size_t at = 0; at < inside.size(); ++at) {
    const double d = inside[at] != 0 ? std::sqrt(to_outside[at]) - half_voxel_mm
                                     : half_voxel_mm - std::sqrt(to_inside[at]);
    out.values[at] = static_cast<float>(std::clamp(d, -far_mm, far_mm));
  }
  return out;
}

Volume SignedDistanceInPlane(const Volume& coverage, double far_mm) {
  const VolumeGeometry& grid = coverage.geometry;
  const std::size_t pixels =
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  const double half_pixel_mm = (grid.spacing_mm[0] + grid.spacing_mm[1]) / 4.0;
  Volume out = MakeVolume(grid, static_cast<float>(-far_mm));
  std::vector<char> inside(pixels);
  std::vector<char> outside(pixels);
  for (int k = 0; k < grid.size[2]; ++k) {
    const std::size_t base = pixels * static_cast<std::size_t>(k);
    bool any = false;
    for (std::size_t at = 0; at < pixels; ++at) {
      inside[at] = coverage.values[base + at] >= 0.5F ? 1 : 0;
      outside[at] = inside[at] != 0 ? 0 : 1;
      any = any || inside[at] != 0;
    }
    if (!any) continue;
    const auto to_inside = DistanceToSeeds(inside, grid);
    const auto to_outside = DistanceToSeeds(outside, grid);
    for (std::size_t at = 0; at < pixels; ++at) {
      const double d =
          inside[at] != 0 ? to_outside[at] - half_pixel_mm : half_pixel_mm - to_inside[at];
      out.values[base + at] = static_cast<float>(std::clamp(d, -far_mm, far_mm));
    }
  }
  return out;
}

}  // namespace regen
