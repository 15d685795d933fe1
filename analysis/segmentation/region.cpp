// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/region.h"

#include "analysis/image/distance.h"
#include "analysis/image/index_box.h"
#include "analysis/image/interpolate.h"
#include "analysis/image/local_normalisation.h"
#include "analysis/segmentation/region_volume.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <functional>
#include <vector>

namespace regen {
namespace {

constexpr int kPointsPerAxis = 4;
constexpr double kReachMm = 8.0;  // around the region; farther away, the distance is -kReachMm

// The drawn slices with enough room around the region in the plane; empty where nothing is
// drawn.
Volume DrawnPiece(const Volume& drawn) {
  const IndexBox box = BoxOfVoxels(drawn, 0.5F);
  if (box.Empty()) return {};
  std::array<int, 3> border{};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    border[axis] = static_cast<int>(
        std::ceil(kReachMm / drawn.geometry.spacing_mm[static_cast<Eigen::Index>(axis)]));
  }
  return Cropped(drawn, Widened(box, border));
}

// Which slices hold region.
std::vector<bool> DrawnSlices(const Volume& coverage) {
  std::vector<bool> drawn;
  const auto slices = static_cast<std::size_t>(coverage.geometry.size[2]);
  const std::size_t pixels = coverage.values.size() / slices;
  for (std::size_t k = 0; k < slices; ++k) {
    const auto begin = coverage.values.begin() + static_cast<std::ptrdiff_t>(k * pixels);
    drawn.push_back(std::any_of(begin,
                                begin + static_cast<std::ptrdiff_t>(pixels),
                                [](float value) { return value >= 0.5F; }));
  }
  return drawn;
}

// Distance along the stack, in slices, from a height to where the run of drawn slices around it
// begins or ends; negative outside of every run.
double DepthInRun(const std::vector<bool>& drawn, double height) {
  double depth = -1e9;
  for (std::size_t first = 0; first < drawn.size(); ++first) {
    if (!drawn[first] || (first > 0 && drawn[first - 1])) continue;
    std::size_t last = first;
    while (last + 1 < drawn.size() && drawn[last + 1]) ++last;
    depth = std::max(depth,
                     std::min(height - static_cast<double>(first) + 0.5,
                              static_cast<double>(last) + 0.5 - height));
  }
  return depth;
}

// In-plane distances at any height: interpolated between two drawn slices, else those of the
// nearest drawn one.
struct Height {
  std::size_t below = 0;
  std::size_t above = 0;
  double fraction = 0;
};

Height HeightOf(const std::vector<bool>& drawn, double height) {
  const double last = static_cast<double>(drawn.size()) - 1;
  const double clamped = std::clamp(height, 0.0, last);
  auto below = static_cast<std::size_t>(clamped);
  std::size_t above = std::min(below + 1, drawn.size() - 1);
  if (drawn[below] && drawn[above]) {
    return {below, above, clamped - static_cast<double>(below)};
  }
  if (!drawn[below] && !drawn[above]) {  // a slice was left out in between
    while (below > 0 && !drawn[below]) --below;
    return {below, below, 0};
  }
  const std::size_t only = drawn[below] ? below : above;
  return {only, only, 0};
}

// Signed distance from the one in the plane and the one to the end of the stack.
double Combined(double in_plane_mm, double to_end_mm) {
  if (in_plane_mm < 0 && to_end_mm < 0) return -std::hypot(in_plane_mm, to_end_mm);
  return std::min(in_plane_mm, to_end_mm);
}

// Distance in space to where `level` is 0. Where the outline lies between voxels is read off
// the level divided by its slope; how far away it is, from the voxels: an interpolated shape's
// values fall steeply where a slice's region lies elsewhere than its neighbour's.
Volume TrueDistance(const Volume& level) {
  Volume mask = MakeVolume(level.geometry);
  for (std::size_t n = 0; n < mask.values.size(); ++n) {
    mask.values[n] = level.values[n] > 0 ? 1.0F : 0.0F;
  }
  Volume distance = SignedDistance(mask, kReachMm);
  const Volume slope = GradientMagnitude(level);
  const double slack_mm = level.geometry.spacing_mm.maxCoeff() / 2;
  for (std::size_t n = 0; n < distance.values.size(); ++n) {
    const auto from_voxels = static_cast<double>(distance.values[n]);
    if (std::abs(from_voxels) > 2 * slack_mm) continue;
    const double steepness = std::max(static_cast<double>(slope.values[n]), 0.25);
    const double from_level = static_cast<double>(level.values[n]) / steepness;
    distance.values[n] = static_cast<float>(
        std::clamp(from_level, from_voxels - slack_mm, from_voxels + slack_mm));
  }
  return distance;
}

using PointMap = std::function<Vec3(const Vec3&)>;

// Voxels of `grid` that can hold a part of the shape.
IndexBox BoxOnGrid(const RegionShape& region,
                   const VolumeGeometry& grid,
                   const PointMap& grid_from_region) {
  const VolumeGeometry& shape = region.distance_mm.geometry;
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  // Steps of a few voxels: the motion is smooth, and a voxel of slack covers the rest.
  constexpr int kStep = 4;
  for (int k = 0; k < shape.size[2] + kStep; k += kStep) {
    for (int j = 0; j < shape.size[1] + kStep; j += kStep) {
      for (int i = 0; i < shape.size[0] + kStep; i += kStep) {
        const Vec3 index(std::min(i, shape.size[0] - 1),
                         std::min(j, shape.size[1] - 1),
                         std::min(k, shape.size[2] - 1));
        const Vec3 at = IndexFromLps(grid, grid_from_region(LpsFromIndex(shape, index)));
        low = low.cwiseMin(at);
        high = high.cwiseMax(at);
      }
    }
  }
  IndexBox box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<Eigen::Index>(axis);
    const double end = grid.size[axis] - 1;
    box.first[axis] = static_cast<int>(std::clamp(std::floor(low[a] - 1), 0.0, end + 1));
    box.last[axis] = static_cast<int>(std::clamp(std::ceil(high[a] + 1), -1.0, end));
  }
  return ClippedTo(grid, box);
}

