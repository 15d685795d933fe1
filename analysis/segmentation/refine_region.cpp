// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/refine_region.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <Eigen/Cholesky>

namespace regen {
namespace {

// A place near the outline with what both images show there.
struct BandPoint {
  Vec3 p = Vec3::Zero();       // baseline
  Vec3 normal = Vec3::Zero();  // inward
  double distance_mm = 0;      // to the outline, positive inside
  double follow_up = 0;
  bool valid = false;
};

// A place of the outline and how far it has moved outwards.
struct Node {
  Vec3 p = Vec3::Zero();
  double shift_mm = 0;
  double information = 0;  // 1 / variance, without the prior
};

// Gradient of the distance map in LPS, by central differences; zero at the border.
Vec3 InwardNormal(const Volume& d, int i, int j, int k) {
  const auto& size = d.geometry.size;
  if (i < 1 || j < 1 || k < 1 || i + 1 >= size[0] || j + 1 >= size[1] || k + 1 >= size[2]) {
    return Vec3::Zero();
  }
  const Vec3 per_index(static_cast<double>(d.At(i + 1, j, k) - d.At(i - 1, j, k)),
                       static_cast<double>(d.At(i, j + 1, k) - d.At(i, j - 1, k)),
                       static_cast<double>(d.At(i, j, k + 1) - d.At(i, j, k - 1)));
  const Vec3 gradient =
      d.geometry.direction * per_index.cwiseQuotient(2 * d.geometry.spacing_mm);
  const double length = gradient.norm();
  return length > 1e-6 ? Vec3(gradient / length) : Vec3::Zero();
}

bool ValueAt(const Volume& image, const Vec3& p, double* value) {
  return InterpolateLinear(image, IndexFromLps(image.geometry, p), value);
}

std::vector<BandPoint> BandAround(const RegionShape& region,
                                  const Volume& follow_up,
                                  const AxisMotion& followup_from_baseline,
                                  double band_mm) {
  std::vector<BandPoint> band;
  const Volume& d = region.distance_mm;
  for (int k = 0; k < d.geometry.size[2]; ++k) {
    for (int j = 0; j < d.geometry.size[1]; ++j) {
      for (int i = 0; i < d.geometry.size[0]; ++i) {
        const double distance = static_cast<double>(d.At(i, j, k));
        if (std::abs(distance) > band_mm) continue;
        BandPoint point;
        point.normal = InwardNormal(d, i, j, k);
        if (point.normal.isZero()) continue;
        point.p = LpsFromIndex(d.geometry, Vec3(i, j, k));
        point.distance_mm = distance;
        point.valid = ValueAt(follow_up, followup_from_baseline * point.p, &point.follow_up);
        if (point.valid) band.push_back(point);
      }
    }
  }
  return band;
}

// Cells of a regular lattice, to find the neighbours of a place.
class Lattice {
 public:
  explicit Lattice(double cell_mm) : cell_mm_(cell_mm) {}

  void Add(const Vec3& p, std::size_t n) { entries_.push_back({CellOf(p), n}); }
  void Sort() {
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return a.cell < b.cell;
    });
  }
  // Calls `use` for everything in the 27 cells around a place.
  template <typename Use>
  void Around(const Vec3& p, const Use& use) const {
    const Cell centre = CellOf(p);
    for (int x = -1; x <= 1; ++x) {
      for (int y = -1; y <= 1; ++y) {
        for (int z = -1; z <= 1; ++z) {
          const Cell cell{centre[0] + x, centre[1] + y, centre[2] + z};
          auto at = std::lower_bound(
              entries_.begin(), entries_.end(), cell, [](const Entry& e, const Cell& c) {
                return e.cell < c;
              });
          for (; at != entries_.end() && at->cell == cell; ++at) use(at->n);
        }
      }
    }
  }

 private:
  using Cell = std::array<int, 3>;
  struct Entry {
    Cell cell;
    std::size_t n;
  };
  Cell CellOf(const Vec3& p) const {
    return {static_cast<int>(std::floor(p[0] / cell_mm_)),
            static_cast<int>(std::floor(p[1] / cell_mm_)),
            static_cast<int>(std::floor(p[2] / cell_mm_))};
  }
  double cell_mm_;
  std::vector<Entry> entries_;
};

