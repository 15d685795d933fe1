// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>

namespace regen {

// Mean of blocks of `factors` voxels along columns, rows and slices. A remainder at the border
// is left out; an axis shorter than its factor becomes one voxel.
Volume Shrunk(const Volume& volume, const std::array<int, 3>& factors);

// The largest factors that keep the spacing at or below `spacing_mm` along each axis.
std::array<int, 3> FactorsTowards(const VolumeGeometry& grid, double spacing_mm);

// Shrunk(InPatientOrder(volume), FactorsTowards(…, spacing_mm)), up to the rounding of the
// sums, without a copy of the volume in between.
Volume ShrunkInPatientOrder(const Volume& stored, double spacing_mm);

// Voxel by voxel mean of all echoes.
Volume MeanOfEchoes(const EchoSeries& series);

}  // namespace regen
