// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"

namespace regen {

// Where an anatomy's own frame lies in the baseline's patient coordinates. The anatomy is drawn
// with x pointing away from the body's middle; the left side is the mirror image of the right.
struct AnatomyPose {
  Vec3 centre_lps = Vec3::Zero();
  double lateral_sign = 1.0;  // of LPS x: -1 on the right

  Vec3 AnatomyFromLps(const Vec3& p_lps) const {
    const Vec3 q = p_lps - centre_lps;
    return {lateral_sign * q.x(), q.y(), q.z()};
  }
  Vec3 LpsFromAnatomy(const Vec3& p) const {
    return centre_lps + Vec3(lateral_sign * p.x(), p.y(), p.z());
  }
  // The same motion, told in patient coordinates instead of the anatomy's frame.
  Rigid3 MotionInLps(const Rigid3& motion) const {
    const Vec3 mirror(lateral_sign, 1.0, 1.0);
    Rigid3 in_lps;
    in_lps.rotation = mirror.asDiagonal() * motion.rotation * mirror.asDiagonal();
    in_lps.translation_mm =
        LpsFromAnatomy(motion.translation_mm) - in_lps.rotation * centre_lps;
    return in_lps;
  }
};

// How a joint bends between two visits, in the anatomy's frame, one body of it at rest.
class JointMotion {
 public:
  struct PulledBack {
    Vec3 p_mm;
    double stretch = 1.0;  // at most: how far close neighbours move apart by pulling back
  };

  virtual ~JointMotion() = default;
  // From a point at the later visit to the point of the anatomy at rest that is there.
  virtual PulledBack PullBackWithStretch(const Vec3& y_mm) const = 0;
};

// How a patient lies in the scanner.
struct Placement {
  AnatomyPose pose;
  Rigid3 baseline_from_exam;            // of the body at rest, LPS
  const JointMotion* motion = nullptr;  // nullptr: nothing bends
};

}  // namespace regen
