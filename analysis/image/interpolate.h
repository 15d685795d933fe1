// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// A value and its gradient by continuous index.
struct Sample {
  double value = 0;
  Vec3 gradient_per_index = Vec3::Zero();
};

// Trilinear interpolation at a continuous index; false outside of the grid of voxel centres
// (a volume of one slice has no extent along k). The gradient is that of the interpolant, so it
// is constant along each axis inside a cell.
bool InterpolateLinear(const Volume& volume, const Vec3& index, double* value);
bool InterpolateLinear(const Volume& volume, const Vec3& index, Sample* sample);

}  // namespace regen
