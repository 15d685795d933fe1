// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_plates.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Dense>

namespace regen {
namespace {

constexpr double kTukeyMm = 2.5;

using Basis = Eigen::Matrix<double, 6, 1>;

Basis BasisAt(double u_mm, double w_mm) {
  const double u = u_mm / kEndPlateUnitMm;
  const double w = w_mm / kEndPlateUnitMm;
  Basis basis;
  basis << 1, u, w, u * u, u * w, w * w;
  return basis;
}

// Slope towards marrow per mm, v fastest as in the block; values are cut off at marrow, so that
// a bright nucleus leaves no edge of its own. 0 where the image ends.
std::vector<float> Slopes(const DiscBlock& block, PlateSide side) {
  // Derivative of a Gaussian of 1 mm.
  constexpr int kReach = 5;
  std::array<double, 2 * kReach + 1> kernel{};
  double norm = 0;
  for (int n = -kReach; n <= kReach; ++n) {
    const double v = n * DiscBlock::kStepV;
    kernel[static_cast<std::size_t>(n + kReach)] = v * std::exp(-v * v / 2);
    norm += v * v * std::exp(-v * v / 2);
  }
  const double sign = side == PlateSide::kTop ? 1 : -1;
  std::vector<float> slopes(block.values.size(), 0.0F);
  for (int w = 0; w < DiscBlock::kW; ++w) {
    for (int u = 0; u < DiscBlock::kU; ++u) {
      const float* column = block.Column(u, w);
      float* out = slopes.data() + (column - block.values.data());
      for (int v = kReach; v < DiscBlock::kV - kReach; ++v) {
        double sum = 0;
        bool inside = true;
        for (int n = -kReach; n <= kReach; ++n) {
          inside = inside && column[v + n] >= 0;
          sum += kernel[static_cast<std::size_t>(n + kReach)] *
                 std::min(static_cast<double>(column[v + n]), 1.0);
        }
        if (inside) out[v] = static_cast<float>(sign * sum / norm);
      }
    }
  }
  return slopes;
}

struct Place {
  double u_mm = 0;
  double w_mm = 0;
  double v_mm = 0;
  double slope = 0;
};

class PlateSearch {
 public:
  PlateSearch(const DiscBlock& block, PlateSide side, const PlateDomain& domain)
      : slopes_(Slopes(block, side)), domain_(domain) {}

  // The steepest place of every column within `window_mm` of the surface, each averaged over
  // the columns within `reach_mm` along the surface.
  std::vector<Place> SteepestPlaces(const EndPlate& plate,
                                    double window_mm,
                                    double reach_mm) const {
    std::vector<Place> places;
    for (int w = 0; w < DiscBlock::kW; ++w) {
      for (int u = 0; u < DiscBlock::kU; u += 2) {
        if (!Holds(DiscBlock::U(u), DiscBlock::W(w))) continue;
        const Place place = Steepest(plate, u, w, window_mm, reach_mm);
        if (place.slope > 0) places.push_back(place);
      }
    }
    return places;
  }

 private:
  bool Holds(double u_mm, double w_mm) const {
    return std::hypot((u_mm - domain_.centre_u_mm) / domain_.half_depth_mm,
                      (w_mm - domain_.centre_w_mm) / domain_.half_width_mm) <= 1;
  }

  Place Steepest(const EndPlate& plate, int u, int w, double window_mm, double reach_mm) const {
    const int steps = static_cast<int>(window_mm / DiscBlock::kStepV);
    std::vector<double> sums(static_cast<std::size_t>(2 * steps + 1), 0.0);
    const int reach_u = static_cast<int>(reach_mm / DiscBlock::kStepU);
    const int reach_w = static_cast<int>(reach_mm / DiscBlock::kStepW);
    int columns = 0;
    for (int y = std::max(w - reach_w, 0); y <= std::min(w + reach_w, DiscBlock::kW - 1); ++y) {
      for (int x = std::max(u - reach_u, 0); x <= std::min(u + reach_u, DiscBlock::kU - 1);
           ++x) {
        if (!Holds(DiscBlock::U(x), DiscBlock::W(y))) continue;
        AddColumn(plate, x, y, steps, &sums);
        ++columns;
      }
    }
    const auto best = std::max_element(sums.begin(), sums.end());
    const auto n = static_cast<int>(best - sums.begin());
    Place place{DiscBlock::U(u), DiscBlock::W(w), 0, 0};
    if (n == 0 || n == 2 * steps || columns == 0) return place;
    const double curve = best[-1] - 2 * best[0] + best[1];
    const double shift = curve < 0 ? 0.5 * (best[-1] - best[1]) / curve : 0.0;
    place.v_mm =
        EndPlateAt(plate, place.u_mm, place.w_mm) + (n - steps + shift) * DiscBlock::kStepV;
    place.slope = *best / columns;
    return place;
  }

