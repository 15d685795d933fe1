// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>

namespace regen {

// The largest factors that keep the spacing at or below `spacing_mm` along each axis.
std::array<int, 3> FactorsTowards(const VolumeGeometry& grid, double spacing_mm);

// Means of blocks of FactorsTowards(…, spacing_mm) voxels of the volume in patient order
// (patient_order.h). A remainder at the border is left out; an axis shorter than its factor
// becomes one voxel.
Volume ShrunkInPatientOrder(const Volume& stored, double spacing_mm);

// Voxel by voxel mean of all echoes.
Volume MeanOfEchoes(const EchoSeries& series);

}  // namespace regen
