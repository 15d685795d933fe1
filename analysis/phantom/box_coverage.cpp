// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/box_coverage.h"

#include <algorithm>

namespace regen {
namespace {

double CubeOfPositive(double x) {
  return x > 0.0 ? x * x * x : 0.0;
}

}  // namespace

double CubeShareBelow(double value, const Vec3& slope) {
  Vec3 m = slope.cwiseAbs();
  const double total = m.sum();
  if (value >= total) {
    return 0.0;
  }
  if (value <= -total) {
    return 1.0;
  }
  // A slope of almost nothing along one axis would divide by almost nothing.
  m = m.cwiseMax(1e-4 * m.maxCoeff());
  const double sum = m.sum();
  const double alpha = std::clamp(0.5 * (sum - value), 0.0, sum);
  double cut = CubeOfPositive(alpha);
  for (int axis = 0; axis < 3; ++axis) {
    cut -= CubeOfPositive(alpha - m[axis]);
    cut += CubeOfPositive(alpha - sum + m[axis]);
  }
  return std::clamp(cut / (6.0 * m.prod()), 0.0, 1.0);
}

}  // namespace regen
