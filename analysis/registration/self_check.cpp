// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/self_check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <Eigen/Eigenvalues>

namespace regen {
namespace {

constexpr std::size_t kLeastSamplesPerCell = 40;
constexpr double kLeastInformation = 0.2;  // of the best direction's

struct Row {
  double r = 0;
  double weight = 0;
  Vec3 gradient;
};

// The shift that lowers the cell's residuals most, along directions with enough edges.
Vec3 BestShift(const std::vector<Row>& rows, double scale) {
  Mat3 normal = Mat3::Zero();
  Vec3 right = Vec3::Zero();
  for (const Row& row : rows) {
    const double weight = row.weight * Biweight(row.r, scale);
    normal += weight * row.gradient * row.gradient.transpose();
    right += weight * row.r * row.gradient;
  }
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(normal);
  Vec3 shift = Vec3::Zero();
  for (int n = 0; n < 3; ++n) {
    const double information = solver.eigenvalues()[n];
    if (!(information > kLeastInformation * solver.eigenvalues()[2])) continue;
    const Vec3 direction = solver.eigenvectors().col(n);
    shift += direction.dot(right) / information * direction;
  }
  return shift;
}

}  // namespace

double MeanDistanceMm(const std::vector<Vec3>& points_lps,
                      const PointMap& a,
                      const PointMap& b) {
  double sum = 0;
  for (const Vec3& p : points_lps) sum += (a(p) - b(p)).norm();
  return points_lps.empty() ? 0.0 : sum / static_cast<double>(points_lps.size());
}

std::array<std::vector<FixedSample>, 2> HalvesOf(const std::vector<FixedSample>& samples) {
  constexpr std::size_t kBlock = 16;
  std::array<std::vector<FixedSample>, 2> halves;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    halves[n / kBlock % 2].push_back(samples[n]);
  }
  return halves;
}

double RemainingShiftMm(const std::vector<FixedSample>& samples,
                        const MovingImage& moving,
                        const PointMap& moving_from_fixed,
                        double cell_mm) {
  std::map<std::tuple<int, int, int>, std::vector<Row>> cells;
  std::vector<double> magnitudes;
  for (const FixedSample& sample : samples) {
    Row row;
    double value = 0;
    if (!moving.At(moving_from_fixed(sample.p_lps), &value, &row.gradient)) continue;
    row.r = static_cast<double>(sample.value) - value;
    row.weight = static_cast<double>(sample.weight);
    magnitudes.push_back(std::abs(row.r));
    const Vec3 cell = (sample.p_lps / cell_mm).array().floor();
    cells[{static_cast<int>(cell[0]), static_cast<int>(cell[1]), static_cast<int>(cell[2])}]
        .push_back(row);
  }
  const double scale = RobustScale(magnitudes);
  std::vector<double> shifts_mm;
  for (const auto& [place, rows] : cells) {
    if (rows.size() >= kLeastSamplesPerCell) shifts_mm.push_back(BestShift(rows, scale).norm());
  }
  if (shifts_mm.empty()) return -1;
  const auto middle = shifts_mm.begin() + static_cast<std::ptrdiff_t>(shifts_mm.size() / 2);
  std::nth_element(shifts_mm.begin(), middle, shifts_mm.end());
  return *middle;
}

}  // namespace regen
