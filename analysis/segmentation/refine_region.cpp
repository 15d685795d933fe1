// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/refine_region.h"

#include "analysis/base/robust.h"
#include "analysis/image/interpolate.h"
#include "analysis/segmentation/move_outline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace regen {
namespace {

constexpr double kFarthest = 2.5;  // of a window, in units of its variance, halved

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
  Vec3 normal = Vec3::Zero();  // inward
  bool silent = false;         // the baseline shows no edge here: the outline stays
  double start_mm = 0;         // found by trying
  double shift_mm = 0;
  double information = 0;  // 1 / variance, without the prior
};

struct Affine {
  double gain = 1;
  double offset = 0;
};

// How much two places of an outline have to do with each other: nothing where they face
// different ways, so that the front of a thin band does not speak for its edge.
double Likeness(const Vec3& normal_a, const Vec3& normal_b) {
  const double cosine = std::max(normal_a.dot(normal_b), 0.0);
  return cosine * cosine * cosine * cosine;
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
        // A quarter of the fine grid tells as much: it is finer than the images.
        if ((i + j + k) % 4 != 0) continue;
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
  std::vector<std::pair<std::array<int, 3>, const BandPoint*>> places;
  for (const BandPoint& point : band) {
    if (std::abs(point.distance_mm) > kAtOutlineMm) continue;
    const Vec3 cell = (point.p / node_mm).array().floor();
    places.push_back(
        {{static_cast<int>(cell[0]), static_cast<int>(cell[1]), static_cast<int>(cell[2])},
         &point});
  }
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  std::vector<Node> nodes;
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (n > 0 && places[n].first == places[n - 1].first) continue;
    Node& node = nodes.emplace_back();
    node.p = places[n].second->p;
    node.normal = places[n].second->normal;
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

// Solves F = g B + o + (g u') dB/dn with weights; `shift_mm` becomes last shift plus u'.
// Unknowns (g, o, g u'); two rounds, the second with Tukey's biweight.
void SolveNode(const std::vector<Regressor>& window,
               const Affine& whole,
               double prior_mm,
               double most_mm,
               Node* node) {
  Vec3 solution(whole.gain, whole.offset, 0);
  constexpr double kGainSpread = 0.25;
  double variance = 1;
  Mat3 normal;
  double scale = 0;
  for (int round = 0; round < 2; ++round) {
    normal = Mat3::Zero();
    Vec3 right = Vec3::Zero();
    double weights = 0;
    std::vector<double> magnitudes;
    for (const Regressor& r : window) {
      // The window's points were shifted by their own last values; the step is common to all.
      const Vec3 row(r.value, 1, r.slope);
      const double residual = r.follow_up - row.dot(solution);
      double weight = r.weight;
      if (round > 0) {
        weight *= Biweight(residual, scale);
      }
      normal += weight * row * row.transpose();
      right += weight * r.follow_up * row;
      weights += weight;
    }
    if (!(weights > 0)) return;
    // The gain of a window lies near that of the whole band (a coil's shading varies by tens of
    // percent over it), which also keeps windows without contrast solvable.
    const double spread = kGainSpread * whole.gain;
    const double stiffness = scale > 0 ? scale * scale / (spread * spread) : 0.0;
    normal(0, 0) += stiffness;
    right[0] += stiffness * whole.gain;
    normal.diagonal() += 1e-9 * normal.trace() * Vec3::Ones();
    solution = normal.ldlt().solve(right);
    for (const Regressor& r : window) {
      magnitudes.push_back(std::abs(r.follow_up - Vec3(r.value, 1, r.slope).dot(solution)));
    }
    scale = RobustScale(std::move(magnitudes));
    variance = scale * scale;
  }
  const double gain = solution[0];
  if (!(gain > 0.2 * whole.gain)) return;  // the follow-up does not look like the baseline here
  const Mat3 covariance = variance * normal.inverse();
  const double u_variance = covariance(2, 2) / (gain * gain);
  if (!(u_variance > 0) || !std::isfinite(u_variance)) return;
  const double step = solution[2] / gain;
  // Towards where it started, by what the window cannot tell.
  const double wanted = node->shift_mm + step - node->start_mm;
  const double trust = prior_mm * prior_mm / (prior_mm * prior_mm + u_variance);
  node->shift_mm = std::clamp(node->start_mm + trust * wanted, -most_mm, most_mm);
  node->information = 1.0 / (u_variance + 1e-4);
}

// Something near a place, and how much it has to say there.
struct Neighbour {
  std::size_t at = 0;
  double weight = 0;
};

class MeanShift {
 public:
  void Add(const Node& node, double say) {
    const double weight = node.information * say;
    sum_ += weight * node.shift_mm;
    weights_ += weight;
  }
  double Value() const { return weights_ > 0 ? sum_ / weights_ : 0.0; }

 private:
  double sum_ = 0;
  double weights_ = 0;
};

// Shift at any place: the nodes' mean, by information and nearness.
class ShiftField {
 public:
  ShiftField(const std::vector<Node>& nodes, double window_mm)
      : nodes_(nodes), window_mm_(window_mm), lattice_(3 * window_mm) {
    for (std::size_t n = 0; n < nodes.size(); ++n) lattice_.Add(nodes[n].p, n);
    lattice_.Sort();
  }

  // The nodes that have a say at a place; nodes do not move, only what they say does.
  std::vector<Neighbour> NodesAround(const Vec3& p, const Vec3& normal) const {
    std::vector<Neighbour> near;
    ForNodes(p, normal, [&](const Neighbour& node) { near.push_back(node); });
    return near;
  }

  double At(const Vec3& p, const Vec3& normal) const {
    MeanShift mean;
    ForNodes(p, normal, [&](const Neighbour& node) { mean.Add(nodes_[node.at], node.weight); });
    return mean.Value();
  }

 private:
  template <typename Use>
  void ForNodes(const Vec3& p, const Vec3& normal, const Use& use) const {
    lattice_.Around(p, [&](std::size_t n) {
      const double distance = (p - nodes_[n].p).squaredNorm() / (2 * window_mm_ * window_mm_);
      if (distance > kNoSay) return;
      const double likeness = Likeness(nodes_[n].normal, normal);
      if (likeness > 0) use({n, std::exp(-distance) * likeness});
    });
  }

  static constexpr double kNoSay = 8;  // four windows away

  const std::vector<Node>& nodes_;
  double window_mm_;
  Lattice lattice_;
};

double ShiftFrom(const std::vector<Node>& nodes, const std::vector<Neighbour>& near) {
  MeanShift mean;
  for (const Neighbour& neighbour : near) mean.Add(nodes[neighbour.at], neighbour.weight);
  return mean.Value();
}

// F = gain · B + offset over the whole band, by least squares with Tukey's biweight: what a
// window without contrast of its own cannot tell by itself.
Affine WholeFit(const Volume& baseline, const std::vector<BandPoint>& band) {
  constexpr int kRounds = 6;
  Affine fit;
  double scale = 0;
  std::vector<double> values;
  for (const BandPoint& point : band) {
    double value = std::nan("");
    ValueAt(baseline, point.p, &value);
    values.push_back(value);
  }
  for (int round = 0; round < kRounds; ++round) {
    double n = 0, b = 0, f = 0, bb = 0, bf = 0;
    std::vector<double> magnitudes;
    for (std::size_t at = 0; at < band.size(); ++at) {
      if (!std::isfinite(values[at])) continue;
      const double residual = band[at].follow_up - fit.gain * values[at] - fit.offset;
      magnitudes.push_back(std::abs(residual));
      const double w = round == 0 ? 1.0 : Biweight(residual, scale);
      n += w;
      b += w * values[at];
      f += w * band[at].follow_up;
      bb += w * values[at] * values[at];
      bf += w * values[at] * band[at].follow_up;
    }
    const double variance = bb - b * b / n;
    if (!(n > 0) || !(variance > 0)) break;
    fit.gain = (bf - b * f / n) / variance;
    fit.offset = (f - fit.gain * b) / n;
    scale = RobustScale(std::move(magnitudes));
  }
  return fit;
}

// Where a region ends without an edge (the reader stopped drawing there), what moves beside it
// would be taken for a movement of its end. Such places keep still: those where the baseline's
// step from outside to inside is small against that of the others.
void SilenceEdgeless(const Volume& baseline,
                     const std::vector<BandPoint>& band,
                     const Lattice& band_lattice,
                     const RefineRegionOptions& options,
                     std::vector<Node>& nodes) {
  constexpr double kFacingAlike = 0.6;
  constexpr double kLeastStep = 0.3;    // of the median step
  constexpr double kBesideMm = 0.4;     // nearer, a voxel holds both sides
  constexpr double kSilentSay = 100.0;  // 1/mm²: as sure as an edge known to a tenth of a mm
  std::vector<double> steps;
  for (const Node& node : nodes) {
    std::array<double, 2> sum{};
    std::array<double, 2> count{};
    band_lattice.Around(node.p, [&](std::size_t n) {
      const BandPoint& point = band[n];
      if (std::abs(point.distance_mm) < kBesideMm ||
          std::abs(point.distance_mm) > options.window_mm ||
          Likeness(point.normal, node.normal) < kFacingAlike ||
          (point.p - node.p).norm() > 2 * options.window_mm) {
        return;
      }
      double value = 0;
      if (!ValueAt(baseline, point.p, &value)) return;
      const std::size_t side = point.distance_mm > 0 ? 1 : 0;
      sum[side] += value;
      count[side] += 1;
    });
    const bool both = count[0] > 0 && count[1] > 0;
    steps.push_back(both ? std::abs(sum[1] / count[1] - sum[0] / count[0]) : 0.0);
  }
  const double typical = Median(steps);
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (steps[n] >= kLeastStep * typical) continue;
    nodes[n].silent = true;
    nodes[n].information = kSilentSay;
  }
}

