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

// One sample seen through the current transform: d moving(T x) / d (rotation about the centre,
// translation), the residual, and a 0.
using Row = Eigen::Matrix<float, 8, 1>;
constexpr Eigen::Index kResidual = 6;

struct Rows {
  std::vector<Row> seen;
  std::vector<float> weights;
  std::vector<float> magnitudes;  // of the residuals
};

void FindRows(const std::vector<FixedSample>& fixed,
              const MovingImage& moving,
              const Rigid3& moving_from_fixed,
              const Vec3& centre_in_moving,
              Rows* rows) {
  rows->seen.clear();
  rows->weights.clear();
  rows->magnitudes.clear();
  for (const FixedSample& sample : fixed) {
    const Vec3 q = moving_from_fixed * sample.p_lps;
    float value = 0;
    Eigen::Vector3f gradient_per_mm;
    if (!moving.At(q, &value, &gradient_per_mm)) continue;
    const Eigen::Vector3f arm = (q - centre_in_moving).cast<float>();
    const float r = sample.value - value;
    Row& row = rows->seen.emplace_back();
    const Eigen::Vector3f& g = gradient_per_mm;
    // arm × g, number by number: Eigen's own product reads a fourth one behind three.
    row << arm[1] * g[2] - arm[2] * g[1], arm[2] * g[0] - arm[0] * g[2],
        arm[0] * g[1] - arm[1] * g[0], g[0], g[1], g[2], r, 0.0F;
    rows->weights.push_back(sample.weight);
    rows->magnitudes.push_back(std::abs(r));
  }
}

// The weighted normal equations' solution; zero where they are singular. Summed in single
// precision over a block of rows and in double precision over the blocks: a rounding of the
// sums moves the step only, which goes to zero.
Vec6 SolveStep(const Rows& rows) {
  constexpr std::size_t kBlock = 64;
  const auto scale = static_cast<float>(RobustScale(rows.magnitudes));
  Eigen::Matrix<double, 8, 8> all = Eigen::Matrix<double, 8, 8>::Zero();
  for (std::size_t first = 0; first < rows.seen.size(); first += kBlock) {
    Eigen::Matrix<float, 8, 8> block = Eigen::Matrix<float, 8, 8>::Zero();
    for (std::size_t n = first; n < std::min(first + kBlock, rows.seen.size()); ++n) {
      const Row& row = rows.seen[n];
      const float u = row[kResidual] / (4.685F * scale);
      const float inside = std::max(0.0F, 1.0F - u * u);  // Biweight
      const Row weighted = rows.weights[n] * inside * inside * row;
      block.noalias() += weighted * row.transpose();
    }
    all += block.cast<double>();
  }
  const Eigen::LDLT<Mat6> solver(all.topLeftCorner<6, 6>());
  if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 0))
    return Vec6::Zero();
  return solver.solve(all.col(kResidual).head<6>());
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
  // Not every voxel has to be looked at where only a few of them are wanted.
  constexpr double kEnough = 4.0;  // times as many as wanted: a place may have no weight
  double voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis)
    voxels *= std::max(0, last[axis] - first[axis] + 1);
  const double every = std::max(1.0, voxels / (kEnough * static_cast<double>(max_samples)));
  double next = 0;
  std::uint64_t n = 0;
  for (int k = first[2]; k <= last[2]; ++k) {
    for (int j = first[1]; j <= last[1]; ++j) {
      for (int i = first[0]; i <= last[0]; ++i) {
        if (static_cast<double>(++n) < next) continue;
        next += every;
        const Vec3 index = Vec3(i, j, k) + OffGridOffset(n);
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
    float looked_up = 0;
    if (!moving.ValueAt(moving_from_fixed * sample.p_lps, &looked_up)) continue;
    const auto m = static_cast<double>(looked_up);
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
  Rows rows;
  rows.seen.reserve(fixed.size());
  rows.weights.reserve(fixed.size());
  rows.magnitudes.reserve(fixed.size());
  for (; result.iterations < options.max_iterations && !result.converged; ++result.iterations) {
    const Vec3 centre_in_moving = result.moving_from_fixed * centre;
    FindRows(fixed, moving, result.moving_from_fixed, centre_in_moving, &rows);
    if (rows.seen.size() < min_count) break;
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
