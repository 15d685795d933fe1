// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/local_normalisation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace regen {
namespace {

// Lines of a grid along one axis: `count` values, `stride` apart.
struct Lines {
  std::size_t count;
  std::size_t stride;
};

Lines LinesAlong(const VolumeGeometry& grid, std::size_t axis) {
  std::size_t stride = 1;
  for (std::size_t a = 0; a < axis; ++a) stride *= static_cast<std::size_t>(grid.size[a]);
  return {static_cast<std::size_t>(grid.size[axis]), stride};
}

// Replaces every value by the mean of its neighbours up to `reach` along one axis, fewer at
// the border. `width` neighbouring lines are summed together, so that memory is read in order.
void MeanAlong(Volume& volume, std::size_t axis, int reach) {
  const Lines lines = LinesAlong(volume.geometry, axis);
  if (reach < 1 || lines.count < 2) return;
  const std::size_t width = lines.stride;
  const std::size_t blocks = volume.values.size() / (lines.count * width);
  const auto r = static_cast<std::size_t>(reach);
  std::vector<float> before(lines.count * width);
  std::vector<double> sum(width);
  for (std::size_t block = 0; block < blocks; ++block) {
    float* const values = volume.values.data() + block * lines.count * width;
    std::copy_n(values, before.size(), before.begin());
    std::fill(sum.begin(), sum.end(), 0.0);
    const auto add = [&](std::size_t n, double sign) {
      for (std::size_t x = 0; x < width; ++x) {
        sum[x] += sign * static_cast<double>(before[n * width + x]);
      }
    };
    for (std::size_t n = 0; n < std::min(r, lines.count); ++n) add(n, 1.0);
    for (std::size_t n = 0; n < lines.count; ++n) {
      if (n + r < lines.count) add(n + r, 1.0);
      if (n > r) add(n - r - 1, -1.0);
      const std::size_t first = n > r ? n - r : 0;
      const std::size_t last = std::min(n + r, lines.count - 1);
      const double scale = 1.0 / static_cast<double>(last - first + 1);
      for (std::size_t x = 0; x < width; ++x) {
        values[n * width + x] = static_cast<float>(sum[x] * scale);
      }
    }
  }
}

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments MomentsOf(const Volume& volume) {
  double sum = 0;
  double squares = 0;
  for (const float value : volume.values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto n = static_cast<double>(volume.values.size());
  return {sum / n, std::sqrt(std::max(0.0, squares / n - (sum / n) * (sum / n)))};
}

}  // namespace

Volume BoxMean(const Volume& volume, const std::array<int, 3>& reach) {
  Volume mean = volume;
  for (std::size_t axis = 0; axis < 3; ++axis) MeanAlong(mean, axis, reach[axis]);
  return mean;
}

Volume LocallyNormalised(const Volume& volume, double box_mm, double floor_fraction) {
  if (volume.values.empty()) return volume;
  std::array<int, 3> reach{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxels =
        box_mm / 2 / volume.geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
    reach[axis] = std::max(1, static_cast<int>(std::lround(voxels)));
  }
  // Values around the volume's mean, so that the variance is no difference of large numbers.
  const Moments whole = MomentsOf(volume);
  Volume out = volume;
  for (float& value : out.values) value -= static_cast<float>(whole.mean);
  Volume squares = out;
  for (float& value : squares.values) value *= value;
  const Volume mean = BoxMean(out, reach);
  squares = BoxMean(squares, reach);
  const auto floor = static_cast<float>(std::max(floor_fraction * whole.deviation, 1e-6));
  for (std::size_t n = 0; n < out.values.size(); ++n) {
    const float m = mean.values[n];
    const float variance = std::max(0.0F, squares.values[n] - m * m);
    out.values[n] = (out.values[n] - m) / std::sqrt(variance + floor * floor);
  }
  return out;
}

Volume GradientMagnitude(const Volume& volume) {
  const auto& size = volume.geometry.size;
  Volume out = MakeVolume(volume.geometry);
  const auto slope = [&](std::array<int, 3> at, std::size_t axis) {
    std::array<int, 3> before = at;
    std::array<int, 3> after = at;
    before[axis] = std::max(at[axis] - 1, 0);
    after[axis] = std::min(at[axis] + 1, size[axis] - 1);
    const int steps = after[axis] - before[axis];
    if (steps == 0) return 0.0;
    const double difference = static_cast<double>(volume.At(after[0], after[1], after[2]) -
                                                  volume.At(before[0], before[1], before[2]));
    return difference / (steps * volume.geometry.spacing_mm[static_cast<Eigen::Index>(axis)]);
  };
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        const Vec3 gradient(slope({i, j, k}, 0), slope({i, j, k}, 1), slope({i, j, k}, 2));
        out.At(i, j, k) = static_cast<float>(gradient.norm());
      }
    }
  }
  return out;
}

}  // namespace regen
