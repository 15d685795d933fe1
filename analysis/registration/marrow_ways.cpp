// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/marrow_ways.h"

#include "analysis/registration/bone_interior.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <queue>
#include <utility>

namespace regen {
namespace {

constexpr double kReach = 1.25;    // of a seed's radius, in which its bone is looked for
constexpr double kMiddle = 0.35;   // of a seed's radius: where the ways begin
constexpr double kThinMm = 2.0;    // along such an axis a border voxel is taken off
constexpr double kSameBone = 0.5;  // of the smaller one's marrow is also the other's

// The marrow reached from one seed: how far each place is on the way through it.
struct Marrow {
  std::map<std::size_t, double> way_mm;  // by the voxel's place in the image
  bool known() const { return !way_mm.empty(); }
};

Vec3 LpsOf(const VolumeGeometry& grid, std::size_t at) {
  const auto columns = static_cast<std::size_t>(grid.size[0]);
  const auto rows = static_cast<std::size_t>(grid.size[1]);
  const Vec3 index(static_cast<double>(at % columns),
                   static_cast<double>(at / columns % rows),
                   static_cast<double>(at / columns / rows));
  return LpsFromIndex(grid, index);
}

// Without the voxels at its border, along the axes that show thin things: a film of fluid as
// bright as marrow is gone, and with it the bridges that it makes.
Volume Eroded(const Volume& mask) {
  Volume eroded = mask;
  const VolumeGeometry& grid = mask.geometry;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        if (mask.At(i, j, k) == 0) continue;
        const std::array<int, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          if (grid.spacing_mm[static_cast<Eigen::Index>(axis)] > kThinMm) continue;
          for (const int step : {-1, 1}) {
            std::array<int, 3> next = at;
            next[axis] = std::clamp(at[axis] + step, 0, grid.size[axis] - 1);
            if (mask.At(next[0], next[1], next[2]) == 0) eroded.At(i, j, k) = 0;
          }
        }
      }
    }
  }
  return eroded;
}

// Ways from the seed's middle through the marrow, by Dijkstra's algorithm along the axes.
Marrow MarrowAt(const Volume& image, const BoneSeed& seed) {
  Marrow marrow;
  const Volume probable = ProbableMarrow(image, seed.centre_lps, kReach * seed.radius_mm);
  if (probable.values.empty()) return marrow;
  const Volume inside = Eroded(probable);
  const VolumeGeometry& grid = inside.geometry;
  using Reached = std::pair<double, std::size_t>;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> next;
  for (std::size_t n = 0; n < inside.values.size(); ++n) {
    if (inside.values[n] == 0) continue;
    const double from_middle = (LpsOf(grid, n) - seed.centre_lps).norm();
    if (from_middle < kMiddle * seed.radius_mm) next.emplace(from_middle, n);
  }
  const std::array<std::size_t, 3> step{1,
                                        static_cast<std::size_t>(grid.size[0]),
                                        static_cast<std::size_t>(grid.size[0]) *
                                            static_cast<std::size_t>(grid.size[1])};
  while (!next.empty()) {
    const auto [way, at] = next.top();
    next.pop();
    if (!marrow.way_mm.emplace(at, way).second) continue;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto size = static_cast<std::size_t>(grid.size[axis]);
      const std::size_t place = at / step[axis] % size;
      const double farther = way + grid.spacing_mm[static_cast<Eigen::Index>(axis)];
      if (place > 0 && inside.values[at - step[axis]] != 0)
        next.emplace(farther, at - step[axis]);
      if (place + 1 < size && inside.values[at + step[axis]] != 0)
        next.emplace(farther, at + step[axis]);
    }
  }
  return marrow;
}

double SharedPart(const Marrow& a, const Marrow& b) {
  const Marrow& smaller = a.way_mm.size() < b.way_mm.size() ? a : b;
  const Marrow& larger = a.way_mm.size() < b.way_mm.size() ? b : a;
  const auto shared =
      std::count_if(smaller.way_mm.begin(), smaller.way_mm.end(), [&](const auto& place) {
        return larger.way_mm.count(place.first) > 0;
      });
  return static_cast<double>(shared) / static_cast<double>(smaller.way_mm.size());
}

// Of seeds in the same bone only the one with the most of it stays.
void LeaveOutRepeated(std::vector<Marrow>& bones) {
  for (std::size_t a = 0; a < bones.size(); ++a) {
    for (std::size_t b = 0; b < bones.size(); ++b) {
      if (a == b || !bones[a].known() || !bones[b].known()) continue;
      if (bones[a].way_mm.size() > bones[b].way_mm.size()) continue;
      if (SharedPart(bones[a], bones[b]) > kSameBone) bones[a] = {};
    }
  }
}

bool IsNearest(const std::vector<Marrow>& bones,
               std::size_t bone,
               std::size_t at,
               double way_mm) {
  for (std::size_t n = 0; n < bones.size(); ++n) {
    const auto other = bones[n].way_mm.find(at);
    if (n != bone && other != bones[n].way_mm.end() && other->second < way_mm) return false;
  }
  return true;
}

}  // namespace

std::vector<std::vector<Vec3>> MarrowOf(const Volume& image,
                                        const std::vector<BoneSeed>& seeds) {
  std::vector<Marrow> bones;
  for (const BoneSeed& seed : seeds) bones.push_back(MarrowAt(image, seed));
  LeaveOutRepeated(bones);
  std::vector<std::vector<Vec3>> points(bones.size());
  for (std::size_t n = 0; n < bones.size(); ++n) {
    for (const auto& [at, way_mm] : bones[n].way_mm) {
      if (IsNearest(bones, n, at, way_mm)) points[n].push_back(LpsOf(image.geometry, at));
    }
  }
  return points;
}

}  // namespace regen
