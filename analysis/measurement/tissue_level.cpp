// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/tissue_level.h"

#include "analysis/base/robust.h"

#include <cmath>
#include <utility>

#include <Eigen/Cholesky>

namespace regen {
namespace {

constexpr double kScaleMm = 10;
constexpr double kRidge = 1e-2;

}  // namespace

Eigen::Vector4d TissueLevel::TermsAt(const Vec3& p) const {
  const Vec3 q = (p - centre) / kScaleMm;
  return {1, q[0], q[1], q[2]};
}

double TissueLevel::ErrorOfSum(const Eigen::Vector4d& terms) const {
  return scale * std::sqrt(terms.dot(normal.ldlt().solve(terms)));
}

std::optional<TissueLevel> FitTissueLevel(const std::vector<LevelSample>& samples,
                                          std::size_t fewest) {
  if (samples.size() < fewest || samples.empty()) return std::nullopt;
  TissueLevel level;
  std::vector<double> signals;
  for (const LevelSample& sample : samples) {
    signals.push_back(sample.signal);
    level.centre += sample.p;
  }
  const auto n = static_cast<double>(samples.size());
  level.centre /= n;
  level.coefficients[0] = Median(std::move(signals));
  for (int pass = 0; pass < 8; ++pass) {
    std::vector<double> magnitudes;
    for (const LevelSample& sample : samples)
      magnitudes.push_back(std::abs(sample.signal - level.At(sample.p)));
    level.scale = RobustScale(std::move(magnitudes));
    level.normal.setZero();
    Eigen::Vector4d right = Eigen::Vector4d::Zero();
    for (const LevelSample& sample : samples) {
      const double weight = Biweight(sample.signal - level.At(sample.p), level.scale);
      const Eigen::Vector4d terms = level.TermsAt(sample.p);
      level.normal += weight * terms * terms.transpose();
      right += weight * sample.signal * terms;
    }
    for (int axis = 1; axis < 4; ++axis) level.normal(axis, axis) += kRidge * n;
    level.coefficients = level.normal.ldlt().solve(right);
  }
  return level;
}

}  // namespace regen
