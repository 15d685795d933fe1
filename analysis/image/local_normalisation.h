// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// Each voxel minus the mean of the box around it, divided by the box's standard deviation:
//   n = (I - mean) / sqrt(variance + floor²)
// which takes out gain, offset and smooth coil shading. `floor` is `floor_fraction` of the
// volume's own standard deviation, so that air does not become texture. The box has
// `box_mm` on each side in the plane of the slices and at least one voxel.
Volume LocallyNormalised(const Volume& volume, double box_mm, double floor_fraction);

// Mean of blocks of `factor` × `factor` voxels inside each slice; slices stay. A remainder at
// the border is left out.
Volume ShrunkInPlane(const Volume& volume, int factor);

// Voxel by voxel mean of all echoes.
Volume MeanOfEchoes(const EchoSeries& series);

}  // namespace regen
