// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

#include "analysis/geometry/types.h"

namespace regen {

// Where the voxels of a volume are. Index (i, j, k) counts columns, rows, slices from 0; voxel
// centres are at integer indices. k always grows along the cross product of the directions of i
// and j, so the frame is right-handed.
struct VolumeGeometry {
  std::array<int, 3> size{0, 0, 0};         // columns, rows, slices
  Vec3 spacing_mm = Vec3::Ones();           // between columns, rows, slices
  Mat3 direction = Mat3::Identity();        // columns: unit vectors of i, j, k in LPS
  Vec3 origin_lps = Vec3::Zero();           // centre of voxel (0, 0, 0)

  std::size_t VoxelCount() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
  double VoxelVolumeMm3() const { return spacing_mm.prod(); }
};

Vec3 LpsFromIndex(const VolumeGeometry& geometry, const Vec3& index);
Vec3 IndexFromLps(const VolumeGeometry& geometry, const Vec3& p_lps);

// Same grid: sizes equal, directions within 1e-4, every corner within `tolerance_mm`.
bool SameGrid(const VolumeGeometry& a, const VolumeGeometry& b, double tolerance_mm = 0.01);

}  // namespace regen
