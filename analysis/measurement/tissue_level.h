// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <cstddef>
#include <optional>
#include <vector>

#include <Eigen/Core>

namespace regen {

// Signal of one kind of tissue over space: level(p) = a + b · (p - centre).
struct TissueLevel {
  Eigen::Vector4d coefficients = Eigen::Vector4d::Zero();
  Vec3 centre = Vec3::Zero();
  double scale = 0;  // of the residuals: noise and texture, as a standard deviation
  Eigen::Matrix4d normal = Eigen::Matrix4d::Identity();

  Eigen::Vector4d TermsAt(const Vec3& p) const;
  double At(const Vec3& p) const { return coefficients.dot(TermsAt(p)); }
  // Standard deviation of the sum of levels whose terms add up to `terms`.
  double ErrorOfSum(const Eigen::Vector4d& terms) const;
};

struct LevelSample {
  Vec3 p = Vec3::Zero();
  double signal = 0;
};

// Fitted with Tukey's biweight; nothing where the samples are fewer than `fewest`. A direction
// that they do not span stays flat.
std::optional<TissueLevel> FitTissueLevel(const std::vector<LevelSample>& samples,
                                          std::size_t fewest);

}  // namespace regen