// The points of the band around each node.
using Windows = std::vector<std::vector<Neighbour>>;

Windows WindowsOf(const std::vector<Node>& nodes,
                  const std::vector<BandPoint>& band,
                  const Lattice& band_lattice,
                  double window_mm) {
  Windows windows(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const Node& node = nodes[n];
    if (node.silent) continue;
    band_lattice.Around(node.p, [&](std::size_t at) {
      const double near = (band[at].p - node.p).squaredNorm() / (2 * window_mm * window_mm);
      if (near > kFarthest) return;
      windows[n].push_back({at, std::exp(-near) * Likeness(band[at].normal, node.normal)});
    });
  }
  return windows;
}

// First shifts, from trying some: an edge that has moved by more than its own width cannot be
// found by its slope. A shift is only believed where it explains clearly more than none.
void TryShifts(const Volume& baseline,
               const Affine& whole,
               const std::vector<BandPoint>& band,
               const Windows& windows,
               const RefineRegionOptions& options,
               std::vector<Node>& nodes) {
  constexpr int kTries = 8;  // to each side
  constexpr double kClearlyBetter = 0.85;
  std::array<std::vector<double>, 2 * kTries + 1> values;
  const auto shift_of = [&](std::size_t n) {
    return (static_cast<int>(n) - kTries) * options.most_mm / kTries;
  };
  for (std::size_t n = 0; n < values.size(); ++n) {
    values[n].reserve(band.size());
    for (const BandPoint& point : band) {
      double value = std::nan("");
      ValueAt(baseline, point.p + shift_of(n) * point.normal, &value);
      values[n].push_back(value);
    }
  }
  for (std::size_t place = 0; place < nodes.size(); ++place) {
    Node& node = nodes[place];
    if (node.silent) continue;
    std::array<double, 2 * kTries + 1> misfit{};
    for (const auto& [at, weight] : windows[place]) {
      if (weight < 1e-3) continue;
      for (std::size_t n = 0; n < values.size(); ++n) {
        // A point that leaves the baseline's image speaks against the shift that takes it
        // there.
        const double r = std::isfinite(values[n][at])
                             ? band[at].follow_up - whole.gain * values[n][at] - whole.offset
                             : band[at].follow_up;
        misfit[n] += weight * r * r;
      }
    }
    double least = misfit[kTries] * kClearlyBetter;
    for (std::size_t n = 0; n < misfit.size(); ++n) {
      if (misfit[n] >= least) continue;
      least = misfit[n];
      node.start_mm = shift_of(n);
    }
    node.shift_mm = node.start_mm;
    node.information = 1;
  }
}