// Fraction of one voxel deeper than the margin: `centre` and `axes` are indices of the shape's
// grid, the axes one voxel of the other grid long.
double FractionInside(const Volume& distance_mm,
                      const Vec3& centre,
                      const Mat3& axes,
                      double margin_mm) {
  constexpr int kPoints = kPointsPerAxis * kPointsPerAxis * kPointsPerAxis;
  const auto offset = [](int n) { return (n + 0.5) / kPointsPerAxis - 0.5; };
  int inside = 0;
  for (int n = 0; n < kPoints; ++n) {
    const Vec3 part(offset(n % kPointsPerAxis),
                    offset(n / kPointsPerAxis % kPointsPerAxis),
                    offset(n / (kPointsPerAxis * kPointsPerAxis)));
    double distance = 0;
    if (InterpolateLinear(distance_mm, centre + axes * part, &distance) &&
        distance > margin_mm) {
      ++inside;
    }
  }
  return static_cast<double>(inside) / kPoints;
}

// Voxels of a row that follow one at `beyond_mm` more than its reach from the outline and are
// as much in or outside as it is. A distance map falls by at most 1 mm per mm; one whose
// outline was moved afterwards, by up to 5 mm within 7 mm of it, by at most three times that.
// What is farther than a map reaches is no distance.
int VoxelsAlike(double beyond_mm, double spacing_mm) {
  return static_cast<int>(0.3 * std::min(beyond_mm, kReachMm) / spacing_mm);
}

Volume Cover(const RegionShape& region,
             const VolumeGeometry& grid,
             const PointMap& grid_from_region,
             const PointMap& region_from_grid,
             double margin_mm) {
  Volume coverage = MakeVolume(grid);
  if (region.distance_mm.values.empty()) return coverage;
  const IndexBox box = BoxOnGrid(region, grid, grid_from_region);
  const VolumeGeometry& shape = region.distance_mm.geometry;
  // No point of a voxel is farther from its centre, also where the motion stretches a little.
  const double voxel_reach_mm = 0.6 * grid.spacing_mm.norm();
  for (int k = box.first[2]; k <= box.last[2]; ++k) {
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i) {
        const auto place = [&](const Vec3& index) {
          return IndexFromLps(shape, region_from_grid(LpsFromIndex(grid, index)));
        };
        const Vec3 at(i, j, k);
        const Vec3 centre = place(at);
        // Beyond the shape's grid everything is outside by more than a voxel reaches.
        double distance = -kReachMm;
        InterpolateLinear(region.distance_mm, centre, &distance);
        const double beyond_mm = std::abs(distance - margin_mm) - voxel_reach_mm;
        if (beyond_mm > 0) {
          const int last =
              std::min(i + VoxelsAlike(beyond_mm, grid.spacing_mm[0]), box.last[0]);
          for (; i < last; ++i) coverage.At(i, j, k) = distance > margin_mm ? 1.0F : 0.0F;
          coverage.At(last, j, k) = distance > margin_mm ? 1.0F : 0.0F;
          continue;
        }
        Mat3 axes;
        for (int axis = 0; axis < 3; ++axis) {
          axes.col(axis) = place(at + Vec3::Unit(axis)) - centre;
        }
        coverage.At(i, j, k) =
            static_cast<float>(FractionInside(region.distance_mm, centre, axes, margin_mm));
      }
    }
  }
  return coverage;
}

}  // namespace

