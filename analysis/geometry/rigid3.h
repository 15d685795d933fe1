// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "analysis/geometry/types.h"

namespace regen {

// A rigid motion between two frames in millimetres. A variable `b_from_a` takes points of frame
// a to frame b:  x_b = R x_a + t. Frames are DICOM patient coordinates (LPS) unless said.
struct Rigid3 {
  Mat3 rotation = Mat3::Identity();
  Vec3 translation_mm = Vec3::Zero();

  Vec3 operator*(const Vec3& point) const { return rotation * point + translation_mm; }
};

// c_from_a = c_from_b * b_from_a
Rigid3 operator*(const Rigid3& c_from_b, const Rigid3& b_from_a);

Rigid3 Inverse(const Rigid3& b_from_a);

// Rotation by the vector `rotation_rad` (axis times angle) about `centre`, then translation.
Rigid3 RigidAbout(const Vec3& centre, const Vec3& rotation_rad, const Vec3& translation_mm);

double RotationAngleDeg(const Rigid3& motion);

// A rigid motion as rotation vector (radians) and the translation that belongs to it in the
// exponential map of SE(3) (Murray, Li and Sastry 1994, section 2.3.2):
//   motion = Exp(Log(motion)) for rotations below 180°.
struct Twist {
  Vec3 rotation_rad = Vec3::Zero();
  Vec3 translation_mm = Vec3::Zero();
};
Twist Log(const Rigid3& motion);
Rigid3 Exp(const Twist& twist);

// The motion `fraction` of the way from `a` (0) to `b` (1) along the geodesic
//   a · Exp(fraction · Log(a⁻¹ b)),
// the blend of two motions in Arsigny's log-Euclidean polyrigid framework (2009, IJCV 84:229).
// Blending the inverses gives the inverse of the blend.
Rigid3 Blend(const Rigid3& a, const Rigid3& b, double fraction);

// 4×4, row-major, last row 0 0 0 1: the form of report.json and of DICOM (3006,00C6).
std::array<double, 16> RowMajor(const Rigid3& motion);

}  // namespace regen
