// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/axis_motion.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace regen {

AxisMotion RigidMotion(const Rigid3& b_from_a) {
  AxisMotion motion;
  motion.stations = {b_from_a};
  return motion;
}

StationWeight StationOf(const AxisMotion& motion, const Vec3& p_a) {
  assert(!motion.stations.empty());
  const auto last = static_cast<double>(motion.stations.size() - 1);
  const double at =
      std::clamp((p_a - motion.origin).dot(motion.axis) / motion.step_mm, 0.0, last);
  const double first = std::min(std::floor(at), std::max(last - 1.0, 0.0));
  return {static_cast<std::size_t>(first), at - first};
}

Vec3 AxisMotion::operator*(const Vec3& p_a) const {
  const StationWeight at = StationOf(*this, p_a);
  const Vec3 here = stations[at.first] * p_a;
  if (at.fraction == 0) return here;
  return (1 - at.fraction) * here + at.fraction * (stations[at.first + 1] * p_a);
}

Vec3 BackFrom(const AxisMotion& b_from_a, const Vec3& p_b) {
  constexpr int kMaxIterations = 30;
  constexpr double kToleranceMm = 1e-6;
  Vec3 p_a = Inverse(MiddleOf(b_from_a)) * p_b;
  for (int n = 0; n < kMaxIterations; ++n) {
    const Rigid3& near = b_from_a.stations[StationOf(b_from_a, p_a).first];
    const Vec3 step = near.rotation.transpose() * (p_b - b_from_a * p_a);
    p_a += step;
    if (step.squaredNorm() < kToleranceMm * kToleranceMm) break;
  }
  return p_a;
}

const Rigid3& MiddleOf(const AxisMotion& motion) {
  assert(!motion.stations.empty());
  return motion.stations[motion.stations.size() / 2];
}

}  // namespace regen
