// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/motion.h"
#include "analysis/treatment/treatment.h"

namespace regen {

// Where the knee's own frame lies in the baseline's patient coordinates. Legs lie beside the
// table's middle: a right knee at negative x.
struct KneePose : AnatomyPose {
  Vec3 KneeFromLps(const Vec3& p_lps) const { return AnatomyFromLps(p_lps); }
  Vec3 LpsFromKnee(const Vec3& p_knee) const { return LpsFromAnatomy(p_knee); }
};

inline KneePose PoseOf(Side side) {
  const double sign = side == Side::kRight ? -1.0 : 1.0;
  return {{{sign * 86.0, 12.0, -8.0}, sign}};
}

}  // namespace regen
