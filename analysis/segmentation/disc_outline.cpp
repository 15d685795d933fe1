// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_outline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regen {
namespace {

constexpr double kPower = 2.5;       // of the superellipse: a lumbar disc is rather square
constexpr double kHalfEdgeMm = 1.5;  // an edge is a difference over twice this
constexpr double kPathStepMm = 0.5;
constexpr int kPathReach = 8;  // steps to both sides of the superellipse
constexpr int kPathStates = 2 * kPathReach + 1;

struct Superellipse {
  double centre_u_mm = 0;
  double centre_w_mm = 0;
  double half_depth_mm = 17.5;
  double half_width_mm = 24;

  double Radius(double angle_rad) const {
    const double u = std::abs(std::cos(angle_rad)) / half_depth_mm;
    const double w = std::abs(std::sin(angle_rad)) / half_width_mm;
    return std::pow(std::pow(u, kPower) + std::pow(w, kPower), -1 / kPower);
  }
};

double Angle(int direction) {
  return 2 * std::numbers::pi * direction / kOutlineDirections;
}

// Means along the spine: of the disc without its end-plates, and of the bodies' ends.
struct Maps {
  DiscMap disc;
  DiscMap bodies;
};

double MeanOfRows(const float* column, double from_mm, double to_mm, double ceiling) {
  const int first =
      std::max(static_cast<int>(std::ceil(from_mm / DiscBlock::kStepV)) + DiscBlock::kV / 2, 0);
  const int last =
      std::min(static_cast<int>(std::floor(to_mm / DiscBlock::kStepV)) + DiscBlock::kV / 2,
               DiscBlock::kV - 1);
  double sum = 0;
  for (int v = first; v <= last; ++v) {
    if (column[v] < 0) return kOutsideImage;
    sum += std::min(static_cast<double>(column[v]), ceiling);
  }
  return last >= first ? sum / (last - first + 1) : static_cast<double>(kOutsideImage);
}

Maps MakeMaps(const DiscBlock& block, const DiscShape& shape) {
  Maps maps;
  for (int w = 0; w < DiscBlock::kW; ++w) {
    for (int u = 0; u < DiscBlock::kU; ++u) {
      const float* column = block.Column(u, w);
      // Beyond the bodies the surfaces say nothing; they are followed no further.
      const double u_mm = std::clamp(DiscBlock::U(u), -20.0, 20.0);
      const double w_mm = std::clamp(DiscBlock::W(w), -26.0, 26.0);
      const double top = EndPlateAt(shape.top, u_mm, w_mm);
      const double bottom = EndPlateAt(shape.bottom, u_mm, w_mm);
      const double middle = (top + bottom) / 2;
      const double half = std::max(0.3 * (top - bottom), 0.75);
      maps.disc.At(u, w) =
          static_cast<float>(MeanOfRows(column, middle - half, middle + half, 2));
      const double above = MeanOfRows(column, top + 2, top + 6, 1);
      const double below = MeanOfRows(column, bottom - 6, bottom - 2, 1);
      maps.bodies.At(u, w) = static_cast<float>(above < 0 || below < 0 ? std::max(above, below)
                                                                       : (above + below) / 2);
    }
  }
  return maps;
}

// How much an outline's point lies between dark annulus and something brighter, or at the end
// of the marrow above and below; -1 where the image ends.
double EdgeAt(const Maps& maps, double centre_u, double centre_w, double angle, double radius) {
  const double u = std::cos(angle);
  const double w = std::sin(angle);
  const auto difference = [&](const DiscMap& map, double* step) {
    const double in =
        map.AtMm(centre_u + (radius - kHalfEdgeMm) * u, centre_w + (radius - kHalfEdgeMm) * w);
    const double out =
        map.AtMm(centre_u + (radius + kHalfEdgeMm) * u, centre_w + (radius + kHalfEdgeMm) * w);
    *step = out - in;
    return in >= 0 && out >= 0;
  };
  double disc = 0;
  double bodies = 0;
  if (!difference(maps.disc, &disc)) return -1;
  if (!difference(maps.bodies, &bodies)) bodies = 0;
  return std::clamp(disc, 0.0, 0.8) + 0.6 * std::clamp(-bodies, 0.0, 0.6);
}

double MeanEdge(const Maps& maps, const Superellipse& ellipse, int every) {
  double sum = 0;
  for (int n = 0; n < kOutlineDirections; n += every) {
    sum += std::max(0.0,
                    EdgeAt(maps,
                           ellipse.centre_u_mm,
                           ellipse.centre_w_mm,
                           Angle(n),
                           ellipse.Radius(Angle(n))));
  }
  return sum * every / kOutlineDirections;
}

// Sizes of lumbar discs: Zhou et al. 2000, Eur Spine J 9:242 (depth 35 ± 4, width 48 ± 6 mm).
double Unlikeliness(const Superellipse& e) {
  return 0.03 *
         (std::pow((e.half_depth_mm - 17.5) / 2, 2) + std::pow((e.half_width_mm - 24) / 3, 2) +
          std::pow(e.centre_u_mm / 3, 2) + std::pow(e.centre_w_mm / 6, 2));
}

double Plausibility(const Maps& maps, const Superellipse& ellipse) {
  return MeanEdge(maps, ellipse, 2) - Unlikeliness(ellipse);
}

// One variable after the other by decreasing steps, from the best of a coarse grid.
Superellipse Climb(const Maps& maps, Superellipse best) {
  double best_value = Plausibility(maps, best);
  for (const double step : {2.0, 1.0, 0.5}) {
    for (int n = 0; n < 24; ++n) {
      Superellipse other = best;
      const double signed_step = n % 2 == 0 ? step : -step;
      double* variables[] = {
          &other.half_depth_mm, &other.centre_u_mm, &other.half_width_mm, &other.centre_w_mm};
      *variables[n / 2 % 4] += signed_step;
      const double value = Plausibility(maps, other);
      if (value > best_value) {
        best_value = value;
        best = other;
      }
    }
  }
  return best;
}

Superellipse BestSuperellipse(const Maps& maps) {
  Superellipse best;
  double best_value = -std::numeric_limits<double>::infinity();
  for (double a = 13; a <= 22; a += 1.5) {
    for (double b = 18; b <= 30; b += 4) {
      for (double u = -4; u <= 4; u += 2) {
        for (double w = -10; w <= 10; w += 4) {
          const Superellipse ellipse{u, w, a, b};
          const double value = Plausibility(maps, ellipse);
          if (value > best_value) {
            best_value = value;
            best = ellipse;
          }
        }
      }
    }
  }
  return Climb(maps, best);
}

using Gains = std::array<std::array<double, kPathStates>, kOutlineDirections>;

Gains PathGains(const Maps& maps, const Superellipse& ellipse) {
  Gains gains{};
  for (int n = 0; n < kOutlineDirections; ++n) {
    for (int state = 0; state < kPathStates; ++state) {
      const double offset = (state - kPathReach) * kPathStepMm;
      const double edge = EdgeAt(maps,
                                 ellipse.centre_u_mm,
                                 ellipse.centre_w_mm,
                                 Angle(n),
                                 ellipse.Radius(Angle(n)) + offset);
      gains[static_cast<std::size_t>(n)][static_cast<std::size_t>(state)] =
          std::max(edge, 0.0) - 0.02 * offset * offset;
    }
  }
  return gains;
}

// Best path that begins and ends in `start`; neighbours differ by at most one step.
double BestPathFrom(const Gains& gains, int start, std::array<int, kOutlineDirections>* path) {
  constexpr double kNever = -1e30;
  std::array<std::array<double, kPathStates>, kOutlineDirections> sums{};
  std::array<std::array<int, kPathStates>, kOutlineDirections> from{};
  for (auto& sum : sums[0]) sum = kNever;
  sums[0][static_cast<std::size_t>(start)] = gains[0][static_cast<std::size_t>(start)];
  for (std::size_t n = 1; n < kOutlineDirections; ++n) {
    for (int state = 0; state < kPathStates; ++state) {
      const auto s = static_cast<std::size_t>(state);
      int best = state;
      for (int other = std::max(state - 1, 0); other <= std::min(state + 1, kPathStates - 1);
           ++other) {
        if (sums[n - 1][static_cast<std::size_t>(other)] >
            sums[n - 1][static_cast<std::size_t>(best)])
          best = other;
      }
      from[n][s] = best;
      sums[n][s] = sums[n - 1][static_cast<std::size_t>(best)] + gains[n][s];
    }
  }
  int end = start;
  for (int other = std::max(start - 1, 0); other <= std::min(start + 1, kPathStates - 1);
       ++other) {
    if (sums.back()[static_cast<std::size_t>(other)] >
        sums.back()[static_cast<std::size_t>(end)])
      end = other;
  }
  const double value = sums.back()[static_cast<std::size_t>(end)];
  for (int n = kOutlineDirections - 1; n >= 0; --n) {
    (*path)[static_cast<std::size_t>(n)] = end;
    end = from[static_cast<std::size_t>(n)][static_cast<std::size_t>(end)];
  }
  return value;
}

std::array<int, kOutlineDirections> BestPath(const Gains& gains) {
  std::array<int, kOutlineDirections> best{};
  double best_value = -std::numeric_limits<double>::infinity();
  for (int start = 0; start < kPathStates; ++start) {
    std::array<int, kOutlineDirections> path{};
    const double value = BestPathFrom(gains, start, &path);
    if (value > best_value) {
      best_value = value;
      best = path;
    }
  }
  return best;
}

}  // namespace

