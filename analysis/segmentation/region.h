// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"

#include <vector>

namespace regen {

// The treated region as a shape that can be carried to any grid: distance to its outline inside
// each slice of the grid it was drawn on. Between two slices the distance is interpolated
// (shape-based interpolation, Raya and Udupa 1990, IEEE TMI 9:32), so that a region does not
// step from slice to slice; beyond the last slice it goes on for half a slice.
struct RegionShape {
  Volume distance_mm;             // positive inside
  std::vector<char> slice_drawn;  // per slice: 1 where it holds region
  double volume_mm3 = 0;
};

// `drawn`: fraction of each voxel inside, 0..1; voxels of at least 0.5 belong to the region.
RegionShape MakeRegionShape(const Volume& drawn);

// Fraction of every voxel of `grid` that lies at least `margin_mm` inside the region (negative:
// outside of it up to that distance), from 4 × 4 × 4 points per voxel. `region_from_grid` takes
// points of the grid's frame to the region's. Points beyond the slices that the region was
// drawn on follow the shape up to half a slice, then are outside.
Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const Rigid3& region_from_grid,
                      double margin_mm);

// Volume of a coverage in mm³.
double CoverageVolumeMm3(const Volume& coverage);

// Centre of gravity of the coverage in LPS; the coverage must not be empty.
Vec3 CoverageCentre(const Volume& coverage);

// Dice similarity of {coverage >= 0.5} on the same grid; 1 where both are empty.
double Dice(const Volume& a, const Volume& b);

}  // namespace regen