RegionShape MakeRegionShape(const Volume& drawn) {
  RegionShape shape;
  const Volume piece = DrawnPiece(drawn);
  if (piece.values.empty()) return shape;
  shape.volume_mm3 = CoverageVolumeMm3(drawn);
  const Volume in_plane_mm = SignedDistanceInPlane(piece, kReachMm);
  const std::vector<bool> slices = DrawnSlices(piece);

  VolumeGeometry fine = piece.geometry;
  const double slice_mm = fine.spacing_mm[2];
  const double wanted_mm = std::min(slice_mm, std::max(0.5, fine.spacing_mm.head<2>().mean()));
  const int parts = static_cast<int>(std::ceil(slice_mm / wanted_mm - 1e-6));
  const int border = static_cast<int>(std::ceil(kReachMm / slice_mm));
  fine.spacing_mm[2] = slice_mm / parts;
  fine.size[2] = (piece.geometry.size[2] + 2 * border) * parts;
  const auto height_of = [&](int n) { return (n + 0.5) / parts - 0.5 - border; };
  fine.origin_lps = LpsFromIndex(piece.geometry, Vec3(0, 0, height_of(0)));
  shape.distance_mm = MakeVolume(fine);
  for (int n = 0; n < fine.size[2]; ++n) {
    const double to_end_mm = DepthInRun(slices, height_of(n)) * slice_mm;
    const Height height = HeightOf(slices, height_of(n));
    for (int j = 0; j < fine.size[1]; ++j) {
      for (int i = 0; i < fine.size[0]; ++i) {
        const double below = in_plane_mm.At(i, j, static_cast<int>(height.below));
        const double above = in_plane_mm.At(i, j, static_cast<int>(height.above));
        const double in_plane = below + (above - below) * height.fraction;
        shape.distance_mm.At(i, j, n) =
            static_cast<float>(std::max(Combined(in_plane, to_end_mm), -kReachMm));
      }
    }
  }
  shape.distance_mm = TrueDistance(shape.distance_mm);
  MatchVolumeLocally(shape.distance_mm, piece, {parts, border});
  // By at most a pixel: more than that is no question of partial volume.
  MatchVolume(shape.distance_mm, shape.volume_mm3, fine.spacing_mm.head<2>().maxCoeff());
  return shape;
}

Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const AxisMotion& grid_from_region,
                      double margin_mm) {
  return Cover(
      region,
      grid,
      [&](const Vec3& p) { return grid_from_region * p; },
      [&](const Vec3& p) { return BackFrom(grid_from_region, p); },
      margin_mm);
}

Volume RegionCoverage(const RegionShape& region,
                      const VolumeGeometry& grid,
                      const Rigid3& region_from_grid,
                      double margin_mm) {
  return RegionCoverage(region, grid, RigidMotion(Inverse(region_from_grid)), margin_mm);
}

double ShapeVolumeMm3(const RegionShape& region) {
  return region.distance_mm.values.empty() ? 0.0 : VolumeInside(region.distance_mm, 0.0);
}

double CoverageVolumeMm3(const Volume& coverage) {
  double sum = 0;
  for (const float value : coverage.values) sum += static_cast<double>(value);
  return sum * coverage.geometry.VoxelVolumeMm3();
}

Vec3 CoverageCentre(const Volume& coverage) {
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (int k = 0; k < coverage.geometry.size[2]; ++k) {
    for (int j = 0; j < coverage.geometry.size[1]; ++j) {
      for (int i = 0; i < coverage.geometry.size[0]; ++i) {
        const auto w = static_cast<double>(coverage.At(i, j, k));
        sum += w * Vec3(i, j, k);
        weight += w;
      }
    }
  }
  assert(weight > 0);
  return LpsFromIndex(coverage.geometry, sum / weight);
}

double Dice(const Volume& a, const Volume& b) {
  assert(a.values.size() == b.values.size());
  std::size_t both = 0;
  std::size_t either = 0;
  for (std::size_t at = 0; at < a.values.size(); ++at) {
    const bool in_a = a.values[at] >= 0.5F;
    const bool in_b = b.values[at] >= 0.5F;
    both += in_a && in_b ? 1 : 0;
    either += (in_a ? 1U : 0U) + (in_b ? 1U : 0U);
  }
  return either == 0 ? 1.0 : 2.0 * static_cast<double>(both) / static_cast<double>(either);
}

double FractionalDice(const Volume& a, const Volume& b) {
  assert(a.values.size() == b.values.size());
  double both = 0;
  double either = 0;
  for (std::size_t at = 0; at < a.values.size(); ++at) {
    both += static_cast<double>(std::min(a.values[at], b.values[at]));
    either += static_cast<double>(a.values[at]) + static_cast<double>(b.values[at]);
  }
  return either == 0 ? 1.0 : 2.0 * both / either;
}

}  // namespace regen
