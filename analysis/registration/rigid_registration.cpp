// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/rigid_registration.h"

#include "analysis/base/robust.h"
#include "analysis/image/interpolate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Geometry>

namespace regen {
namespace {

using Mat6 = Eigen::Matrix<double, 6, 6>;
using Vec6 = Eigen::Matrix<double, 6, 1>;

// One sample seen through the current transform.
struct Row {
  double r = 0;
  double weight = 0;
  Vec6 jacobian;  // d moving(T x) / d (rotation about the centre, translation)
};

void FindRows(const std::vector<FixedSample>& fixed,
              const MovingImage& moving,
              const Rigid3& moving_from_fixed,
              const Vec3& centre_in_moving,
              std::vector<Row>* rows) {
  rows->clear();
  for (const FixedSample& sample : fixed) {
    const Vec3 q = moving_from_fixed * sample.p_lps;
    double value = 0;
    Vec3 gradient_per_mm;
    if (!moving.At(q, &value, &gradient_per_mm)) continue;
    Row& row = rows->emplace_back();
    row.r = static_cast<double>(sample.value) - value;
    row.weight = static_cast<double>(sample.weight);
    const Vec3 arm = q - centre_in_moving;
    row.jacobian.head<3>() = arm.cross(gradient_per_mm);
    row.jacobian.tail<3>() = gradient_per_mm;
  }
}

// The weighted normal equations' solution; zero where they are singular.
Vec6 SolveStep(const std::vector<Row>& rows) {
  std::vector<double> magnitudes;
  magnitudes.reserve(rows.size());
  for (const Row& row : rows) magnitudes.push_back(std::abs(row.r));
  const double scale = RobustScale(std::move(magnitudes));
  Mat6 normal = Mat6::Zero();
  Vec6 right = Vec6::Zero();
  for (const Row& row : rows) {
    const double weight = row.weight * Biweight(row.r, scale);
    if (weight == 0) continue;
    const Vec6 weighted = weight * row.jacobian;
    normal.noalias() += weighted * row.jacobian.transpose();
    right.noalias() += row.r * weighted;
  }
  const Eigen::LDLT<Mat6> solver(normal);
  if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 0))
    return Vec6::Zero();
  return solver.solve(right);
}

// Evenly spread offsets of -0.5..0.5 voxel: the additive recurrence of Roberts (2018) in three
// dimensions, multiples of powers of the plastic number's relative g, g⁴ = g + 1.
Vec3 OffGridOffset(std::uint64_t n) {
  const auto fraction = [n](double step) {
    const double x = 0.5 + step * static_cast<double>(n);
    return x - std::floor(x) - 0.5;
  };
  return {
      fraction(0.8191725133961645), fraction(0.6710436067037893), fraction(0.5497004779019703)};
}

Vec3 MeanPosition(const std::vector<FixedSample>& fixed) {
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (const FixedSample& sample : fixed) {
    sum += static_cast<double>(sample.weight) * sample.p_lps;
    weight += static_cast<double>(sample.weight);
  }
  return weight > 0 ? Vec3(sum / weight) : sum;
}

}  // namespace

std::vector<FixedSample> TakeSamples(const Volume& fixed,
                                     const Vec3& low_lps,
                                     const Vec3& high_lps,
                                     const WeightAt& weight,
                                     std::size_t max_samples) {
  const VolumeGeometry& grid = fixed.geometry;
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 p((corner & 1) != 0 ? low_lps[0] : high_lps[0],
                 (corner & 2) != 0 ? low_lps[1] : high_lps[1],
                 (corner & 4) != 0 ? low_lps[2] : high_lps[2]);
    const Vec3 index = IndexFromLps(grid, p);
    low = low.cwiseMin(index);
    high = high.cwiseMax(index);
  }
  std::array<int, 3> first{};
  std::array<int, 3> last{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<Eigen::Index>(axis);
    const double end = grid.size[axis] - 1;
    first[axis] = static_cast<int>(std::clamp(std::ceil(low[a]), 0.0, end + 1));
    last[axis] = static_cast<int>(std::clamp(std::floor(high[a]), -1.0, end));
  }
  std::vector<FixedSample> samples;
  std::uint64_t n = 0;
  for (int k = first[2]; k <= last[2]; ++k) {
    for (int j = first[1]; j <= last[1]; ++j) {
      for (int i = first[0]; i <= last[0]; ++i) {
        const Vec3 index = Vec3(i, j, k) + OffGridOffset(++n);
        const Vec3 p = LpsFromIndex(grid, index);
        if ((p.array() < low_lps.array()).any() || (p.array() > high_lps.array()).any())
          continue;
        const double w = weight(p);
        double value = 0;
        if (w > 0 && InterpolateLinear(fixed, index, &value)) {
          samples.push_back({p, static_cast<float>(value), static_cast<float>(w)});
        }
      }
    }
  }
  return Thinned(std::move(samples), max_samples);
}

std::vector<FixedSample> Thinned(std::vector<FixedSample> samples, std::size_t max_samples) {
  if (samples.size() <= max_samples) return samples;
  const double stride = static_cast<double>(samples.size()) / static_cast<double>(max_samples);
  for (std::size_t n = 0; n < max_samples; ++n) {
    samples[n] = samples[static_cast<std::size_t>(static_cast<double>(n) * stride)];
  }
  samples.resize(max_samples);
  return samples;
}

double CorrelationAt(const std::vector<FixedSample>& fixed,
                     const MovingImage& moving,
                     const Rigid3& moving_from_fixed,
                     double min_overlap,
                     double* overlap) {
  double all = 0;
  double n = 0;
  double sf = 0;
  double sm = 0;
  double sff = 0;
  double smm = 0;
  double sfm = 0;
  for (const FixedSample& sample : fixed) {
    const auto w = static_cast<double>(sample.weight);
    const auto f = static_cast<double>(sample.value);
    all += w;
    double m = 0;
    Vec3 unused;
    if (!moving.At(moving_from_fixed * sample.p_lps, &m, &unused)) continue;
    n += w;
    sf += w * f;
    sm += w * m;
    sff += w * f * f;
    smm += w * m * m;
    sfm += w * f * m;
  }
  *overlap = all > 0 ? n / all : 0.0;
  if (!(n > 0) || *overlap < min_overlap) return -1;
  const double variance = (sff - sf * sf / n) * (smm - sm * sm / n);
  return variance > 0 ? (sfm - sf * sm / n) / std::sqrt(variance) : -1;
}

RigidRegistrationResult RegisterRigid(const std::vector<FixedSample>& fixed,
                                      const MovingImage& moving,
                                      const Rigid3& start,
                                      const RigidRegistrationOptions& options) {
  RigidRegistrationResult result;
  result.moving_from_fixed = start;
  const Vec3 centre = MeanPosition(fixed);
  const auto min_count = static_cast<std::size_t>(
      std::max(12.0, options.min_overlap * static_cast<double>(fixed.size())));
  std::vector<Row> rows;
  rows.reserve(fixed.size());
  for (; result.iterations < options.max_iterations && !result.converged; ++result.iterations) {
    const Vec3 centre_in_moving = result.moving_from_fixed * centre;
    FindRows(fixed, moving, result.moving_from_fixed, centre_in_moving, &rows);
    if (rows.size() < min_count) break;
    const Vec6 step = SolveStep(rows);
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
