// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/structure_motion.h"

#include "analysis/base/robust.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Geometry>

namespace regen {
namespace {

using Vec6 = Eigen::Matrix<double, 6, 1>;

// Residual of one sample and its derivatives by the two stations it lies between.
struct Row {
  double r = 0;
  double weight = 0;
  std::size_t station = 0;
  Vec6 first;
  Vec6 second;
};

Vec3 StationCentre(const AxisMotion& motion, std::size_t n) {
  return motion.origin + static_cast<double>(n) * motion.step_mm * motion.axis;
}

void FindRows(const std::vector<FixedSample>& fixed,
              const MovingImage& moving,
              const AxisMotion& motion,
              std::vector<Row>* rows) {
  rows->clear();
  const auto derivative = [&](std::size_t station, const Vec3& p, const Vec3& gradient) {
    const Rigid3& t = motion.stations[station];
    Vec6 d;
    d.head<3>() = (t.rotation * (p - StationCentre(motion, station))).cross(gradient);
    d.tail<3>() = gradient;
    return d;
  };
  for (const FixedSample& sample : fixed) {
    float value = 0;
    Eigen::Vector3f looked_up;
    if (!moving.At(motion * sample.p_lps, &value, &looked_up)) continue;
    const Vec3 gradient = looked_up.cast<double>();
    const StationWeight at = StationOf(motion, sample.p_lps);
    Row& row = rows->emplace_back();
    row.r = static_cast<double>(sample.value - value);
    row.weight = static_cast<double>(sample.weight);
    row.station = at.first;
    row.first = (1 - at.fraction) * derivative(at.first, sample.p_lps, gradient);
    row.second = Vec6::Zero();
    if (at.fraction > 0) {
      row.second = at.fraction * derivative(at.first + 1, sample.p_lps, gradient);
    }
  }
}

// Rotation and shift at the station by which it deviates from the prediction.
Vec6 Deviation(const AxisMotion& motion, const AxisMotion& predicted, std::size_t n) {
  const Vec3 centre = StationCentre(predicted, n);
  const Eigen::AngleAxisd turn(
      Mat3(motion.stations[n].rotation * predicted.stations[n].rotation.transpose()));
  Vec6 d;
  d.head<3>() = turn.angle() * turn.axis();
  d.tail<3>() = motion.stations[n] * centre - predicted.stations[n] * centre;
  return d;
}

Vec6 InverseVariances(double turn_deg, double shift_mm) {
  const double turn = turn_deg * std::numbers::pi / 180.0;
  Vec6 v;
  v.head<3>().setConstant(1 / (turn * turn));
  v.tail<3>().setConstant(1 / (shift_mm * shift_mm));
  return v;
}

struct Normal {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd right;
};

// The data's part of the normal equations.
void AddData(const std::vector<Row>& rows, double information, Normal* normal) {
  std::vector<double> magnitudes;
  for (const Row& row : rows) magnitudes.push_back(std::abs(row.r));
  const double scale = RobustScale(std::move(magnitudes));
  for (const Row& row : rows) {
    const double weight = information * row.weight * Biweight(row.r, scale) / (scale * scale);
    if (weight == 0) continue;
    const auto a = static_cast<Eigen::Index>(6 * row.station);
    normal->matrix.block<6, 6>(a, a).noalias() += weight * row.first * row.first.transpose();
    normal->right.segment<6>(a) += weight * row.r * row.first;
    if (row.second.isZero()) continue;
    const Eigen::Index b = a + 6;
    normal->matrix.block<6, 6>(b, b).noalias() += weight * row.second * row.second.transpose();
    normal->matrix.block<6, 6>(a, b).noalias() += weight * row.first * row.second.transpose();
    normal->matrix.block<6, 6>(b, a).noalias() += weight * row.second * row.first.transpose();
    normal->right.segment<6>(b) += weight * row.r * row.second;
  }
}

// The prediction's part: stations near it, and neighbours alike.
void AddPrior(const std::vector<Vec6>& deviations,
              const StructureMotionOptions& options,
              Normal* normal) {
  const Vec6 own = InverseVariances(options.prior_turn_deg, options.prior_shift_mm);
  const Vec6 step = InverseVariances(options.step_turn_deg, options.step_shift_mm);
  for (std::size_t n = 0; n < deviations.size(); ++n) {
    const auto a = static_cast<Eigen::Index>(6 * n);
    normal->matrix.diagonal().segment<6>(a) += own;
    normal->right.segment<6>(a) -= own.cwiseProduct(deviations[n]);
    if (n + 1 == deviations.size()) break;
    const Eigen::Index b = a + 6;
    const Vec6 pull = step.cwiseProduct(deviations[n] - deviations[n + 1]);
    normal->matrix.diagonal().segment<6>(a) += step;
    normal->matrix.diagonal().segment<6>(b) += step;
    normal->matrix.block<6, 6>(a, b).diagonal() -= step;
    normal->matrix.block<6, 6>(b, a).diagonal() -= step;
    normal->right.segment<6>(a) -= pull;
    normal->right.segment<6>(b) += pull;
  }
}

}  // namespace

StructureMotionOptions FreedomAt(double bending_mm) {
  constexpr double kArmMm = 16.0;  // a turn moves tissue this far away by the same as the shift
  const double shift_mm = 0.12 + bending_mm / 8.0;
  const double turn_deg = shift_mm / kArmMm * 180.0 / std::numbers::pi;
  StructureMotionOptions options;
  options.prior_shift_mm = shift_mm;
  options.prior_turn_deg = turn_deg;
  options.step_shift_mm = 0.6 * shift_mm;
  options.step_turn_deg = 0.6 * turn_deg;
  return options;
}

AxisMotion RefineStructureMotion(const std::vector<FixedSample>& fixed,
                                 double sample_volume_mm3,
                                 const MovingImage& moving,
                                 const AxisMotion& predicted,
                                 const StructureMotionOptions& options) {
  constexpr double kToleranceMm = 1e-3;
  AxisMotion motion = predicted;
  const double information =
      std::min(1.0, sample_volume_mm3 / std::pow(options.correlation_length_mm, 3));
  const auto unknowns = static_cast<Eigen::Index>(6 * motion.stations.size());
  std::vector<Row> rows;
  rows.reserve(fixed.size());
  for (int iteration = 0; iteration < options.max_iterations; ++iteration) {
    FindRows(fixed, moving, motion, &rows);
    if (2 * rows.size() < fixed.size() || rows.empty()) return predicted;
    Normal normal{Eigen::MatrixXd::Zero(unknowns, unknowns), Eigen::VectorXd::Zero(unknowns)};
    AddData(rows, information, &normal);
    std::vector<Vec6> deviations;
    for (std::size_t n = 0; n < motion.stations.size(); ++n) {
      deviations.push_back(Deviation(motion, predicted, n));
    }
    AddPrior(deviations, options, &normal);
    const Eigen::LDLT<Eigen::MatrixXd> solver(normal.matrix);
    const Eigen::VectorXd step = solver.solve(normal.right);
    if (solver.info() != Eigen::Success || !step.allFinite()) return predicted;
    double largest_mm = 0;
    for (std::size_t n = 0; n < motion.stations.size(); ++n) {
      const Vec6 d = step.segment<6>(static_cast<Eigen::Index>(6 * n));
      Rigid3& station = motion.stations[n];
      const Vec3 centre = station * StationCentre(motion, n);
      station = RigidAbout(centre, d.head<3>(), d.tail<3>()) * station;
      largest_mm = std::max(largest_mm, d.tail<3>().norm());
    }
    if (largest_mm < kToleranceMm) break;
  }
  return motion;
}

}  // namespace regen
