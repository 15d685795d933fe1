// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/local_normalisation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

namespace regen {
namespace {

// Running sums of one slice, so that the sum over any box costs four look-ups:
// table(i, j) = sum of f over columns < i and rows < j.
std::vector<double> SummedAreaTable(const Volume& volume, int k, bool squared) {
  const int columns = volume.geometry.size[0];
  const int rows = volume.geometry.size[1];
  const auto stride = static_cast<std::size_t>(columns) + 1;
  std::vector<double> table(stride * (static_cast<std::size_t>(rows) + 1), 0.0);
  for (int j = 0; j < rows; ++j) {
    double row_sum = 0;
    for (int i = 0; i < columns; ++i) {
      const double v = static_cast<double>(volume.At(i, j, k));
      row_sum += squared ? v * v : v;
      const std::size_t at =
          static_cast<std::size_t>(i + 1) + stride * static_cast<std::size_t>(j + 1);
      table[at] = table[at - stride] + row_sum;
    }
  }
  return table;
}

double BoxSum(
    const std::vector<double>& table, std::size_t stride, int i0, int i1, int j0, int j1) {
  const auto at = [&](int i, int j) {
    return table[static_cast<std::size_t>(i) + stride * static_cast<std::size_t>(j)];
  };
  return at(i1, j1) - at(i0, j1) - at(i1, j0) + at(i0, j0);
}

double StandardDeviation(const Volume& volume) {
  double sum = 0;
  double sum_squared = 0;
  for (const float value : volume.values) {
    sum += static_cast<double>(value);
    sum_squared += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto n = static_cast<double>(volume.values.size());
  return std::sqrt(std::max(0.0, sum_squared / n - (sum / n) * (sum / n)));
}

}  // namespace

Volume LocallyNormalised(const Volume& volume, double box_mm, double floor_fraction) {
  Volume out = MakeVolume(volume.geometry);
  if (volume.values.empty()) return out;
  const auto [columns, rows, slices] = volume.geometry.size;
  const auto stride = static_cast<std::size_t>(columns) + 1;
  const int half_i =
      std::max(1, static_cast<int>(std::lround(box_mm / 2 / volume.geometry.spacing_mm[0])));
  const int half_j =
      std::max(1, static_cast<int>(std::lround(box_mm / 2 / volume.geometry.spacing_mm[1])));
  const double floor = std::max(floor_fraction * StandardDeviation(volume), 1e-6);
  for (int k = 0; k < slices; ++k) {
    const auto sums = SummedAreaTable(volume, k, false);
    const auto squares = SummedAreaTable(volume, k, true);
    for (int j = 0; j < rows; ++j) {
      const int j0 = std::max(0, j - half_j);
      const int j1 = std::min(rows, j + half_j + 1);
      for (int i = 0; i < columns; ++i) {
        const int i0 = std::max(0, i - half_i);
        const int i1 = std::min(columns, i + half_i + 1);
        const double n = static_cast<double>(i1 - i0) * static_cast<double>(j1 - j0);
        const double mean = BoxSum(sums, stride, i0, i1, j0, j1) / n;
        const double variance =
            std::max(0.0, BoxSum(squares, stride, i0, i1, j0, j1) / n - mean * mean);
        out.At(i, j, k) = static_cast<float>((static_cast<double>(volume.At(i, j, k)) - mean) /
                                             std::sqrt(variance + floor * floor));
      }
    }
  }
  return out;
}

Volume ShrunkInPlane(const Volume& volume, int factor) {
  assert(factor >= 1);
  VolumeGeometry geometry = volume.geometry;
  geometry.size[0] = std::max(1, geometry.size[0] / factor);
  geometry.size[1] = std::max(1, geometry.size[1] / factor);
  geometry.spacing_mm[0] *= factor;
  geometry.spacing_mm[1] *= factor;
  const double shift = (factor - 1) / 2.0;
  geometry.origin_lps = LpsFromIndex(volume.geometry, Vec3(shift, shift, 0));
  Volume out = MakeVolume(geometry);
  for (int k = 0; k < geometry.size[2]; ++k) {
    for (int j = 0; j < geometry.size[1]; ++j) {
      for (int i = 0; i < geometry.size[0]; ++i) {
        double sum = 0;
        int n = 0;
        for (int y = j * factor; y < std::min((j + 1) * factor, volume.geometry.size[1]); ++y) {
          for (int x = i * factor; x < std::min((i + 1) * factor, volume.geometry.size[0]);
               ++x) {
            sum += static_cast<double>(volume.At(x, y, k));
            ++n;
          }
        }
        out.At(i, j, k) = static_cast<float>(sum / n);
      }
    }
  }
  return out;
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
