// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/moving_image.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace regen {

MovingImage::MovingImage(const Volume& volume)
    : geometry_(volume.geometry),
      index_from_mm_(volume.geometry.spacing_mm.cwiseInverse().asDiagonal() *
                     volume.geometry.direction.transpose()),
      voxels_(volume.values.size()) {
  const auto& size = geometry_.size;
  const Eigen::Matrix3f lps_from_index_gradient = index_from_mm_.transpose().cast<float>();
  const auto slope = [](const float* at, int n, int last, std::ptrdiff_t stride) {
    const float after = n < last ? at[stride] : at[0];
    const float before = n > 0 ? at[-stride] : at[0];
    const int steps = (n < last ? 1 : 0) + (n > 0 ? 1 : 0);
    return steps == 0 ? 0.0F : (after - before) / static_cast<float>(steps);
  };
  const std::ptrdiff_t row = size[0];
  const std::ptrdiff_t slice = row * size[1];
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        const std::size_t n = volume.Offset(i, j, k);
        const float* const at = &volume.values[n];
        const Eigen::Vector3f per_index(slope(at, i, size[0] - 1, 1),
                                        slope(at, j, size[1] - 1, row),
                                        slope(at, k, size[2] - 1, slice));
        voxels_[n].head<3>() = lps_from_index_gradient * per_index;
        voxels_[n][3] = *at;
      }
    }
  }
}

bool MovingImage::At(const Vec3& p_lps, double* value, Vec3* gradient_per_mm) const {
  const Vec3 index = index_from_mm_ * (p_lps - geometry_.origin_lps);
  std::array<float, 3> f{};
  std::array<std::ptrdiff_t, 3> step{};
  std::ptrdiff_t base = 0;
  std::ptrdiff_t stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const int last = geometry_.size[axis] - 1;
    const double at = index[static_cast<Eigen::Index>(axis)];
    if (!(at >= 0.0 && at <= static_cast<double>(last))) return false;
    const int corner = std::min(static_cast<int>(at), std::max(last - 1, 0));
    base += corner * stride;
    f[axis] = static_cast<float>(at - corner);
    step[axis] = last > 0 ? stride : 0;
    stride *= geometry_.size[axis];
  }
  const Eigen::Vector4f* const v = voxels_.data() + base;
  const auto along = [](const Eigen::Vector4f& a, const Eigen::Vector4f& b, float fraction) {
    return Eigen::Vector4f(a + fraction * (b - a));
  };
  const auto plane = [&](const Eigen::Vector4f* p) {
    return along(
        along(p[0], p[step[0]], f[0]), along(p[step[1]], p[step[1] + step[0]], f[0]), f[1]);
  };
  const Eigen::Vector4f mixed = along(plane(v), plane(v + step[2]), f[2]);
  *value = static_cast<double>(mixed[3]);
  *gradient_per_mm = mixed.head<3>().cast<double>();
  return true;
}

}  // namespace regen
