// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/random_field.h"

#include <array>
#include <cmath>

namespace regen {

// 1 ± amplitude, varying over about the field of view: a quadratic polynomial whose
// coefficients add up to 1.
class CoilShading {
 public:
  CoilShading() : centre_lps_(Vec3::Zero()), amplitude_(0.0) {}  // 1 everywhere
  CoilShading(RandomStream& random, const Vec3& centre_lps, double amplitude)
      : centre_lps_(centre_lps), amplitude_(amplitude) {
    double sum = 0;
    for (double& coefficient : coefficients_) {
      coefficient = random.NextBetween(-1.0, 1.0);
      sum += std::abs(coefficient);
    }
    for (double& coefficient : coefficients_) {
      coefficient /= sum;
    }
  }

  double amplitude() const { return amplitude_; }

  double At(const Vec3& p_lps) const {
    if (amplitude_ == 0.0) {
      return 1.0;
    }
    const Vec3 q = ((p_lps - centre_lps_) / kHalfFieldMm).cwiseMax(-1.0).cwiseMin(1.0);
    const std::array<double, 6> terms{
        q.x(), q.y(), q.z(), q.x() * q.y(), q.y() * q.z(), 2.0 * q.z() * q.z() - 1.0};
    double sum = 0;
    for (std::size_t n = 0; n < terms.size(); ++n) {
      sum += coefficients_[n] * terms[n];
    }
    return 1.0 + amplitude_ * sum;
  }

 private:
  static constexpr double kHalfFieldMm = 80.0;
  Vec3 centre_lps_;
  double amplitude_;
  std::array<double, 6> coefficients_{};
};

}  // namespace regen
