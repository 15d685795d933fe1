// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/cell_shifts.h"

#include "analysis/base/robust.h"

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include <Eigen/Eigenvalues>

namespace regen {
namespace {

constexpr std::size_t kLeastSamplesPerCell = 20;
constexpr double kLeastInformation = 0.2;  // of the best direction's

struct Row {
  float r = 0;
  float weight = 0;
  Eigen::Vector3f gradient = Eigen::Vector3f::Zero();
};

Vec3 BestShift(const std::vector<Row>& rows, double scale) {
  Mat3 normal = Mat3::Zero();
  Vec3 right = Vec3::Zero();
  for (const Row& row : rows) {
    const auto r = static_cast<double>(row.r);
    const Vec3 gradient = row.gradient.cast<double>();
    const double weight = static_cast<double>(row.weight) * Biweight(r, scale);
    normal += weight * gradient * gradient.transpose();
    right += weight * r * gradient;
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

CellShifts FindCellShifts(const std::vector<FixedSample>& samples,
                          const MovingImage& moving,
                          const PointMap& moving_from_fixed,
                          double cell_mm) {
  CellShifts out;
  std::map<std::tuple<int, int, int>, int> cells;
  std::vector<std::vector<Row>> rows;
  std::vector<float> magnitudes;
  for (const FixedSample& sample : samples) {
    Row row;
    float value = 0;
    if (!moving.At(moving_from_fixed(sample.p_lps), &value, &row.gradient)) {
      out.cell_of_sample.push_back(-1);
      continue;
    }
    row.r = sample.value - value;
    row.weight = sample.weight;
    magnitudes.push_back(std::abs(row.r));
    const Vec3 place = (sample.p_lps / cell_mm).array().floor();
    const auto [at, fresh] = cells.try_emplace(
        {static_cast<int>(place[0]), static_cast<int>(place[1]), static_cast<int>(place[2])},
        static_cast<int>(rows.size()));
    if (fresh) rows.emplace_back();
    rows[static_cast<std::size_t>(at->second)].push_back(row);
    out.cell_of_sample.push_back(at->second);
  }
  const double scale = RobustScale(std::move(magnitudes));
  for (const std::vector<Row>& cell : rows) {
    const bool telling = cell.size() >= kLeastSamplesPerCell;
    out.telling.push_back(telling ? 1 : 0);
    out.shift_mm.push_back(telling ? BestShift(cell, scale) : Vec3::Zero());
  }
  return out;
}

double MedianShiftMm(const CellShifts& shifts) {
  std::vector<double> lengths;
  for (std::size_t n = 0; n < shifts.shift_mm.size(); ++n) {
    if (shifts.telling[n] != 0) lengths.push_back(shifts.shift_mm[n].norm());
  }
  if (lengths.empty()) return -1;
  return Median(std::move(lengths));
}

}  // namespace regen
