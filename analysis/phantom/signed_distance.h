// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <algorithm>
#include <cmath>

namespace regen {

// What digital joints are built from: signed distances in millimetres, negative inside, exact
// or slightly short of exact near the surface.

// With k0 = |q/r| and k1 = |q/r²| the distance to an ellipsoid is about k0 (k0 - 1) / k1. Deep
// inside a flat one that is far too much; there the half thickness at this place limits it.
inline double LimitedInside(double k0, double distance, double smallest_radius) {
  if (k0 >= 1.0) {
    return distance;
  }
  return std::max(distance, -smallest_radius * std::sqrt(1.0 - k0 * k0));
}

class Ellipsoid {
 public:
  Ellipsoid(const Vec3& centre, const Vec3& radii)
      : centre_(centre), reciprocal_(radii.cwiseInverse()), smallest_(radii.minCoeff()) {}

  double Distance(const Vec3& p) const {
    const Vec3 scaled = (p - centre_).cwiseProduct(reciprocal_);
    const double k0 = scaled.norm();
    if (k0 < 1e-9) {
      return -smallest_;
    }
    const double k1 = scaled.cwiseProduct(reciprocal_).norm();
    return LimitedInside(k0, k0 * (k0 - 1.0) / k1, smallest_);
  }

 private:
  Vec3 centre_;
  Vec3 reciprocal_;
  double smallest_;
};

// A vertical tube of elliptic cross-section around (x, y), by the same formula.
inline double ColumnDistance(
    const Vec3& p, double x, double y, double radius_x, double radius_y) {
  const double a = (p.x() - x) / radius_x;
  const double b = (p.y() - y) / radius_y;
  const double k0 = std::sqrt(a * a + b * b);
  if (k0 < 1e-9) {
    return -std::min(radius_x, radius_y);
  }
  const double c = a / radius_x;
  const double d = b / radius_y;
  const double k1 = std::sqrt(c * c + d * d);
  return LimitedInside(k0, k0 * (k0 - 1.0) / k1, std::min(radius_x, radius_y));
}

// A piece of a round rod: around the line through `at` along the unit vector `axis`, as far as
// `half_length` to both sides.
inline double RodDistance(
    const Vec3& p, const Vec3& at, const Vec3& axis, double radius, double half_length) {
  const Vec3 q = p - at;
  const double along = q.dot(axis);
  return std::max((q - along * axis).norm() - radius, std::abs(along) - half_length);
}

// Union whose seam is rounded over `k` millimetres (polynomial smooth minimum).
inline double RoundedUnion(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::min(a, b) - h * h * k * 0.25;
}

// A box that holds a shape. Far from it, its own distance stands for the shape's: it is never
// larger, and most of a joint is far from most of its parts.
struct Bounds {
  Vec3 lower;
  Vec3 upper;

  // Largest of the distances to its planes: exact inside, short of exact around its edges.
  double Distance(const Vec3& p) const { return (lower - p).cwiseMax(p - upper).maxCoeff(); }

  bool FarFrom(const Vec3& p, double& distance) const {
    distance = Distance(p);
    return distance > 5.0;
  }
};

}  // namespace regen
