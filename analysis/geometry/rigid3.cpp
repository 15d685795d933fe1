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

namespace {

Mat3 CrossMatrix(const Vec3& v) {
  Mat3 m;
  m << 0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0;
  return m;
}

// V of the exponential map: translation_of_motion = V · translation_of_twist,
//   V = I + (1 - cos θ)/θ² W + (θ - sin θ)/θ³ W²,  W the cross matrix of the rotation vector.
Mat3 TranslationMatrix(const Vec3& rotation_rad) {
  const double angle = rotation_rad.norm();
  const Mat3 w = CrossMatrix(rotation_rad);
  // Below, the series' next terms are smaller than double precision can tell.
  if (angle < 1e-5) return Mat3::Identity() + 0.5 * w + w * w / 6.0;
  const double squared = angle * angle;
  return Mat3::Identity() + (1 - std::cos(angle)) / squared * w +
         (angle - std::sin(angle)) / (squared * angle) * w * w;
}

}  // namespace

Twist Log(const Rigid3& motion) {
  const Eigen::AngleAxisd turn(motion.rotation);
  const Vec3 rotation = turn.angle() * turn.axis();
  return {rotation, TranslationMatrix(rotation).inverse() * motion.translation_mm};
}

Rigid3 Exp(const Twist& twist) {
  const Rigid3 turn = RigidAbout(Vec3::Zero(), twist.rotation_rad, Vec3::Zero());
  return {turn.rotation, TranslationMatrix(twist.rotation_rad) * twist.translation_mm};
}

Rigid3 Blend(const Rigid3& a, const Rigid3& b, double fraction) {
  const Twist way = Log(Inverse(a) * b);
  return a * Exp({fraction * way.rotation_rad, fraction * way.translation_mm});
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
