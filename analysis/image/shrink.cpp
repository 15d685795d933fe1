// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/shrink.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace regen {

Volume Shrunk(const Volume& volume, const std::array<int, 3>& factors) {
  const VolumeGeometry& from = volume.geometry;
  VolumeGeometry to = from;
  Vec3 shift;
  std::array<int, 3> block{};  // smaller than the factor where the axis is
  for (std::size_t axis = 0; axis < 3; ++axis) {
    assert(factors[axis] >= 1);
    const auto a = static_cast<Eigen::Index>(axis);
    block[axis] = std::min(factors[axis], std::max(1, from.size[axis]));
    to.size[axis] = from.size[axis] / block[axis];
    to.spacing_mm[a] *= block[axis];
    shift[a] = (block[axis] - 1) / 2.0;
  }
  to.origin_lps = LpsFromIndex(from, shift);
  Volume out = MakeVolume(to);
  const float scale = 1.0F / static_cast<float>(block[0] * block[1] * block[2]);
  for (int k = 0; k < to.size[2] * block[2]; ++k) {
    for (int j = 0; j < to.size[1] * block[1]; ++j) {
      const float* const row = &volume.values[volume.Offset(0, j, k)];
      float* const out_row = &out.values[out.Offset(0, j / block[1], k / block[2])];
      for (int i = 0; i < to.size[0]; ++i) {
        float sum = 0;
        for (int x = 0; x < block[0]; ++x) sum += row[i * block[0] + x];
        out_row[i] += sum * scale;
      }
    }
  }
  return out;
}

std::array<int, 3> FactorsTowards(const VolumeGeometry& grid, double spacing_mm) {
  std::array<int, 3> factors{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double ratio = spacing_mm / grid.spacing_mm[static_cast<Eigen::Index>(axis)];
    factors[axis] = std::max(1, static_cast<int>(ratio * 1.001));
  }
  return factors;
}

Volume MeanOfEchoes(const EchoSeries& series) {
  assert(!series.echoes.empty());
  Volume mean = MakeVolume(series.echoes.front().geometry);
  for (const Volume& echo : series.echoes) {
    for (std::size_t at = 0; at < mean.values.size(); ++at) mean.values[at] += echo.values[at];
  }
  const float scale = 1.0F / static_cast<float>(series.echoes.size());
  for (float& value : mean.values) value *= scale;
  return mean;
}

}  // namespace regen
