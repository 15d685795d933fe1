// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/segmentation/region.h"

namespace regen {

struct RandomWalkerOptions {
  double inside_mm = 1.2;     // deeper inside the carried region: surely region
  double inside_share = 0.3;  // where it is thin, this deepest share of its voxels instead
  double outside_mm = 2.5;    // farther outside: surely not region
  double beta = 8.0;          // how strongly an edge of the image holds a walker back
  double tolerance = 1e-5;    // of the residual, relative to the right-hand side
  int most_iterations = 500;
};

// A second opinion on a carried region's outline, from the image alone: the random walker of
// Grady (2006, IEEE TPAMI 28:1768). The value of a voxel is the probability that a walker who
// sets out there meets a seed of the region before one of its surroundings; it crosses from one
// voxel to the next along axis a with weight
//   exp(-beta (difference of signal)² / (mean square difference along a)) / (spacing along a)².
// Seeds come from how deep a voxel's centre lies in `region` carried by `grid_from_region`; no
// outline in between is believed. On the whole grid of `image`, 0 far away; all 0 where the
// image holds nothing of the region.
Volume RandomWalkerRegion(const Volume& image,
                          const RegionShape& region,
                          const AxisMotion& grid_from_region,
                          const RandomWalkerOptions& options = {});

}  // namespace regen
