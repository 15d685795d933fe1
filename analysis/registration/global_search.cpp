// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/global_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include <Eigen/Core>

namespace regen {
namespace {

constexpr double kDistinctMm = 6.0;

// Shifts tried along one axis of the moving grid, in voxels.
struct Steps {
  int reach = 0;
  int step = 1;

  int Count() const { return 2 * (reach / step) + 1; }
  int ShiftOf(int n) const { return (n - Count() / 2) * step; }
};

// The moving image, its square, and 1, each 0 outside of it, with a border wide enough for
// every shift. Along one axis, the inner one, voxels that are one shift apart lie side by side
// in memory, so that all shifts along it are tried together.
struct PaddedImage {
  std::array<int, 3> border{};
  std::array<std::ptrdiff_t, 3> stride{};  // of the inner axis: between phases of its step
  std::size_t inner = 0;
  int step = 1;  // along the inner axis
  std::vector<float> values;
  std::vector<float> squares;
  std::vector<float> inside;

  std::ptrdiff_t Offset(const std::array<int, 3>& at) const {
    std::ptrdiff_t offset = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      offset += axis == inner ? at[axis] / step + stride[axis] * (at[axis] % step)
                              : stride[axis] * at[axis];
    }
    return offset;
  }
};

constexpr int kLanes = 4;  // shifts are tried by so many

int InLanes(int count) {
  return (count + kLanes - 1) / kLanes * kLanes;
}

PaddedImage Pad(const Volume& image, const std::array<Steps, 3>& steps) {
  PaddedImage padded;
  std::array<std::ptrdiff_t, 3> size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    padded.border[axis] = 2 * steps[axis].reach + 2;
    size[axis] = image.geometry.size[axis] + 2 * padded.border[axis];
    if (steps[axis].Count() > steps[padded.inner].Count()) padded.inner = axis;
  }
  padded.step = steps[padded.inner].step;
  std::ptrdiff_t count = (size[padded.inner] + padded.step - 1) / padded.step + kLanes;
  padded.stride[padded.inner] = count;
  count *= padded.step;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (axis == padded.inner) continue;
    padded.stride[axis] = count;
    count *= size[axis];
  }
  for (auto* part : {&padded.values, &padded.squares, &padded.inside})
    part->assign(static_cast<std::size_t>(count), 0.0F);
  const auto& border = padded.border;
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) {
        const float v = image.At(i, j, k);
        const auto at = static_cast<std::size_t>(
            padded.Offset({i + border[0], j + border[1], k + border[2]}));
        padded.values[at] = v;
        padded.squares[at] = v * v;
        padded.inside[at] = 1.0F;
      }
    }
  }
  return padded;
}

// A sample under one rotation: its value and where it falls.
struct Probe {
  std::ptrdiff_t offset = 0;
  float value = 0;
};

// The samples whose every shifted position lies inside the padded image.
void PlaceProbes(const std::vector<FixedSample>& fixed,
                 const VolumeGeometry& grid,
                 const PaddedImage& padded,
                 const Rigid3& moving_from_fixed,
                 std::vector<Probe>* probes) {
  probes->clear();
  for (const FixedSample& sample : fixed) {
    const Vec3 index = IndexFromLps(grid, moving_from_fixed * sample.p_lps);
    std::array<int, 3> at{};
    bool inside = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double rounded = std::floor(index[static_cast<Eigen::Index>(axis)] + 0.5);
      const int border = padded.border[axis];
      inside =
          inside && rounded >= 0 - border / 2.0 && rounded < grid.size[axis] + border / 2.0;
      at[axis] = inside ? static_cast<int>(rounded) + border : 0;
    }
    if (inside) probes->push_back({padded.Offset(at), sample.value});
  }
}

// Sums of the correlation for every shift along the inner axis.
struct Sums {
  explicit Sums(int count)
      : lanes(static_cast<std::size_t>(InLanes(count))),
        products(lanes),
        squares(lanes),
        hits(lanes),
        fixed_squares(lanes) {}

  std::size_t lanes;
  std::vector<float> products;
  std::vector<float> squares;
  std::vector<float> hits;
  std::vector<float> fixed_squares;