  void AddColumn(
      const EndPlate& plate, int u, int w, int steps, std::vector<double>* sums) const {
    const double middle =
        EndPlateAt(plate, DiscBlock::U(u), DiscBlock::W(w)) / DiscBlock::kStepV +
        DiscBlock::kV / 2;
    const int whole = static_cast<int>(std::floor(middle));
    const double part = middle - whole;
    if (whole - steps < 0 || whole + steps + 1 >= DiscBlock::kV) return;
    const float* slope = slopes_.data() +
                         static_cast<std::ptrdiff_t>(w * DiscBlock::kU + u) * DiscBlock::kV +
                         whole;
    for (int n = -steps; n <= steps; ++n) {
      (*sums)[static_cast<std::size_t>(n + steps)] +=
          (1 - part) * static_cast<double>(slope[n]) + part * static_cast<double>(slope[n + 1]);
    }
  }

  std::vector<float> slopes_;
  PlateDomain domain_;
};

// Weighted least squares with Tukey's biweight; the first `terms` terms of the surface are
// free, the others follow a weak prior of 0.
EndPlate FitSurface(const std::vector<Place>& places, const EndPlate& start, int terms) {
  EndPlate plate = start;
  for (int round = 0; round < 4; ++round) {
    Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Zero();
    Basis right = Basis::Zero();
    double weights = 0;
    for (const Place& place : places) {
      const double residual = (place.v_mm - EndPlateAt(plate, place.u_mm, place.w_mm)) /
                              (round == 0 ? 3 * kTukeyMm : kTukeyMm);
      if (std::abs(residual) >= 1) continue;
      const double weight = place.slope * std::pow(1 - residual * residual, 2);
      const Basis basis = BasisAt(place.u_mm, place.w_mm);
      normal += weight * basis * basis.transpose();
      right += weight * place.v_mm * basis;
      weights += weight;
    }
    if (weights <= 0) return plate;
    for (int n = 1; n < 6; ++n) normal(n, n) += (n < terms ? 0.0005 : 1e6) * weights;
    const Basis solution = normal.ldlt().solve(right);
    for (int n = 0; n < 6; ++n) plate[static_cast<std::size_t>(n)] = solution[n];
  }
  return plate;
}

}  // namespace

PlateFit FitEndPlate(const DiscBlock& block,
                     PlateSide side,
                     const PlateDomain& domain,
                     const EndPlate& start,
                     bool near_start) {
  const PlateSearch search(block, side, domain);
  PlateFit fit;
  fit.plate = start;
  if (!near_start) {
    fit.plate = FitSurface(search.SteepestPlaces(fit.plate, 5.5, 7), fit.plate, 1);
    fit.plate = FitSurface(search.SteepestPlaces(fit.plate, 5, 6), fit.plate, 3);
  }
  fit.plate = FitSurface(search.SteepestPlaces(fit.plate, 3.5, 5), fit.plate, 6);
  const std::vector<Place> places = search.SteepestPlaces(fit.plate, 2.5, 4);
  fit.plate = FitSurface(places, fit.plate, 6);
  double squares = 0;
  for (const Place& place : places) {
    fit.contrast += place.slope;
    squares += std::pow(place.v_mm - EndPlateAt(fit.plate, place.u_mm, place.w_mm), 2);
  }
  const auto count = static_cast<double>(std::max<std::size_t>(places.size(), 1));
  fit.contrast /= count;
  fit.scatter_mm = places.empty() ? 9.0 : std::sqrt(squares / count);
  return fit;
}

}  // namespace regen
