// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>

namespace regen {

// Each voxel minus the mean of the box around it, divided by the box's standard deviation:
//   n = (I - mean) / sqrt(variance + floor²)
// which takes out gain, offset and smooth coil shading. `floor` is `floor_fraction` of the
// volume's own standard deviation, so that air does not become texture. The box reaches
// `box_mm` / 2 to each side along each axis of the grid, at least one voxel (none along an axis
// of one voxel), so that it is the same piece of anatomy whatever the plane of the slices.
Volume LocallyNormalised(const Volume& volume, double box_mm, double floor_fraction);

// Length of the image's gradient per millimetre, by central differences (one-sided at the
// border): where edges are, whichever side of them is the brighter.
Volume GradientMagnitude(const Volume& volume);

// Mean of each voxel's box of ±`reach` voxels along the axes.
Volume BoxMean(const Volume& volume, const std::array<int, 3>& reach);

}  // namespace regen
