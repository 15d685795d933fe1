// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <cmath>

namespace regen::test {

// The back of an ankle by formula, LPS millimetres: skin, fat, the Achilles tendon as a tube of
// elliptic section down to the calcaneus, Kager's fat in front of it, the soleus muscle above,
// calcaneus and tibia with cortex.
struct AnkleScene {
  double thickness_mm = 5.5;  // of the tendon, front to back
  double width_mm = 16;
  double soleus_z = 32;  // where the muscle reaches the tendon
  double fat = 1000;
  double marrow = 800;
  double muscle = 350;
  double dark = 80;

  double CentreY(double z) const { return 28 - 0.12 * z; }

  bool InTendon(const Vec3& p) const {
    const double a = p.x() / (0.5 * width_mm);
    const double b = (p.y() - CentreY(p.z())) / (0.5 * thickness_mm);
    return a * a * a * a + b * b < 1 && p.z() > -52;
  }

  // Negative inside, about mm.
  static double Calcaneus(const Vec3& p) {
    const Vec3 q = (p - Vec3(0, 6, -44)).cwiseQuotient(Vec3(17, 27, 19));
    return (q.norm() - 1) * 19;
  }
  static double Tibia(const Vec3& p) {
    if (p.z() < -8) return 1e3;
    return std::hypot(p.x(), p.y() + 16) - 15;
  }

  // The free part of the tendon, which the proposal is about: it ends where the calcaneus comes
  // within a cortex of its front.
  bool InFreeTendon(const Vec3& p) const {
    return InTendon(p) && p.z() < soleus_z && p.z() > -34;
  }

  double ValueAt(const Vec3& p) const {
    const double skin = std::hypot(p.x() / 1.1, p.y() - 4 + 0.06 * (p.z() - 20)) - 33;
    if (skin > 1.5) return 0;
    if (skin > 0) return 400;
    if (InTendon(p)) return dark;
    const double bone = std::min(Calcaneus(p), Tibia(p));
    if (bone < -1.5) return marrow;
    if (bone < 0) return dark;
    const double in_front = CentreY(p.z()) - 0.5 * thickness_mm - p.y();
    if (p.z() > soleus_z && in_front > 0 && in_front < 22 && std::abs(p.x()) < 22)
      return muscle;
    return fat;
  }
};

}  // namespace regen::test
