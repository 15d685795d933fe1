// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

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
  bool At(const Vec3& p_lps, double* value, Vec3* gradient_per_mm) const;

 private:
  VolumeGeometry geometry_;
  Mat3 index_from_mm_ = Mat3::Identity();
  std::vector<Eigen::Vector4f> voxels_;  // gradient per mm in LPS, value
};

}  // namespace regen
