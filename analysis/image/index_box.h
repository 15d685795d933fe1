// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>

namespace regen {

// A box of voxels by their indices, both ends inclusive; it may reach beyond a grid.
struct IndexBox {
  std::array<int, 3> first{0, 0, 0};
  std::array<int, 3> last{-1, -1, -1};

  bool Empty() const { return last[0] < first[0]; }
};

// The smallest box that holds every voxel of at least `least`; empty where there is none.
IndexBox BoxOfVoxels(const Volume& volume, float least);

// As many voxels wider to each side along each axis.
IndexBox Widened(const IndexBox& box, const std::array<int, 3>& voxels);

// What of a box is on the grid; empty where nothing is.
IndexBox ClippedTo(const VolumeGeometry& grid, const IndexBox& box);

// A grid's voxels of a box as a grid of their own. The box must not be empty.
VolumeGeometry GridOf(const VolumeGeometry& grid, const IndexBox& box);

// The same with their values; `outside` where the box reaches beyond the volume.
Volume Cropped(const Volume& volume, const IndexBox& box, float outside = 0.0F);

}  // namespace regen
