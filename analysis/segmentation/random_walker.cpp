// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/random_walker.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace regen {
namespace {

constexpr double kFarOutsideMm = -1e3;
constexpr double kLeastWeight = 1e-6;  // no voxel is cut off, so that the system is definite

// The voxels looked at: a box of the image's grid.
struct Box {
  std::array<int, 3> low{0, 0, 0};
  std::array<int, 3> size{0, 0, 0};

  std::size_t Count() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
  std::size_t Stride(int axis) const {
    std::size_t stride = 1;
    for (int n = 0; n < axis; ++n)
      stride *= static_cast<std::size_t>(size[static_cast<std::size_t>(n)]);
    return stride;
  }
};

template <typename F>
void ForEachVoxel(const Box& box, F&& visit) {
  std::size_t n = 0;
  for (int k = 0; k < box.size[2]; ++k) {
    for (int j = 0; j < box.size[1]; ++j) {
      for (int i = 0; i < box.size[0]; ++i, ++n) visit(std::array<int, 3>{i, j, k}, n);
    }
  }
}

// The carried region with `rim_mm` around it, as far as the grid reaches.
Box BoxAround(const VolumeGeometry& grid,
              const RegionShape& region,
              const AxisMotion& grid_from_region,
              double rim_mm) {
  const Volume& depth = region.distance_mm;
  Vec3 low = Vec3::Constant(1e9);
  Vec3 high = Vec3::Constant(-1e9);
  for (int k = 0; k < depth.geometry.size[2]; ++k) {
    for (int j = 0; j < depth.geometry.size[1]; ++j) {
      for (int i = 0; i < depth.geometry.size[0]; ++i) {
        if (depth.At(i, j, k) <= 0) continue;
        const Vec3 p = LpsFromIndex(depth.geometry, Vec3(i, j, k));
        const Vec3 index = IndexFromLps(grid, grid_from_region * p);
        low = low.cwiseMin(index);
        high = high.cwiseMax(index);
      }
    }
  }
  Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto axis = static_cast<Eigen::Index>(a);
    const double rim = rim_mm / grid.spacing_mm[axis];
    const double from = std::max(0.0, std::floor(low[axis] - rim));
    const double to = std::min(grid.size[a] - 1.0, std::ceil(high[axis] + rim));
    if (from > to) return {};
    box.low[a] = static_cast<int>(from);
    box.size[a] = static_cast<int>(to - from) + 1;
  }
  return box;
}

std::vector<double> DepthsMm(const VolumeGeometry& grid,
                             const Box& box,
                             const RegionShape& region,
                             const AxisMotion& grid_from_region) {
  std::vector<double> depths(box.Count(), kFarOutsideMm);
  ForEachVoxel(box, [&](const std::array<int, 3>& at, std::size_t n) {
    const Vec3 index(at[0] + box.low[0], at[1] + box.low[1], at[2] + box.low[2]);
    const Vec3 p = BackFrom(grid_from_region, LpsFromIndex(grid, index));
    InterpolateLinear(
        region.distance_mm, IndexFromLps(region.distance_mm.geometry, p), &depths[n]);
  });
  return depths;
}

// Seeds have their value already; the others are asked for.
struct Seeds {
  std::vector<double> value;        // 1 inside, 0 outside and where unknown
  std::vector<std::uint8_t> asked;  // 1 where unknown
  bool inside = false;              // whether there is any seed of the region
};

Seeds PlaceSeeds(const std::vector<double>& depths_mm, const RandomWalkerOptions& options) {
  std::vector<double> within;
  for (const double depth : depths_mm) {
    if (depth > 0) within.push_back(depth);
  }
  Seeds seeds;
  seeds.value.assign(depths_mm.size(), 0.0);
  seeds.asked.assign(depths_mm.size(), 0);
  if (within.empty()) return seeds;
  const auto rank = static_cast<std::ptrdiff_t>((1 - options.inside_share) *
                                                static_cast<double>(within.size() - 1));
  std::nth_element(within.begin(), within.begin() + rank, within.end());
  const double inside_mm = std::min(options.inside_mm, within[static_cast<std::size_t>(rank)]);
  for (std::size_t n = 0; n < depths_mm.size(); ++n) {
    if (depths_mm[n] >= inside_mm) {
      seeds.value[n] = 1;
      seeds.inside = true;
    } else if (depths_mm[n] > -options.outside_mm) {
      seeds.asked[n] = 1;
    }
  }
  return seeds;
}

// Weight of the step from each voxel to the next along each axis; 0 at the box's end.
using Steps = std::array<std::vector<double>, 3>;

