// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"

#include <functional>

namespace regen::test {

// Where a place of the still patient has moved to; smooth and without folds.
using Warp = std::function<Vec3(const Vec3& p_lps)>;

// An image of a patient moved by `warp`, on any grid, as a scanner at the same gain would see
// it: at each voxel the still image where the warp came from (found by fixed-point iteration to
// 1e-4 mm), interpolated by Catmull and Rom's cubic. 0 outside of the still image.
Volume Warped(const Volume& still, const VolumeGeometry& grid, const Warp& warp);

// A volume's change by the warp at a place: the determinant of its Jacobian.
double VolumeRatio(const Warp& warp, const Vec3& p_lps);

// What is above a joint moves by `upper`, what is below by `lower`, both rigidly; between them
// the blend of both. The joint lies at the height of `joint_lps`. At its front, where
// the structure runs from bone to bone, the blend reaches over `front_mm` of height, and behind
// `joint_lps` over `back_mm` alone.
struct Joint {
  Rigid3 upper;
  Rigid3 lower;
  Vec3 joint_lps = Vec3::Zero();
  double front_lps = 0;  // the posterior coordinate from which it is at the front
  double front_mm = 50;
  double back_mm = 10;
};
Warp Bent(const Joint& joint);

}  // namespace regen::test