// Points of the band right at the outline, one per cell of about `node_mm`.
std::vector<Node> PlaceNodes(const std::vector<BandPoint>& band, double node_mm) {
  constexpr double kAtOutlineMm = 0.4;
  std::vector<std::pair<std::array<int, 3>, Vec3>> places;
  for (const BandPoint& point : band) {
    if (std::abs(point.distance_mm) > kAtOutlineMm) continue;
    const Vec3 cell = (point.p / node_mm).array().floor();
    places.push_back(
        {{static_cast<int>(cell[0]), static_cast<int>(cell[1]), static_cast<int>(cell[2])},
         point.p});
  }
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  std::vector<Node> nodes;
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (n > 0 && places[n].first == places[n - 1].first) continue;
    nodes.push_back({places[n].second, 0, 0});
  }
  return nodes;
}

// What the model sees at one band point: B at the shifted place and its slope along the normal.
struct Regressor {
  double value = 0;
  double slope = 0;
  double follow_up = 0;
  double shift_mm = 0;
  double weight = 0;
};

bool BaselineAt(const Volume& baseline, const BandPoint& point, double shift_mm, Regressor* r) {
  constexpr double kStepMm = 0.6;  // of the central difference: about a voxel
  const Vec3 at = point.p + shift_mm * point.normal;
  double deeper = 0;
  double shallower = 0;
  if (!ValueAt(baseline, at, &r->value) ||
      !ValueAt(baseline, at + kStepMm * point.normal, &deeper) ||
      !ValueAt(baseline, at - kStepMm * point.normal, &shallower)) {
    return false;
  }
  r->slope = (deeper - shallower) / (2 * kStepMm);
  r->follow_up = point.follow_up;
  r->shift_mm = shift_mm;
  return true;
}

double RobustScaleOf(std::vector<double> magnitudes) {
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  return std::max(1.4826 * *middle, 1e-9);
}

// Solves F = g B + o + (g u') dB/dn with weights; `shift_mm` becomes last shift plus u'.
// Unknowns (g, o, g u'); two rounds, the second with Tukey's biweight.
void SolveNode(std::vector<Regressor>& window, double prior_mm, double most_mm, Node* node) {
  Vec3 solution(1, 0, 0);
  double variance = 1;
  Mat3 normal;
  double scale = 0;
  for (int round = 0; round < 3; ++round) {
    normal = Mat3::Zero();
    Vec3 right = Vec3::Zero();
    double weights = 0;
    double squares = 0;
    std::vector<double> magnitudes;
    for (const Regressor& r : window) {
      // The window's points were shifted by their own last values; the step is common to all.
      const Vec3 row(r.value, 1, r.slope);
      const double residual = r.follow_up - row.dot(solution);
      double weight = r.weight;
      if (round > 0) {
        const double u = residual / (4.685 * scale);
        weight *= std::abs(u) >= 1 ? 0.0 : (1 - u * u) * (1 - u * u);
      }
      normal += weight * row * row.transpose();
      right += weight * r.follow_up * row;
      weights += weight;
      squares += weight * residual * residual;
    }
    if (!(weights > 0)) return;
    // A little of the identity keeps flat windows solvable; u' = 0 is where they end.
    normal.diagonal() += 1e-9 * normal.trace() * Vec3::Ones();
    solution = normal.ldlt().solve(right);
    for (const Regressor& r : window) {
      magnitudes.push_back(std::abs(r.follow_up - Vec3(r.value, 1, r.slope).dot(solution)));
    }
    scale = RobustScaleOf(std::move(magnitudes));
    variance = scale * scale;
    (void)squares;
  }
  const double gain = solution[0];
  if (!(gain > 0.2)) return;  // the follow-up does not look like the baseline here
  const Mat3 covariance = variance * normal.inverse();
  const double u_variance = covariance(2, 2) / (gain * gain);
  if (!(u_variance > 0) || !std::isfinite(u_variance)) return;
  const double step = solution[2] / gain;
  // Towards no movement at all, by what the window cannot tell.
  const double wanted = node->shift_mm + step;
  const double trust = prior_mm * prior_mm / (prior_mm * prior_mm + u_variance);
  node->shift_mm = std::clamp(trust * wanted, -most_mm, most_mm);
  node->information = 1.0 / (u_variance + 1e-4);
}

