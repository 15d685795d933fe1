// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/even_tissue.h"

#include <algorithm>
#include <cmath>

namespace regen {
namespace {

constexpr double kMostUneven = 0.08;  // SD over mean

}  // namespace

std::optional<double> EvenMean(const Volume& image, int i, int j, int k) {
  const auto& size = image.geometry.size;
  if (i < 1 || j < 1 || i + 1 >= size[0] || j + 1 >= size[1]) return std::nullopt;
  double sum = 0;
  double squares = 0;
  for (int y = -1; y <= 1; ++y) {
    for (int x = -1; x <= 1; ++x) {
      const auto value = static_cast<double>(image.At(i + x, j + y, k));
      sum += value;
      squares += value * value;
    }
  }
  const double mean = sum / 9;
  const double variance = std::max(0.0, squares / 9 - mean * mean);
  if (!(mean > 0) || std::sqrt(variance) > kMostUneven * mean) return std::nullopt;
  return mean;
}

}  // namespace regen