  // `shift`: in memory, from a probe to its place under the first of the shifts.
  void Collect(const PaddedImage& padded,
               const std::vector<Probe>& probes,
               std::ptrdiff_t shift) {
    for (auto* sums : {&products, &squares, &hits, &fixed_squares})
      std::fill(sums->begin(), sums->end(), 0.0F);
    using Lanes = Eigen::Array<float, kLanes, 1>;
    using To = Eigen::Map<Lanes>;
    using From = Eigen::Map<const Lanes>;
    for (const Probe& probe : probes) {
      const float f = probe.value;
      const std::ptrdiff_t first = probe.offset + shift;
      for (std::size_t x = 0; x < lanes; x += kLanes) {
        const std::ptrdiff_t at = first + static_cast<std::ptrdiff_t>(x);
        const Lanes in = From(padded.inside.data() + at);
        To(products.data() + x) += f * From(padded.values.data() + at);
        To(squares.data() + x) += From(padded.squares.data() + at);
        To(hits.data() + x) += in;
        To(fixed_squares.data() + x) += f * f * in;
      }
    }
  }

  // Correlation at one shift, -1 where too few probes hit the image. Locally normalised values
  // have no mean to take out.
  double ScoreAt(std::size_t x, double min_hits) const {
    if (static_cast<double>(hits[x]) < min_hits) return -1;
    const double product =
        static_cast<double>(squares[x]) * static_cast<double>(fixed_squares[x]);
    return product > 0 ? static_cast<double>(products[x]) / std::sqrt(product) : -1;
  }
};

std::vector<Vec3> TurnsToTry(const GlobalSearchOptions& options) {
  std::vector<Vec3> turns;
  const int steps = static_cast<int>(options.turn_deg / options.turn_step_deg);
  for (int z = -steps; z <= steps; ++z) {
    for (int y = -steps; y <= steps; ++y) {
      for (int x = -steps; x <= steps; ++x) {
        const Vec3 turn_deg = options.turn_step_deg * Vec3(x, y, z);
        if (turn_deg.norm() <= options.turn_deg * 1.05) {
          turns.push_back(turn_deg * (std::numbers::pi / 180.0));
        }
      }
    }
  }
  return turns;
}

struct Candidate {
  double score = -1;
  std::size_t turn = 0;
  std::array<int, 3> shift{};
};

// The correlation at every shift, the first axis' shifts fastest.
std::vector<double> ScoresOfShifts(const PaddedImage& padded,
                                   const std::vector<Probe>& probes,
                                   const std::array<Steps, 3>& steps,
                                   double min_hits) {
  const std::size_t inner = padded.inner;
  const std::size_t a = inner == 0 ? 1 : 0;
  const std::size_t b = inner == 2 ? 1 : 2;
  const std::array<int, 3> count{steps[0].Count(), steps[1].Count(), steps[2].Count()};
  std::vector<double> scores(static_cast<std::size_t>(count[0] * count[1] * count[2]));
  Sums sums(count[inner]);
  std::array<int, 3> place{};
  for (place[b] = 0; place[b] < count[b]; ++place[b]) {
    for (place[a] = 0; place[a] < count[a]; ++place[a]) {
      const std::ptrdiff_t shift = padded.stride[a] * steps[a].ShiftOf(place[a]) +
                                   padded.stride[b] * steps[b].ShiftOf(place[b]);
      sums.Collect(padded, probes, shift - count[inner] / 2);
      for (place[inner] = 0; place[inner] < count[inner]; ++place[inner]) {
        const int at = place[0] + count[0] * (place[1] + count[1] * place[2]);
        scores[static_cast<std::size_t>(at)] =
            sums.ScoreAt(static_cast<std::size_t>(place[inner]), min_hits);
      }
    }
  }
  return scores;
}

