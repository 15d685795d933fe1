// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/treatment/treatment.h"

namespace regen {

// Where the knee's own frame lies in the baseline's patient coordinates. Legs lie beside the
// table's middle: a right knee at negative x. Left is the mirror image of right.
struct KneePose {
  Vec3 centre_lps = Vec3::Zero();
  double lateral_sign = -1.0;  // of LPS x

  Vec3 KneeFromLps(const Vec3& p_lps) const {
    const Vec3 q = p_lps - centre_lps;
    return {lateral_sign * q.x(), q.y(), q.z()};
  }
  Vec3 LpsFromKnee(const Vec3& p_knee) const {
    return centre_lps + Vec3(lateral_sign * p_knee.x(), p_knee.y(), p_knee.z());
  }
  // The same motion, told in patient coordinates instead of the knee's frame.
  Rigid3 MotionInLps(const Rigid3& motion_in_knee) const {
    const Vec3 mirror(lateral_sign, 1.0, 1.0);
    Rigid3 motion;
    motion.rotation = mirror.asDiagonal() * motion_in_knee.rotation * mirror.asDiagonal();
    motion.translation_mm =
        LpsFromKnee(motion_in_knee.translation_mm) - motion.rotation * centre_lps;
    return motion;
  }
};

inline KneePose PoseOf(Side side) {
  const double sign = side == Side::kRight ? -1.0 : 1.0;
  return {{sign * 86.0, 12.0, -8.0}, sign};
}

}  // namespace regen