Steps StepWeights(const Volume& image, const Box& box, double beta) {
  Steps steps;
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    std::vector<double>& weight = steps[a];
    weight.assign(box.Count(), 0.0);
    double sum = 0;
    double count = 0;
    ForEachVoxel(box, [&](const std::array<int, 3>& at, std::size_t n) {
      if (at[a] + 1 >= box.size[a]) return;
      std::array<int, 3> here = {at[0] + box.low[0], at[1] + box.low[1], at[2] + box.low[2]};
      const double from = image.At(here[0], here[1], here[2]);
      ++here[a];
      const double step = image.At(here[0], here[1], here[2]) - from;
      weight[n] = step * step;
      sum += step * step;
      count += 1;
    });
    const double mean = sum > 0 ? sum / count : 1;
    const double spacing_mm = image.geometry.spacing_mm[axis];
    ForEachVoxel(box, [&](const std::array<int, 3>& at, std::size_t n) {
      if (at[a] + 1 >= box.size[a]) return;
      weight[n] =
          (std::exp(-beta * weight[n] / mean) + kLeastWeight) / (spacing_mm * spacing_mm);
    });
  }
  return steps;
}

// The walkers' equations: for each voxel that is asked for,
//   Σ w (x - x of the neighbour) = 0, with the seeds' values given.
class Laplacian {
 public:
  Laplacian(const Box& box, const Steps& steps, const std::vector<std::uint8_t>& asked)
      : box_(box), steps_(steps), asked_(asked), degree_(box.Count(), 0.0) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto& weight = steps_[static_cast<std::size_t>(axis)];
      const std::size_t stride = box_.Stride(axis);
      for (std::size_t n = 0; n < weight.size(); ++n) {
        if (weight[n] == 0) continue;
        degree_[n] += weight[n];
        degree_[n + stride] += weight[n];
      }
    }
  }

  double Degree(std::size_t n) const { return degree_[n]; }

  // L x at the voxels that are asked for, 0 elsewhere.
  void Apply(const std::vector<double>& x, std::vector<double>& out) const {
    for (std::size_t n = 0; n < x.size(); ++n) out[n] = degree_[n] * x[n];
    for (int axis = 0; axis < 3; ++axis) {
      const auto& weight = steps_[static_cast<std::size_t>(axis)];
      const std::size_t stride = box_.Stride(axis);
      for (std::size_t n = 0; n + stride < x.size(); ++n) {
        out[n] -= weight[n] * x[n + stride];
        out[n + stride] -= weight[n] * x[n];
      }
    }
    for (std::size_t n = 0; n < x.size(); ++n) {
      if (asked_[n] == 0) out[n] = 0;
    }
  }

 private:
  const Box& box_;
  const Steps& steps_;
  const std::vector<std::uint8_t>& asked_;
  std::vector<double> degree_;
};

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += a[n] * b[n];
  return sum;
}

// Conjugate gradients with the diagonal as preconditioner, from the seeds' values (Shewchuk
// 1994, algorithm B3).
std::vector<double> Solve(const Laplacian& laplacian,
                          const Seeds& seeds,
                          const RandomWalkerOptions& options) {
  const std::size_t count = seeds.value.size();
  std::vector<double> x = seeds.value;
  std::vector<double> residual(count);
  std::vector<double> scaled(count, 0.0);
  std::vector<double> along(count);
  laplacian.Apply(x, along);
  for (std::size_t n = 0; n < count; ++n) residual[n] = -along[n];
  const auto precondition = [&] {
    for (std::size_t n = 0; n < count; ++n) {
      if (seeds.asked[n] != 0) scaled[n] = residual[n] / laplacian.Degree(n);
    }
  };
  precondition();
  std::vector<double> direction = scaled;
  double energy = Dot(residual, scaled);
  const double enough = options.tolerance * options.tolerance * energy;
  for (int turn = 0; turn < options.most_iterations && energy > enough; ++turn) {
    laplacian.Apply(direction, along);
    const double step = energy / Dot(direction, along);
    for (std::size_t n = 0; n < count; ++n) {
      x[n] += step * direction[n];
      residual[n] -= step * along[n];
    }
    precondition();
    const double next = Dot(residual, scaled);
    for (std::size_t n = 0; n < count; ++n) {
      direction[n] = scaled[n] + next / energy * direction[n];
    }
    energy = next;
  }
  return x;
}

}  // namespace

Volume RandomWalkerRegion(const Volume& image,
                          const RegionShape& region,
                          const AxisMotion& grid_from_region,
                          const RandomWalkerOptions& options) {
  Volume probability = MakeVolume(image.geometry);
  const Box box = BoxAround(image.geometry, region, grid_from_region, options.outside_mm + 1.0);
  if (box.Count() == 0) return probability;
  const Seeds seeds =
      PlaceSeeds(DepthsMm(image.geometry, box, region, grid_from_region), options);
  if (!seeds.inside) return probability;
  const Steps steps = StepWeights(image, box, options.beta);
  const std::vector<double> solved = Solve(Laplacian(box, steps, seeds.asked), seeds, options);
  ForEachVoxel(box, [&](const std::array<int, 3>& at, std::size_t n) {
    probability.At(at[0] + box.low[0], at[1] + box.low[1], at[2] + box.low[2]) =
        static_cast<float>(std::clamp(solved[n], 0.0, 1.0));
  });
  return probability;
}

}  // namespace regen
