// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/volume_geometry.h"

#include <cstddef>
#include <vector>

namespace regen {

// Values on a grid; value (i, j, k) is at i + columns * (j + rows * k).
struct Volume {
  VolumeGeometry geometry;
  std::vector<float> values;

  std::size_t Offset(int i, int j, int k) const {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(geometry.size[0]) *
               (static_cast<std::size_t>(j) +
                static_cast<std::size_t>(geometry.size[1]) * static_cast<std::size_t>(k));
  }
  float& At(int i, int j, int k) { return values[Offset(i, j, k)]; }
  float At(int i, int j, int k) const { return values[Offset(i, j, k)]; }
};

inline Volume MakeVolume(const VolumeGeometry& geometry, float value = 0.0F) {
  return {geometry, std::vector<float>(geometry.VoxelCount(), value)};
}

// A multi-echo acquisition: the same grid for every echo, echo times ascending.
struct EchoSeries {
  std::vector<double> echo_times_ms;
  std::vector<Volume> echoes;
};

}  // namespace regen