// Tries all shifts under one turn and keeps every one that no neighbour beats.
void TryShifts(const PaddedImage& padded,
               const std::vector<Probe>& probes,
               const std::array<Steps, 3>& steps,
               double min_hits,
               std::size_t turn,
               std::vector<Candidate>* candidates) {
  const std::array<int, 3> count{steps[0].Count(), steps[1].Count(), steps[2].Count()};
  const std::vector<double> scores = ScoresOfShifts(padded, probes, steps, min_hits);
  const auto at = [&](int x, int y, int z) {
    return static_cast<std::size_t>(x + count[0] * (y + count[1] * z));
  };
  const auto beaten = [&](int x, int y, int z) {
    const double own = scores[at(x, y, z)];
    for (int k = std::max(z - 1, 0); k <= std::min(z + 1, count[2] - 1); ++k) {
      for (int j = std::max(y - 1, 0); j <= std::min(y + 1, count[1] - 1); ++j) {
        for (int i = std::max(x - 1, 0); i <= std::min(x + 1, count[0] - 1); ++i) {
          if (scores[at(i, j, k)] > own) return true;
        }
      }
    }
    return false;
  };
  for (int z = 0; z < count[2]; ++z) {
    for (int y = 0; y < count[1]; ++y) {
      for (int x = 0; x < count[0]; ++x) {
        const double score = scores[at(x, y, z)];
        if (score <= 0 || beaten(x, y, z)) continue;
        candidates->push_back(
            {score, turn, {steps[0].ShiftOf(x), steps[1].ShiftOf(y), steps[2].ShiftOf(z)}});
      }
    }
  }
}

}  // namespace

double MotionDistanceMm(const Rigid3& a, const Rigid3& b, const Vec3& centre_lps) {
  constexpr double kArmMm = 30.0;
  double sum = 0;
  for (int axis = 0; axis < 3; ++axis) {
    for (const double sign : {-1.0, 1.0}) {
      const Vec3 p = centre_lps + sign * kArmMm * Vec3::Unit(axis);
      sum += (a * p - b * p).norm();
    }
  }
  return sum / 6.0;
}

std::vector<SearchStart> SearchGlobally(const std::vector<FixedSample>& fixed,
                                        const Volume& moving,
                                        const Vec3& centre_lps,
                                        const Rigid3& guess,
                                        const GlobalSearchOptions& options) {
  const VolumeGeometry& grid = moving.geometry;
  std::array<Steps, 3> steps{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxel_mm = grid.spacing_mm[static_cast<Eigen::Index>(axis)];
    steps[axis].reach = static_cast<int>(std::ceil(options.shift_mm / voxel_mm));
    steps[axis].step =
        std::max(1, static_cast<int>(std::lround(options.shift_step_mm / voxel_mm)));
  }
  const PaddedImage padded = Pad(moving, steps);
  const auto turns = TurnsToTry(options);
  const double min_hits = options.min_overlap * static_cast<double>(fixed.size());
  std::vector<Candidate> candidates;
  std::vector<Probe> probes;
  for (std::size_t turn = 0; turn < turns.size(); ++turn) {
    const Rigid3 turned = guess * RigidAbout(centre_lps, turns[turn], Vec3::Zero());
    PlaceProbes(fixed, grid, padded, turned, &probes);
    if (static_cast<double>(probes.size()) < min_hits) continue;
    TryShifts(padded, probes, steps, min_hits, turn, &candidates);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.score > b.score;
  });
  std::vector<SearchStart> starts;
  for (const Candidate& candidate : candidates) {
    if (starts.size() == options.starts_kept) break;
    const Vec3 shift_index(candidate.shift[0], candidate.shift[1], candidate.shift[2]);
    const Vec3 shift_lps = grid.direction * shift_index.cwiseProduct(grid.spacing_mm);
    const Rigid3 motion = RigidAbout(Vec3::Zero(), Vec3::Zero(), shift_lps) * guess *
                          RigidAbout(centre_lps, turns[candidate.turn], Vec3::Zero());
    const bool known = std::any_of(starts.begin(), starts.end(), [&](const SearchStart& s) {
      return MotionDistanceMm(s.moving_from_fixed, motion, centre_lps) < kDistinctMm;
    });
    if (!known) starts.push_back({motion, candidate.score});
  }
  return starts;
}

}  // namespace regen
