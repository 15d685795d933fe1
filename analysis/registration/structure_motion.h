// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/registration/rigid_registration.h"

#include <vector>

namespace regen {

// How far the local windows may leave the motion that the bones predict.
struct StructureMotionOptions {
  double prior_shift_mm = 0.7;  // standard deviations
  double prior_turn_deg = 2.5;
  double step_shift_mm = 0.4;  // between neighbouring stations
  double step_turn_deg = 1.5;
  // Samples nearer than this share their noise: their information is counted once.
  double correlation_length_mm = 2.2;
  int max_iterations = 8;
};

// What soft tissue does on its own between two visits, by how far the bones that hold it have
// moved against each other (mm, at the structure). Ours: where nothing bends a tendon follows
// its bones to a tenth of a millimetre or two; where it bends, the blend is wrong by about an
// eighth of the bending.
StructureMotionOptions FreedomAt(double bending_mm);

// The motion of a structure (moving_from_fixed) around `predicted`, from the tissue beside it:
// one small rigid motion per station, all solved together by Gauss–Newton,
//   min Σ v w(r) r²/σ² + Σ dₖᵀ P dₖ + Σ (dₖ - dₖ₊₁)ᵀ S (dₖ - dₖ₊₁),
// dₖ the deviation of station k (rotation, shift at the station), P and S the options' inverse
// variances, w Tukey's biweight, σ the robust scale of the residuals. A sample belongs to the
// two stations beside it by its place along the axis. `sample_volume_mm3`: of the fixed image
// per sample.
AxisMotion RefineStructureMotion(const std::vector<FixedSample>& fixed,
                                 double sample_volume_mm3,
                                 const MovingImage& moving,
                                 const AxisMotion& predicted,
                                 const StructureMotionOptions& options = {});

}  // namespace regen
