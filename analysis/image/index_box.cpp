// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/index_box.h"

#include <algorithm>
#include <cassert>

namespace regen {

IndexBox BoxOfVoxels(const Volume& volume, float least) {
  IndexBox box{volume.geometry.size, {-1, -1, -1}};
  for (int k = 0; k < volume.geometry.size[2]; ++k) {
    for (int j = 0; j < volume.geometry.size[1]; ++j) {
      for (int i = 0; i < volume.geometry.size[0]; ++i) {
        if (volume.At(i, j, k) < least) continue;
        const std::array<int, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.first[axis] = std::min(box.first[axis], at[axis]);
          box.last[axis] = std::max(box.last[axis], at[axis]);
        }
      }
    }
  }
  return box.Empty() ? IndexBox{} : box;
}

IndexBox Widened(const IndexBox& box, const std::array<int, 3>& voxels) {
  IndexBox wide = box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    wide.first[axis] -= voxels[axis];
    wide.last[axis] += voxels[axis];
  }
  return wide;
}

IndexBox ClippedTo(const VolumeGeometry& grid, const IndexBox& box) {
  IndexBox clipped = box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    clipped.first[axis] = std::max(clipped.first[axis], 0);
    clipped.last[axis] = std::min(clipped.last[axis], grid.size[axis] - 1);
    if (clipped.last[axis] < clipped.first[axis]) return {};
  }
  return clipped;
}

VolumeGeometry GridOf(const VolumeGeometry& grid, const IndexBox& box) {
  assert(!box.Empty());
  VolumeGeometry piece = grid;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    piece.size[axis] = box.last[axis] - box.first[axis] + 1;
  }
  piece.origin_lps = LpsFromIndex(grid, Vec3(box.first[0], box.first[1], box.first[2]));
  return piece;
}

Volume Cropped(const Volume& volume, const IndexBox& box, float outside) {
  Volume piece = MakeVolume(GridOf(volume.geometry, box), outside);
  const IndexBox shared = ClippedTo(volume.geometry, box);
  for (int k = shared.first[2]; k <= shared.last[2]; ++k) {
    for (int j = shared.first[1]; j <= shared.last[1]; ++j) {
      for (int i = shared.first[0]; i <= shared.last[0]; ++i) {
        piece.At(i - box.first[0], j - box.first[1], k - box.first[2]) = volume.At(i, j, k);
      }
    }
  }
  return piece;
}

}  // namespace regen
