// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <vector>

namespace regen {

// Value of a point that the image does not hold; a signal is never negative.
inline constexpr float kOutsideImage = -1.0F;

// The image on a grid along the patient's axes, whatever the order and obliquity of its own:
// columns run backwards (+y of LPS), rows upwards (+z), slices to the left (+x); 1 mm in the
// plane and 2 mm between slices. At most 400 mm along each axis, about the image's middle.
Volume MakeSpineView(const Volume& image);

// Sagittal slabs of the view, each one slice: the mean of all slices within `half_width_mm` of
// its middle, smoothed by 3 × 3 mm. A pixel is kOutsideImage unless half of the slab holds it.
std::vector<Volume> SagittalSlabs(const Volume& view, double half_width_mm, double step_mm);

// A disc-shaped place in the spine, in the sagittal plane x = centre_lps[0]: u runs backwards
// along the disc, w to the left, v upwards along the spine.
struct SpinePose {
  Vec3 centre_lps = Vec3::Zero();
  double tilt_rad = 0;  // of the disc's plane: positive where its front edge is the lower one
};

// Patient coordinates of a point (u, w, v) in mm of the pose's frame, and back.
Vec3 LpsFromPose(const SpinePose& pose, const Vec3& uwv_mm);
Vec3 PoseFromLps(const SpinePose& pose, const Vec3& p_lps);

}  // namespace regen
