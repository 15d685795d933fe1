// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <algorithm>
#include <cmath>

namespace regen::test {

// Three rounded blocks that lie like the bones of a knee, by formula: marrow in dark cortex in
// fat; where they face each other, cartilage. LPS millimetres, the joint at the origin.
struct FlatKneeScene {
  double cortex_mm = 1.5;
  double cartilage_mm = 2.5;
  double fat = 1200;
  double marrow = 1000;
  double cartilage = 450;
  double dark = 60;
  double patella_z = 34;

  // Signed distance to a box with rounded edges, negative inside.
  static double Block(const Vec3& p, double y0, double z0, double a, double b, double c) {
    constexpr double kRound = 8;
    const double x = std::abs(p.x()) - a + kRound;
    const double y = std::abs(p.y() - y0) - b + kRound;
    const double z = std::abs(p.z() - z0) - c + kRound;
    const double outside = std::hypot(std::max(x, 0.0), std::max(y, 0.0), std::max(z, 0.0));
    return outside + std::min(std::max({x, y, z}), 0.0) - kRound;
  }
  static double Femur(const Vec3& p) { return Block(p, 2, 60, 38, 30, 56); }
  static double Tibia(const Vec3& p) { return Block(p, 2, -60, 36, 26, 56); }
  double Patella(const Vec3& p) const { return Block(p, -45, patella_z, 20, 10.5, 18); }
  bool HasCartilage(const Vec3& p) const {
    const bool in_joint = std::abs(p.z()) < 5 && std::abs(p.y()) < 26;
    const bool behind_patella =
        p.y() < -27 && p.y() > -36 && std::abs(p.z() - patella_z) < 16 && std::abs(p.x()) < 18;
    return in_joint || behind_patella;
  }

  double ValueAt(const Vec3& p) const {
    if (p.y() < -62 || p.y() > 55 || std::abs(p.x()) > 52) return 0;
    const double bone = std::min({Femur(p), Tibia(p), Patella(p)});
    if (bone < -cortex_mm) return marrow;
    if (bone < 0) return dark;
    return bone < cartilage_mm && HasCartilage(p) ? cartilage : fat;
  }
};

}  // namespace regen::test