// Shift at any place: the nodes' mean, by information and nearness.
class ShiftField {
 public:
  ShiftField(const std::vector<Node>& nodes, double window_mm)
      : nodes_(nodes), window_mm_(window_mm), lattice_(3 * window_mm) {
    for (std::size_t n = 0; n < nodes.size(); ++n) lattice_.Add(nodes[n].p, n);
    lattice_.Sort();
  }

  double At(const Vec3& p) const {
    double sum = 0;
    double weights = 0;
    lattice_.Around(p, [&](std::size_t n) {
      const Node& node = nodes_[n];
      const double near = (p - node.p).squaredNorm() / (2 * window_mm_ * window_mm_);
      const double weight = node.information * std::exp(-near);
      sum += weight * node.shift_mm;
      weights += weight;
    });
    return weights > 0 ? sum / weights : 0.0;
  }

 private:
  const std::vector<Node>& nodes_;
  double window_mm_;
  Lattice lattice_;
};

void Iterate(const Volume& baseline,
             const std::vector<BandPoint>& band,
             const Lattice& band_lattice,
             const RefineRegionOptions& options,
             std::vector<Node>& nodes) {
  const ShiftField field(nodes, options.window_mm);
  std::vector<Regressor> regressors(band.size());
  std::vector<char> usable(band.size());
  for (std::size_t n = 0; n < band.size(); ++n) {
    usable[n] = BaselineAt(baseline, band[n], field.At(band[n].p), &regressors[n]) ? 1 : 0;
  }
  std::vector<Node> next = nodes;
  std::vector<Regressor> window;
  for (Node& node : next) {
    window.clear();
    band_lattice.Around(node.p, [&](std::size_t n) {
      if (usable[n] == 0) return;
      const double near =
          (band[n].p - node.p).squaredNorm() / (2 * options.window_mm * options.window_mm);
      if (near > 3) return;
      Regressor r = regressors[n];
      r.weight = std::exp(-near);
      window.push_back(r);
    });
    constexpr std::size_t kLeastPoints = 30;
    if (window.size() < kLeastPoints) continue;
    node.shift_mm = field.At(node.p);
    SolveNode(window, options.prior_mm, options.most_mm, &node);
  }
  nodes = std::move(next);
}

}  // namespace

RefinedRegion RefineRegion(const RegionShape& region,
                           const Volume& baseline,
                           const Volume& follow_up,
                           const AxisMotion& followup_from_baseline,
                           const RefineRegionOptions& options) {
  RefinedRegion refined;
  refined.shape = region;
  const auto band = BandAround(region, follow_up, followup_from_baseline, options.band_mm);
  auto nodes = PlaceNodes(band, options.node_mm);
  if (nodes.empty()) return refined;
  Lattice band_lattice(std::sqrt(6.0) * options.window_mm);
  for (std::size_t n = 0; n < band.size(); ++n) band_lattice.Add(band[n].p, n);
  band_lattice.Sort();
  for (int n = 0; n < options.iterations; ++n) {
    Iterate(baseline, band, band_lattice, options, nodes);
  }
  const ShiftField field(nodes, options.window_mm);
  Volume& distance = refined.shape.distance_mm;
  const double reach_mm = options.band_mm + options.most_mm;
  for (int k = 0; k < distance.geometry.size[2]; ++k) {
    for (int j = 0; j < distance.geometry.size[1]; ++j) {
      for (int i = 0; i < distance.geometry.size[0]; ++i) {
        float& value = distance.At(i, j, k);
        if (std::abs(static_cast<double>(value)) > reach_mm) continue;
        value += static_cast<float>(field.At(LpsFromIndex(distance.geometry, Vec3(i, j, k))));
      }
    }
  }
  for (const Node& node : nodes) {
    refined.mean_shift_mm += node.shift_mm / static_cast<double>(nodes.size());
  }
  const double before = ShapeVolumeMm3(region);
  refined.shape.volume_mm3 = ShapeVolumeMm3(refined.shape);
  refined.volume_change_percent = 100 * (refined.shape.volume_mm3 / before - 1);
  return refined;
}

}  // namespace regen
