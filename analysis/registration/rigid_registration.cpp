// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/rigid_registration.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Geometry>

namespace regen {
namespace {

using Mat6 = Eigen::Matrix<double, 6, 6>;
using Vec6 = Eigen::Matrix<double, 6, 1>;

// One sample seen through the current transform.
struct Residual {
  double r = 0;
  Vec6 jacobian = Vec6::Zero();  // d moving(T x) / d (rotation about the centre, translation)
};

std::vector<Residual> Residuals(const std::vector<FixedSample>& fixed,
                                const Volume& moving,
                                const Rigid3& moving_from_fixed,
                                const Vec3& centre_in_moving) {
  std::vector<Residual> residuals;
  residuals.reserve(fixed.size());
  const Mat3 lps_gradient_from_index =
      moving.geometry.direction * moving.geometry.spacing_mm.cwiseInverse().asDiagonal();
  for (const FixedSample& sample : fixed) {
    const Vec3 q = moving_from_fixed * sample.p_lps;
    Sample at;
    if (!InterpolateLinear(moving, IndexFromLps(moving.geometry, q), &at)) continue;
    const Vec3 gradient = lps_gradient_from_index * at.gradient_per_index;
    Residual residual;
    residual.r = sample.value - at.value;
    residual.jacobian.head<3>() = (q - centre_in_moving).cross(gradient);
    residual.jacobian.tail<3>() = gradient;
    residuals.push_back(residual);
  }
  return residuals;
}

// 1.4826 × median |r|: the standard deviation of normal residuals, untouched by outliers.
double RobustScale(const std::vector<Residual>& residuals) {
  std::vector<double> magnitude;
  magnitude.reserve(residuals.size());
  for (const Residual& residual : residuals) magnitude.push_back(std::abs(residual.r));
  const auto middle = magnitude.begin() + static_cast<std::ptrdiff_t>(magnitude.size() / 2);
  std::nth_element(magnitude.begin(), middle, magnitude.end());
  return std::max(1.4826 * *middle, 1e-6);
}

// Tukey's biweight: (1 - (r/c)²)² inside c = 4.685 scale, 0 outside.
double BiweightOf(double r, double scale) {
  const double u = r / (4.685 * scale);
  return std::abs(u) >= 1 ? 0.0 : (1 - u * u) * (1 - u * u);
}

// The weighted normal equations' solution; zero where they are singular.
Vec6 SolveStep(const std::vector<Residual>& residuals) {
  const double scale = RobustScale(residuals);
  Mat6 normal = Mat6::Zero();
  Vec6 right = Vec6::Zero();
  for (const Residual& residual : residuals) {
    const double weight = BiweightOf(residual.r, scale);
    if (weight == 0) continue;
    normal.noalias() += weight * residual.jacobian * residual.jacobian.transpose();
    right.noalias() += weight * residual.r * residual.jacobian;
  }
  const Eigen::LDLT<Mat6> solver(normal);
  if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 0))
    return Vec6::Zero();
  return solver.solve(right);
}

Vec3 MeanPosition(const std::vector<FixedSample>& fixed) {
  Vec3 sum = Vec3::Zero();
  for (const FixedSample& sample : fixed) sum += sample.p_lps;
  return sum / static_cast<double>(std::max<std::size_t>(1, fixed.size()));
}

}  // namespace

std::vector<FixedSample> TakeSamples(const Volume& fixed,
                                     const SampleRegion& region,
                                     std::size_t max_samples) {
  std::vector<FixedSample> samples;
  const VolumeGeometry& grid = fixed.geometry;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        const Vec3 index = IndexFromLps(region.excluded->geometry, p);
        if ((index.array() < region.low_index.array()).any() ||
            (index.array() > region.high_index.array()).any()) {
          continue;
        }
        double excluded = 0;
        if (InterpolateLinear(*region.excluded, index, &excluded) && excluded > 0.5) continue;
        samples.push_back({p, static_cast<double>(fixed.At(i, j, k))});
      }
    }
  }
  if (samples.size() <= max_samples) return samples;
  // Evenly along the order of voxels, so that what is kept spreads over the whole box.
  std::vector<FixedSample> kept;
  kept.reserve(max_samples + 1);
  const double stride = static_cast<double>(samples.size()) / static_cast<double>(max_samples);
  for (std::size_t n = 0; n < max_samples; ++n) {
    kept.push_back(samples[static_cast<std::size_t>(static_cast<double>(n) * stride)]);
  }
  return kept;
}

double CorrelationAt(const std::vector<FixedSample>& fixed,
                     const Volume& moving,
                     const Rigid3& moving_from_fixed,
                     double min_overlap,
                     double* overlap) {
  double n = 0;
  double sf = 0;
  double sm = 0;
  double sff = 0;
  double smm = 0;
  double sfm = 0;
  for (const FixedSample& sample : fixed) {
    double value = 0;
    const Vec3 index = IndexFromLps(moving.geometry, moving_from_fixed * sample.p_lps);
    if (!InterpolateLinear(moving, index, &value)) continue;
    n += 1;
    sf += sample.value;
    sm += value;
    sff += sample.value * sample.value;
    smm += value * value;
    sfm += sample.value * value;
  }
  *overlap = fixed.empty() ? 0.0 : n / static_cast<double>(fixed.size());
  if (n < 2 || *overlap < min_overlap) return -1;
  const double variance = (sff - sf * sf / n) * (smm - sm * sm / n);
  return variance > 0 ? (sfm - sf * sm / n) / std::sqrt(variance) : -1;
}

RigidRegistrationResult RegisterRigid(const std::vector<FixedSample>& fixed,
                                      const Volume& moving,
                                      const Rigid3& start,
                                      const RigidRegistrationOptions& options) {
  RigidRegistrationResult result;
  result.moving_from_fixed = start;
  const Vec3 centre = MeanPosition(fixed);
  const auto min_count = static_cast<std::size_t>(
      std::max(12.0, options.min_overlap * static_cast<double>(fixed.size())));
  for (; result.iterations < options.max_iterations && !result.converged; ++result.iterations) {
    const Vec3 centre_in_moving = result.moving_from_fixed * centre;
    const auto residuals = Residuals(fixed, moving, result.moving_from_fixed, centre_in_moving);
    if (residuals.size() < min_count) break;
    const Vec6 step = SolveStep(residuals);
    if (!step.allFinite() || step.isZero()) break;
    result.moving_from_fixed =
        RigidAbout(centre_in_moving, step.head<3>(), step.tail<3>()) * result.moving_from_fixed;
    result.converged = step.head<3>().norm() < options.rotation_tolerance_rad &&
                       step.tail<3>().norm() < options.translation_tolerance_mm;
  }
  result.correlation = CorrelationAt(
      fixed, moving, result.moving_from_fixed, options.min_overlap, &result.overlap);
  return result;
}

}  // namespace regen
