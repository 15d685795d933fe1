// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/bone_interior.h"

#include "analysis/base/robust.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace regen {
namespace {

constexpr double kCore = 0.35;         // of the radius: surely inside the bone
constexpr double kTolerance = 0.16;    // of the core's median
constexpr double kLeastShare = 0.08;   // of the ball
constexpr double kLeastUniform = 0.6;  // of the core within the tolerance

using Place = std::array<int, 3>;

template <typename Use>
void ForBall(const VolumeGeometry& grid,
             const Vec3& centre_lps,
             double radius_mm,
             const Use& use) {
  const Vec3 centre = IndexFromLps(grid, centre_lps);
  Place first{};
  Place last{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<Eigen::Index>(axis);
    const double reach = radius_mm / grid.spacing_mm[a];
    const double end = grid.size[axis] - 1;
    first[axis] = static_cast<int>(std::clamp(std::ceil(centre[a] - reach), 0.0, end + 1));
    last[axis] = static_cast<int>(std::clamp(std::floor(centre[a] + reach), -1.0, end));
  }
  for (int k = first[2]; k <= last[2]; ++k) {
    for (int j = first[1]; j <= last[1]; ++j) {
      for (int i = first[0]; i <= last[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        if ((p - centre_lps).norm() <= radius_mm) use(Place{i, j, k});
      }
    }
  }
}

// Calls `use` for the six neighbours that are on the grid.
template <typename Use>
void ForNeighbours(const VolumeGeometry& grid, const Place& at, const Use& use) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const int step : {-1, 1}) {
      Place next = at;
      next[axis] += step;
      if (next[axis] >= 0 && next[axis] < grid.size[axis]) use(next);
    }
  }
}

}  // namespace

Volume ProbableMarrow(const Volume& image, const Vec3& seed_lps, double radius_mm) {
  const VolumeGeometry& grid = image.geometry;
  const auto value = [&](const Place& at) {
    return static_cast<double>(image.At(at[0], at[1], at[2]));
  };
  std::vector<double> core;
  ForBall(
      grid, seed_lps, kCore * radius_mm, [&](const Place& at) { core.push_back(value(at)); });
  if (core.empty()) return {};
  const double median = Median(core);
  const auto alike = [&](double v) { return std::abs(v - median) <= kTolerance * median; };
  const auto uniform = std::count_if(core.begin(), core.end(), alike);
  if (static_cast<double>(uniform) < kLeastUniform * static_cast<double>(core.size()))
    return {};

  Volume marrow = MakeVolume(grid);
  std::vector<Place> front;
  const auto take = [&](const Place& at) {
    float& mark = marrow.At(at[0], at[1], at[2]);
    if (mark > 0 || !alike(value(at))) return;
    const Vec3 p = LpsFromIndex(grid, Vec3(at[0], at[1], at[2]));
    if ((p - seed_lps).norm() > radius_mm) return;
    mark = 1.0F;
    front.push_back(at);
  };
  ForBall(grid, seed_lps, kCore * radius_mm, take);
  for (std::size_t n = 0; n < front.size(); ++n) {
    const Place at = front[n];
    ForNeighbours(grid, at, take);
  }
  std::size_t ball = 0;
  ForBall(grid, seed_lps, radius_mm, [&](const Place&) { ++ball; });
  if (static_cast<double>(front.size()) < kLeastShare * static_cast<double>(ball)) return {};
  return marrow;
}

Volume ProbableBone(const Volume& image, const Vec3& seed_lps, double radius_mm) {
  const Volume marrow = ProbableMarrow(image, seed_lps, radius_mm);
  Volume bone = marrow;
  if (marrow.values.empty()) return bone;
  const VolumeGeometry& grid = bone.geometry;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        if (marrow.At(i, j, k) == 0) continue;
        ForNeighbours(grid, {i, j, k}, [&](const Place& next) {
          bone.At(next[0], next[1], next[2]) = 1.0F;
        });
      }
    }
  }
  return bone;
}

}  // namespace regen
