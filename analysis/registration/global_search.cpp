// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/global_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace regen {
namespace {

constexpr double kDistinctMm = 6.0;

// What one look-up adds to the sums of a correlation: moving value, its square, and 1 twice,
// all 0 outside of the image.
struct PaddedVoxel {
  std::array<float, 4> lanes{};
};

// The moving image with a border wide enough for every shift.
struct PaddedImage {
  std::array<int, 3> size{};
  std::array<int, 3> border{};
  std::vector<PaddedVoxel> voxels;

  std::ptrdiff_t Offset(int i, int j, int k) const {
    return i + static_cast<std::ptrdiff_t>(size[0]) *
                   (j + static_cast<std::ptrdiff_t>(size[1]) * k);
  }
};

PaddedImage Pad(const Volume& image, const std::array<int, 3>& border) {
  PaddedImage padded;
  padded.border = border;
  std::size_t count = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    padded.size[axis] = image.geometry.size[axis] + 2 * border[axis];
    count *= static_cast<std::size_t>(padded.size[axis]);
  }
  padded.voxels.resize(count);
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) {
        const float v = image.At(i, j, k);
        const auto at = padded.Offset(i + border[0], j + border[1], k + border[2]);
        padded.voxels[static_cast<std::size_t>(at)].lanes = {v, v * v, 1.0F, 1.0F};
      }
    }
  }
  return padded;
}

// A sample under one rotation: where it falls, and {f, 1, 1, f²} to multiply with.
struct Probe {
  std::ptrdiff_t offset = 0;
  std::array<float, 4> lanes{};
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
    if (!inside) continue;
    const float f = sample.value;
    probes->push_back({padded.Offset(at[0], at[1], at[2]), {f, 1.0F, 1.0F, f * f}});
  }
}

// Shifts tried along one axis of the moving grid, in voxels.
struct Steps {
  int reach = 0;
  int step = 1;
};

// Correlation of the probes at one shift, -1 where too few of them hit the image. Locally
// normalised values have no mean to take out.
double ScoreAt(const std::vector<Probe>& probes, const PaddedVoxel* shifted, double min_hits) {
  std::array<float, 4> sums{};
  for (const Probe& probe : probes) {
    const std::array<float, 4>& v = shifted[probe.offset].lanes;
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += probe.lanes[lane] * v[lane];
  }
  if (static_cast<double>(sums[2]) < min_hits) return -1;
  const double product = static_cast<double>(sums[1]) * static_cast<double>(sums[3]);
  return product > 0 ? static_cast<double>(sums[0]) / std::sqrt(product) : -1;
}

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

// Tries all shifts under one turn and keeps every one that no neighbour beats.
void TryShifts(const PaddedImage& padded,
               const std::vector<Probe>& probes,
               const std::array<Steps, 3>& steps,
               double min_hits,
               std::size_t turn,
               std::vector<Candidate>* candidates) {
  std::array<int, 3> count{};
  for (std::size_t a = 0; a < 3; ++a) count[a] = 2 * (steps[a].reach / steps[a].step) + 1;
  const auto shift_of = [&](int n, std::size_t axis) {
    return (n - count[axis] / 2) * steps[axis].step;
  };
  const auto at = [&](int x, int y, int z) {
    return static_cast<std::size_t>(x + count[0] * (y + count[1] * z));
  };
  std::vector<double> scores(static_cast<std::size_t>(count[0] * count[1] * count[2]));
  for (int z = 0; z < count[2]; ++z) {
    for (int y = 0; y < count[1]; ++y) {
      for (int x = 0; x < count[0]; ++x) {
        const auto offset = padded.Offset(shift_of(x, 0), shift_of(y, 1), shift_of(z, 2));
        scores[at(x, y, z)] = ScoreAt(probes, padded.voxels.data() + offset, min_hits);
      }
    }
  }
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
        candidates->push_back({score, turn, {shift_of(x, 0), shift_of(y, 1), shift_of(z, 2)}});
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
  std::array<int, 3> border{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxel_mm = grid.spacing_mm[static_cast<Eigen::Index>(axis)];
    steps[axis].reach = static_cast<int>(std::ceil(options.shift_mm / voxel_mm));
    steps[axis].step =
        std::max(1, static_cast<int>(std::lround(options.shift_step_mm / voxel_mm)));
    border[axis] = 2 * steps[axis].reach + 2;
  }
  const PaddedImage padded = Pad(moving, border);
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