// The nodes around each point of the band and around each node.
struct Says {
  Windows of_band;
  Windows of_nodes;
};

Says SaysOf(const std::vector<Node>& nodes,
            const std::vector<BandPoint>& band,
            const ShiftField& field) {
  Says says;
  for (const BandPoint& point : band)
    says.of_band.push_back(field.NodesAround(point.p, point.normal));
  for (const Node& node : nodes)
    says.of_nodes.push_back(field.NodesAround(node.p, node.normal));
  return says;
}

void Iterate(const Volume& baseline,
             const Affine& whole,
             const std::vector<BandPoint>& band,
             const Windows& windows,
             const Says& says,
             const RefineRegionOptions& options,
             std::vector<Node>& nodes) {
  std::vector<Regressor> regressors(band.size());
  std::vector<char> usable(band.size());
  for (std::size_t n = 0; n < band.size(); ++n) {
    const double shift_mm = ShiftFrom(nodes, says.of_band[n]);
    usable[n] = BaselineAt(baseline, band[n], shift_mm, &regressors[n]) ? 1 : 0;
  }
  std::vector<Node> next = nodes;
  std::vector<Regressor> window;
  for (std::size_t place = 0; place < next.size(); ++place) {
    Node& node = next[place];
    if (node.silent) continue;
    window.clear();
    for (const auto& [at, weight] : windows[place]) {
      if (usable[at] == 0) continue;
      window.push_back(regressors[at]);
      window.back().weight = weight;
    }
    constexpr std::size_t kLeastPoints = 30;
    if (window.size() < kLeastPoints) continue;
    node.shift_mm = ShiftFrom(nodes, says.of_nodes[place]);
    SolveNode(window, whole, options.prior_mm, options.most_mm, &node);
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
  const Affine whole = WholeFit(baseline, band);
  if (!(whole.gain > 0)) return refined;  // not the same weighting: nothing can be told
  SilenceEdgeless(baseline, band, band_lattice, options, nodes);
  const Windows windows = WindowsOf(nodes, band, band_lattice, options.window_mm);
  TryShifts(baseline, whole, band, windows, options, nodes);
  const ShiftField field(nodes, options.window_mm);
  const Says says = SaysOf(nodes, band, field);
  for (int n = 0; n < options.iterations; ++n) {
    Iterate(baseline, whole, band, windows, says, options, nodes);
  }
  MoveOutline([&](const Vec3& p, const Vec3& normal) { return field.At(p, normal); },
              options.band_mm + options.most_mm, refined.shape.distance_mm);
  for (const Node& node : nodes) {
    refined.mean_shift_mm += node.shift_mm / static_cast<double>(nodes.size());
  }
  const double before = ShapeVolumeMm3(region);
  refined.shape.volume_mm3 = ShapeVolumeMm3(refined.shape);
  refined.volume_change_percent = 100 * (refined.shape.volume_mm3 / before - 1);
  return refined;
}

}  // namespace regen
