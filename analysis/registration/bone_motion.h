// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/feature_pyramid.h"
#include "analysis/registration/rigid_registration.h"

#include <string>
#include <vector>

namespace regen {

// Where a bone is to be looked for in the fixed image: no more than its name and about where
// its middle is and how far it reaches.
struct BoneSeed {
  std::string name;  // "tibia"
  Vec3 centre_lps = Vec3::Zero();
  double radius_mm = 30;
};

// A bone's motion, and the points of the finest level that move with it.
struct BoneMotion {
  std::string name;
  Rigid3 moving_from_fixed;
  double correlation = -1;
  double overlap = 0;
  double support = 0;  // 0..1: share of the seed's ball that follows this motion
  std::vector<FixedSample> samples;
};

// One rigid motion per seed, from `start` (that of the whole neighbourhood). No bone is
// segmented: layered motion estimation (expectation–maximisation, Ayer and Sawhney 1995) gives
// every place of the fixed image to the motions that explain it — the squared residual,
// averaged over a few millimetres, tells how well — and solves each motion again from the
// places it has won. Where all motions explain a place alike, all may use it. `excluded`:
// places that take no part.
std::vector<BoneMotion> SolveBones(const FeaturePyramid& fixed,
                                   const FeaturePyramid& moving,
                                   const std::vector<BoneSeed>& seeds,
                                   const std::function<bool(const Vec3&)>& excluded,
                                   const Rigid3& start);

}  // namespace regen
