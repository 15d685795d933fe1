// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// How far around the region a map reaches in its slices: enough to see what lies beside it.
inline constexpr double kMapSurroundMm = 10.0;

// Bounds beyond which a fit is no T2 of tissue.
inline constexpr double kLowestMappedMs = 1.0;
inline constexpr double kHighestMappedMs = 1000.0;

// T2 in ms of every voxel in a box around the region, slice by slice: the region's extent in
// the slice (voxels of `coverage`, same grid, of at least one half) and `surround_mm` to each
// side. NaN elsewhere and where the fit (FitMonoExponential without the first echo, as
// MeasureT2 has it) does not converge or leaves the bounds. At least four echoes.
Volume MapT2(const EchoSeries& series, const Volume& coverage, double surround_mm);

}  // namespace regen
