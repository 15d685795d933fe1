// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/robust.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

namespace regen {
namespace {

constexpr double kNormal = 1.4826;
constexpr double kLeastScale = 1e-6;

}  // namespace

double Median(std::vector<double> values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double RobustScale(std::vector<float> magnitudes) {
  if (magnitudes.empty()) return kLeastScale;
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  return std::max(kNormal * static_cast<double>(*middle), kLeastScale);
}

double RobustScale(std::vector<double> magnitudes) {
  return magnitudes.empty() ? kLeastScale
                            : std::max(kNormal * Median(std::move(magnitudes)), kLeastScale);
}

double Biweight(double r, double scale) {
  const double u = r / (4.685 * scale);
  return std::abs(u) >= 1 ? 0.0 : (1 - u * u) * (1 - u * u);
}

}  // namespace regen
