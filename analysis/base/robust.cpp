// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/robust.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace regen {
namespace {

template <typename Number>
double ValueOfRank(std::vector<Number>& values, std::size_t rank) {
  assert(rank < values.size());
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  return static_cast<double>(*at);
}

template <typename Number>
double MiddleOf(std::vector<Number>& values) {
  return ValueOfRank(values, values.size() / 2);
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

double Quantile(std::vector<double> values, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return ValueOfRank(values, std::min(rank, values.size() - 1));
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
