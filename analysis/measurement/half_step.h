// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/measurement/tissue_level.h"

#include <map>
#include <vector>

namespace regen {

// What the rules that measure by half of a step share: S the signal, M the level of the tissue
// around, C the step from it to what is measured.

bool InGrid(const VolumeGeometry& grid, int i, int j, int k);

// (S - M) / C of the voxels with `zone` > 0, and with `counted` > 0 where that is given; 0
// elsewhere. All on the image's grid.
Volume StepShares(const Volume& image,
                  const TissueLevel& level,
                  double step,
                  const Volume& zone,
                  const Volume* counted = nullptr);

// 1 where the median share of the 3 × 3 around in the slice (of counted voxels) passes one
// half, and one voxel around, which holds the partial volume of the border; else 0.
Volume MoreThanHalf(const Volume& shares, const Volume& zone, const Volume* counted = nullptr);

// Shares of the voxels of each slab along an axis.
using Slabs = std::map<long, std::vector<double>>;

// Extent in mm over which the mean of a slab's three fullest voxels passes one half, both ends
// between two slabs by proportion; 0 where none does.
double HalfFullExtentMm(const Slabs& slabs, double slab_mm);

// Its standard deviation: each end is known to a slab's uniform distribution, or to what noise
// (`share_noise`: of one voxel's share) does to a slope of one slab.
double ExtentErrorMm(double slab_mm, double share_noise);

}  // namespace regen
