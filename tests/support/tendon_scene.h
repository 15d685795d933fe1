// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <cmath>

namespace regen::test {

// A flat tendon under the skin of the front, by formula: air, fat, a dark slab that runs down
// and backwards, and two dark walls that close the fat behind it: one from above, one from
// below at a sharper angle. LPS millimetres, centre at the origin.
struct TendonScene {
  double thickness_mm = 5;  // across the slab
  double half_width_mm = 14;
  double upper_z = 22;  // where the walls meet the slab's back
  double lower_z = -22;
  double back_per_down = 0.35;
  double upper_rise = 0.5;  // of the walls: mm up per mm back
  double lower_rise = 1.6;
  double fat = 100;
  double tendon = 10;

  double CentreY(double z) const { return -20 - back_per_down * z; }
  double HalfDepth() const { return 0.5 * thickness_mm * std::hypot(1.0, back_per_down); }

  double ValueAt(const Vec3& p) const {
    if (p.y() < -38) return 0;
    const double back = CentreY(p.z()) + HalfDepth();
    const bool beside = std::abs(p.x()) > half_width_mm;
    if (!beside && std::abs(p.y() - CentreY(p.z())) < HalfDepth()) return tendon;
    if (p.y() > back && p.y() < back + 25) {
      const double upper = upper_z + upper_rise * (p.y() - CentreY(upper_z) - HalfDepth());
      const double lower = lower_z + lower_rise * (p.y() - CentreY(lower_z) - HalfDepth());
      if (std::abs(p.z() - upper) < 0.8 * std::hypot(1.0, upper_rise)) return tendon;
      if (std::abs(p.z() - lower) < 0.8 * std::hypot(1.0, lower_rise)) return tendon;
    }
    return fat;
  }
};

}  // namespace regen::test
