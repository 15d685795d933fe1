// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>
#include <cstddef>
#include <vector>

namespace regen::test {

// One axis of an image in another order: axis `of` of the old one, backwards or not.
struct OldAxis {
  std::size_t of = 0;
  bool backwards = false;
};

using Count = std::array<OldAxis, 3>;

inline Mat3 DirectionOf(const Count& count, const Mat3& old) {
  Mat3 direction;
  for (std::size_t n = 0; n < 3; ++n) {
    direction.col(static_cast<Eigen::Index>(n)) =
        (count[n].backwards ? -1.0 : 1.0) * old.col(static_cast<Eigen::Index>(count[n].of));
  }
  return direction;
}

// The same voxels at the same places, counted in another way.
inline Volume Recounted(const Volume& volume, const Count& count) {
  const VolumeGeometry& old = volume.geometry;
  VolumeGeometry grid;
  grid.direction = DirectionOf(count, old.direction);
  std::array<int, 3> first{};
  for (std::size_t n = 0; n < 3; ++n) {
    const auto [of, backwards] = count[n];
    grid.size[n] = old.size[of];
    grid.spacing_mm[static_cast<Eigen::Index>(n)] =
        old.spacing_mm[static_cast<Eigen::Index>(of)];
    if (backwards) first[of] = old.size[of] - 1;
  }
  grid.origin_lps = LpsFromIndex(old, Vec3(first[0], first[1], first[2]));
  Volume recounted = MakeVolume(grid);
  std::array<int, 3> at{};
  for (at[2] = 0; at[2] < grid.size[2]; ++at[2]) {
    for (at[1] = 0; at[1] < grid.size[1]; ++at[1]) {
      for (at[0] = 0; at[0] < grid.size[0]; ++at[0]) {
        std::array<int, 3> from = first;
        for (std::size_t n = 0; n < 3; ++n) {
          from[count[n].of] += count[n].backwards ? -at[n] : at[n];
        }
        recounted.At(at[0], at[1], at[2]) = volume.At(from[0], from[1], from[2]);
      }
    }
  }
  return recounted;
}

// All 24 ways to count a grid that leave it right-handed.
inline std::vector<Count> RightHandedCounts() {
  std::vector<Count> counts;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      if (a == b) continue;
      for (unsigned signs = 0; signs < 8; ++signs) {
        const Count count{{{a, (signs & 1) != 0},
                           {b, (signs & 2) != 0},
                           {3 - a - b, (signs & 4) != 0}}};
        if (DirectionOf(count, Mat3::Identity()).determinant() > 0) counts.push_back(count);
      }
    }
  }
  return counts;
}

}  // namespace regen::test
