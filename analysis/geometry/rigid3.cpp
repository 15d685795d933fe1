// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/rigid3.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace regen {

Rigid3 operator*(const Rigid3& c_from_b, const Rigid3& b_from_a) {
  return {c_from_b.rotation * b_from_a.rotation, c_from_b * b_from_a.translation_mm};
}

Rigid3 Inverse(const Rigid3& b_from_a) {
  const Mat3 inverse = b_from_a.rotation.transpose();
  return {inverse, -(inverse * b_from_a.translation_mm)};
}

Rigid3 RigidAbout(const Vec3& centre, const Vec3& rotation_rad, const Vec3& translation_mm) {
  const double angle = rotation_rad.norm();
  Mat3 rotation = Mat3::Identity();
  if (angle > 0) rotation = Eigen::AngleAxisd(angle, rotation_rad / angle).toRotationMatrix();
  return {rotation, centre - rotation * centre + translation_mm};
}

double RotationAngleDeg(const Rigid3& motion) {
  const double cosine = std::clamp((motion.rotation.trace() - 1.0) / 2.0, -1.0, 1.0);
  return std::acos(cosine) * 180.0 / std::numbers::pi;
}

std::array<double, 16> RowMajor(const Rigid3& motion) {
  std::array<double, 16> matrix{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      matrix[static_cast<std::size_t>(4 * row + column)] = motion.rotation(row, column);
    }
    matrix[static_cast<std::size_t>(4 * row + 3)] = motion.translation_mm(row);
  }
  matrix[15] = 1.0;
  return matrix;
}

}  // namespace regen