void FindDiscOutline(const DiscBlock& block, DiscShape* shape) {
  const Maps maps = MakeMaps(block, *shape);
  const Superellipse ellipse = BestSuperellipse(maps);
  const auto path = BestPath(PathGains(maps, ellipse));
  shape->centre_u_mm = ellipse.centre_u_mm;
  shape->centre_w_mm = ellipse.centre_w_mm;
  double edges = 0;
  int inside = 0;
  for (int n = 0; n < kOutlineDirections; ++n) {
    const auto at = static_cast<std::size_t>(n);
    const auto before = (at + kOutlineDirections - 1) % kOutlineDirections;
    const auto after = (at + 1) % kOutlineDirections;
    const double offset =
        (0.25 * path[before] + 0.5 * path[at] + 0.25 * path[after] - kPathReach) * kPathStepMm;
    shape->radius_mm[at] = ellipse.Radius(Angle(n)) + offset;
    const double edge =
        EdgeAt(maps, ellipse.centre_u_mm, ellipse.centre_w_mm, Angle(n), shape->radius_mm[at]);
    edges += std::max(edge, 0.0);
    inside += edge >= 0 ? 1 : 0;
  }
  shape->outline_contrast = inside > 0 ? edges / inside : 0;
  shape->share_in_image = static_cast<double>(inside) / kOutlineDirections;
}

}  // namespace regen
