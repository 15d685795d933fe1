// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/volume_geometry.h"

namespace regen {

Vec3 LpsFromIndex(const VolumeGeometry& geometry, const Vec3& index) {
  return geometry.origin_lps + geometry.direction * index.cwiseProduct(geometry.spacing_mm);
}

Vec3 IndexFromLps(const VolumeGeometry& geometry, const Vec3& p_lps) {
  return (geometry.direction.transpose() * (p_lps - geometry.origin_lps))
      .cwiseQuotient(geometry.spacing_mm);
}

bool SameGrid(const VolumeGeometry& a, const VolumeGeometry& b, double tolerance_mm) {
  if (a.size != b.size || (a.direction - b.direction).cwiseAbs().maxCoeff() > 1e-4) return false;
  const Vec3 last(a.size[0] - 1, a.size[1] - 1, a.size[2] - 1);
  return (LpsFromIndex(a, Vec3::Zero()) - LpsFromIndex(b, Vec3::Zero())).norm() <= tolerance_mm &&
         (LpsFromIndex(a, last) - LpsFromIndex(b, last)).norm() <= tolerance_mm;
}

}  // namespace regen
