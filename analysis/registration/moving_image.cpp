// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/moving_image.h"

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

}  // namespace regen
