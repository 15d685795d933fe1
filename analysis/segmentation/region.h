// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"

namespace regen {

// The treated region as a shape that can be carried to any grid: distance to its outline on a
// fine grid around it. Inside a slice it is the exact distance in the plane it was drawn in;
// between two slices it is interpolated (shape-based interpolation, Raya and Udupa 1990, IEEE
// TMI 9:32), so that a region does not step from slice to slice; beyond the last slice it goes
// on for half a slice and ends there.
struct RegionShape {
  Volume distance_mm;  // positive inside; voxels about as high as wide
  double volume_mm3 = 0;
};

// `drawn`: fraction of each voxel inside, 0..1. The outline runs where the coverage is one
// half, moved by the little that makes the shape's volume that of the coverage, everywhere and
// in all, so that the partial volume of a fractional segmentation is kept and a section of the
// shape is as large as what was drawn there.
RegionShape MakeRegionShape(const Volume& drawn);

// Fraction of every voxel of `grid` that lies at least `margin_mm` inside the region (negative:
// outside of it up to that distance), from 4 × 4 × 4 points per voxel; the motion is taken to
// be affine inside a voxel. `grid_from_region` takes points of the region's frame to the
// grid's.
Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const AxisMotion& grid_from_region,
                      double margin_mm);
Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const Rigid3& region_from_grid,
                      double margin_mm);

// Volume of the shape itself, in mm³.
double ShapeVolumeMm3(const RegionShape& region);

// Volume of a coverage in mm³.
double CoverageVolumeMm3(const Volume& coverage);

// Centre of gravity of the coverage in LPS; the coverage must not be empty.
Vec3 CoverageCentre(const Volume& coverage);

// Dice similarity of {coverage >= 0.5} on the same grid; 1 where both are empty.
double Dice(const Volume& a, const Volume& b);

// The same with partial volume: 2 Σ min(a, b) / Σ (a + b).
double FractionalDice(const Volume& a, const Volume& b);

}  // namespace regen
