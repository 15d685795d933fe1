// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/marrow_border.h"

#include <cmath>
#include <limits>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace regen {
namespace {

constexpr double kPlateSignal = 0.1;  // of the marrow's
constexpr double kReachMm = 2.5;
constexpr double kStepMm = 0.05;
constexpr double kLeastBlurMm = 0.3;
constexpr double kMostBlurMm = 1.5;
constexpr double kBlurStepMm = 0.1;

double Passed(double s, double border, double blur) {
  return 0.5 * std::erfc(-(s - border) / (blur * std::sqrt(2.0)));
}

struct Fit {
  double squares = std::numeric_limits<double>::max();
  Eigen::Vector2d levels = Eigen::Vector2d::Zero();  // marrow, beyond
};

Fit FitLevels(const std::vector<double>& s_mm,
              const std::vector<double>& values,
              double border,
              double blur) {
  Eigen::Matrix2d normal = Eigen::Matrix2d::Identity() * 1e-9;
  Eigen::Vector2d right = Eigen::Vector2d::Zero();
  double sum = 0;
  for (std::size_t n = 0; n < s_mm.size(); ++n) {
    const double plate = Passed(s_mm[n], border, blur);
    const double beyond = Passed(s_mm[n], border + kBonyPlateMm, blur);
    const Eigen::Vector2d basis(1 - plate + kPlateSignal * (plate - beyond), beyond);
    normal += basis * basis.transpose();
    right += basis * values[n];
    sum += values[n] * values[n];
  }
  Fit fit;
  fit.levels = normal.ldlt().solve(right);
  fit.squares = sum - fit.levels.dot(right);
  return fit;
}

// The best border for one blur, to a part of a step.
struct Best {
  double border = 0;
  double squares = std::numeric_limits<double>::max();
  bool inside = false;  // of the range
};

Best BestBorder(const std::vector<double>& s_mm,
                const std::vector<double>& values,
                double blur) {
  constexpr int kSteps = static_cast<int>(2 * kReachMm / kStepMm);
  std::vector<Fit> fits;
  int best = 0;
  for (int n = 0; n <= kSteps; ++n) {
    fits.push_back(FitLevels(s_mm, values, -kReachMm + n * kStepMm, blur));
    if (fits.back().squares < fits[static_cast<std::size_t>(best)].squares) best = n;
  }
  Best found;
  const Fit& fit = fits[static_cast<std::size_t>(best)];
  found.squares = fit.squares;
  found.border = -kReachMm + best * kStepMm;
  found.inside = best > 0 && best < kSteps && fit.levels[0] > 0;
  if (!found.inside) return found;
  const double before = fits[static_cast<std::size_t>(best - 1)].squares;
  const double after = fits[static_cast<std::size_t>(best + 1)].squares;
  const double curve = before - 2 * fit.squares + after;
  if (curve > 0) found.border += 0.5 * kStepMm * (before - after) / curve;
  return found;
}

}  // namespace

std::optional<double> MarrowBorder(const std::vector<double>& s_mm,
                                   const std::vector<double>& values) {
  if (s_mm.size() < 8) return std::nullopt;
  Best best;
  for (double blur = kLeastBlurMm; blur <= kMostBlurMm; blur += kBlurStepMm) {
    const Best one = BestBorder(s_mm, values, blur);
    if (one.squares < best.squares) best = one;
  }
  if (!best.inside) return std::nullopt;
  return best.border;
}

}  // namespace regen
