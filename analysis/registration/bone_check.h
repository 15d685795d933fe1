// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/bone_motion.h"
#include "analysis/registration/cell_shifts.h"
#include "analysis/registration/register_follow_up.h"

#include <array>
#include <string>
#include <vector>

namespace regen {

// One sentence on the first figure beyond its limit; empty where all hold.
std::string WhyNotUsable(const RegisteredStructure& structure,
                         const FollowUpRegistrationOptions& limits);

// Median shift that pieces around the samples would still like to make under a motion.
double RemainingShiftMm(const std::vector<FixedSample>& samples,
                        const MovingImage& moving,
                        const PointMap& moving_from_fixed);

struct CheckedBone {
  RegisteredStructure figures;  // the transform is the middle between both directions
  // The motion (moving_from_fixed) as either half of the samples alone tells it; solved only
  // where correlation and overlap suffice.
  std::array<Rigid3, 2> halves;
};

// A bone's motion with its checks. `forward` and `back` were solved on their own.
CheckedBone CheckBone(const BoneMotion& forward,
                      const BoneMotion& back,
                      const MovingImage& moving,
                      const FollowUpRegistrationOptions& limits);

// Share of a bone's ball that must follow its motion.
inline constexpr double kLeastBoneSupport = 0.15;

}  // namespace regen
