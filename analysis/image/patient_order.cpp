// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/patient_order.h"

#include <array>
#include <cmath>

namespace regen {
namespace {

// The order whose axes point most to left, back and head: the greatest sum of the cosines. With
// every sign free it is right-handed by itself: of a rotation some right-handed order reaches
// at least 1.9 (the cubic group is never farther than 62.8°), a left-handed one at most 1.
PatientOrder NearestOrder(const Mat3& direction) {
  constexpr std::array<std::array<std::size_t, 3>, 6> kOrders{
      {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};
  PatientOrder best;
  double most = -1;
  for (const auto& axis : kOrders) {
    double sum = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      sum +=
          std::abs(direction(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(axis[n])));
    }
    if (sum <= most) continue;
    most = sum;
    best.axis = axis;
  }
  for (std::size_t n = 0; n < 3; ++n) {
    best.backwards[n] =
        direction(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(best.axis[n])) < 0;
  }
  return best;
}

VolumeGeometry Counted(const VolumeGeometry& old, const PatientOrder& order) {
  VolumeGeometry grid;
  Vec3 first = Vec3::Zero();
  for (std::size_t n = 0; n < 3; ++n) {
    const auto to = static_cast<Eigen::Index>(n);
    const auto from = static_cast<Eigen::Index>(order.axis[n]);
    grid.size[n] = old.size[order.axis[n]];
    grid.spacing_mm[to] = old.spacing_mm[from];
    grid.direction.col(to) = (order.backwards[n] ? -1.0 : 1.0) * old.direction.col(from);
    if (order.backwards[n]) first[from] = old.size[order.axis[n]] - 1;
  }
  grid.origin_lps = LpsFromIndex(old, first);
  return grid;
}

}  // namespace

PatientOrder PatientOrderOf(const VolumeGeometry& stored) {
  return NearestOrder(stored.direction);
}

VolumeGeometry InPatientOrder(const VolumeGeometry& grid) {
  return Counted(grid, NearestOrder(grid.direction));
}

Volume InPatientOrder(const Volume& volume) {
  const VolumeGeometry& old = volume.geometry;
  const PatientOrder order = NearestOrder(old.direction);
  Volume counted = MakeVolume(Counted(old, order));
  const std::array<std::ptrdiff_t, 3> stride{
      1, old.size[0], static_cast<std::ptrdiff_t>(old.size[0]) * old.size[1]};
  std::array<std::ptrdiff_t, 3> step{};
  std::ptrdiff_t first = 0;
  for (std::size_t n = 0; n < 3; ++n) {
    step[n] = order.backwards[n] ? -stride[order.axis[n]] : stride[order.axis[n]];
    if (order.backwards[n]) first += stride[order.axis[n]] * (old.size[order.axis[n]] - 1);
  }
  const auto& size = counted.geometry.size;
  float* to = counted.values.data();
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      const float* const row = volume.values.data() + first + k * step[2] + j * step[1];
      for (int i = 0; i < size[0]; ++i) *to++ = row[i * step[0]];
    }
  }
  return counted;
}

}  // namespace regen
