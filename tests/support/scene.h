// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>

namespace regen::test {

// A grid of patient axes: columns run backwards, rows down, slices to the patient's left, with
// its centre at the origin, as sagittal images are.
inline VolumeGeometry SagittalGrid(const std::array<int, 3>& size, const Vec3& spacing_mm) {
  VolumeGeometry grid;
  grid.size = size;
  grid.spacing_mm = spacing_mm;
  grid.direction.col(0) = Vec3(0, 1, 0);
  grid.direction.col(1) = Vec3(0, 0, -1);
  grid.direction.col(2) = Vec3(-1, 0, 0);
  const Vec3 middle = Vec3(size[0] - 1, size[1] - 1, size[2] - 1) / 2;
  grid.origin_lps = -(grid.direction * spacing_mm.cwiseProduct(middle));
  return grid;
}

// An image of a scene given as a formula of the place in LPS: the mean of `points` samples
// along each axis of a voxel.
inline Volume Rendered(const VolumeGeometry& grid,
                       const std::function<double(const Vec3&)>& value_at_lps,
                       const std::array<int, 3>& points = {4, 2, 2}) {
  Volume volume = MakeVolume(grid);
  const auto offset = [](int n, int count) { return (n + 0.5) / count - 0.5; };
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        double sum = 0;
        for (int c = 0; c < points[2]; ++c) {
          for (int b = 0; b < points[1]; ++b) {
            for (int a = 0; a < points[0]; ++a) {
              const Vec3 index(
                  i + offset(a, points[0]), j + offset(b, points[1]), k + offset(c, points[2]));
              sum += value_at_lps(LpsFromIndex(grid, index));
            }
          }
        }
        volume.At(i, j, k) = static_cast<float>(sum / (points[0] * points[1] * points[2]));
      }
    }
  }
  return volume;
}

// Values of about ± sigma that repeat exactly: a sum of uniform numbers of a linear congruence.
inline void AddNoise(Volume& volume, double sigma, std::uint64_t seed) {
  std::uint64_t state = seed * 2862933555777941757ULL + 3037000493ULL;
  const auto uniform = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  for (float& value : volume.values) {
    double normal = -6;
    for (int n = 0; n < 12; ++n) normal += uniform();
    value = static_cast<float>(std::abs(static_cast<double>(value) + sigma * normal));
  }
}

}  // namespace regen::test
