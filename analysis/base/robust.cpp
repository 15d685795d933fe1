// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/robust.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace regen {
namespace {

// The value of rank `size / 2`.
template <typename Number>
double MiddleOf(std::vector<Number>& values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

template <typename Number>
double ScaleOf(std::vector<Number>& magnitudes) {
  constexpr double kLeast = 1e-6;
  return magnitudes.empty() ? kLeast : std::max(1.4826 * MiddleOf(magnitudes), kLeast);
}

}  // namespace

double Median(std::vector<double> values) {
  return MiddleOf(values);
}

double RobustScale(std::vector<float> magnitudes) {
  return ScaleOf(magnitudes);
}

double RobustScale(std::vector<double> magnitudes) {
  return ScaleOf(magnitudes);
}

double Biweight(double r, double scale) {
  const double u = r / (4.685 * scale);
  return std::abs(u) >= 1 ? 0.0 : (1 - u * u) * (1 - u * u);
}

}  // namespace regen
