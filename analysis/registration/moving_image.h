// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <Eigen/Core>

namespace regen {

// An image prepared to be looked up at very many points in patient coordinates, with its
// gradient. Both are interpolated trilinearly between voxels; the gradient is that of central
// differences, not of the interpolant: the slope of a straight piece between two thick slices
// depends on where between them one looks, in step with the interpolation's own error, and
// would pull an alignment towards certain offsets of the slices by tenths of a millimetre.
class MovingImage {
 public:
  MovingImage() = default;
  explicit MovingImage(const Volume& volume);

  const VolumeGeometry& Geometry() const { return geometry_; }

  // False outside of the grid of voxel centres. `gradient_per_mm` in LPS.
  bool At(const Vec3& p_lps, float* value, Eigen::Vector3f* gradient_per_mm) const {
    Cell cell;
    if (!Find(p_lps, &cell)) return false;
    const auto whole = [](const Eigen::Vector4f& voxel) { return voxel; };
    const auto mixed = Mix<Eigen::Vector4f>(cell, whole);
    *value = mixed[3];
    *gradient_per_mm = mixed.head<3>();
    return true;
  }

  bool ValueAt(const Vec3& p_lps, float* value) const {
    Cell cell;
    if (!Find(p_lps, &cell)) return false;
    *value = Mix<float>(cell, [](const Eigen::Vector4f& voxel) { return voxel[3]; });
    return true;
  }

 private:
  // The eight voxels around a point: the lowest, the steps to the next, how far on the way.
  struct Cell {
    std::ptrdiff_t base = 0;
    std::array<std::ptrdiff_t, 3> step{};
    std::array<float, 3> fraction{};
  };

  bool Find(const Vec3& p_lps, Cell* cell) const {
    const Vec3 index = index_from_mm_ * (p_lps - geometry_.origin_lps);
    std::ptrdiff_t stride = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const int last = geometry_.size[axis] - 1;
      const double at = index[static_cast<Eigen::Index>(axis)];
      if (!(at >= 0.0 && at <= static_cast<double>(last))) return false;
      const int corner = std::min(static_cast<int>(at), std::max(last - 1, 0));
      cell->base += corner * stride;
      cell->fraction[axis] = static_cast<float>(at - corner);
      cell->step[axis] = last > 0 ? stride : 0;
      stride *= geometry_.size[axis];
    }
    return true;
  }

  // Trilinear mean of a part of the voxels.
  template <typename Value, typename Part>
  Value Mix(const Cell& cell, const Part& part) const {
    const auto along = [](const Value& a, const Value& b, float fraction) {
      return Value(a + fraction * (b - a));
    };
    const auto plane = [&](const Eigen::Vector4f* p) {
      const Eigen::Vector4f* const next = p + cell.step[1];
      return along(along(part(p[0]), part(p[cell.step[0]]), cell.fraction[0]),
                   along(part(next[0]), part(next[cell.step[0]]), cell.fraction[0]),
                   cell.fraction[1]);
    };
    const Eigen::Vector4f* const first = voxels_.data() + cell.base;
    return along(plane(first), plane(first + cell.step[2]), cell.fraction[2]);
  }

  VolumeGeometry geometry_;
  Mat3 index_from_mm_ = Mat3::Identity();
  std::vector<Eigen::Vector4f> voxels_;  // gradient per mm in LPS, value
};

}  // namespace regen
