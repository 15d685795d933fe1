// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"

#include <array>
#include <cstddef>

namespace regen::test {

// The voxels from `begin` to before `end`, where they are.
inline Volume Cropped(const Volume& volume,
                      const std::array<int, 3>& begin,
                      const std::array<int, 3>& end) {
  VolumeGeometry grid = volume.geometry;
  for (std::size_t n = 0; n < 3; ++n) grid.size[n] = end[n] - begin[n];
  grid.origin_lps = LpsFromIndex(volume.geometry, Vec3(begin[0], begin[1], begin[2]));
  Volume cropped = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        cropped.At(i, j, k) = volume.At(begin[0] + i, begin[1] + j, begin[2] + k);
      }
    }
  }
  return cropped;
}

// The patient turned about the origin together with the image: the same voxels elsewhere.
inline Volume Turned(Volume volume, const Vec3& rotation_rad) {
  const Rigid3 turn = RigidAbout(Vec3::Zero(), rotation_rad, Vec3::Zero());
  volume.geometry.direction = turn.rotation * volume.geometry.direction;
  volume.geometry.origin_lps = turn * volume.geometry.origin_lps;
  return volume;
}

// The values mirrored along one axis of the image, its geometry as it was: a lying header.
inline Volume Mirrored(const Volume& volume, std::size_t axis) {
  Volume mirrored = volume;
  for (int k = 0; k < volume.geometry.size[2]; ++k) {
    for (int j = 0; j < volume.geometry.size[1]; ++j) {
      for (int i = 0; i < volume.geometry.size[0]; ++i) {
        std::array<int, 3> at{i, j, k};
        at[axis] = volume.geometry.size[axis] - 1 - at[axis];
        mirrored.At(i, j, k) = volume.At(at[0], at[1], at[2]);
      }
    }
  }
  return mirrored;
}

}  // namespace regen::test
