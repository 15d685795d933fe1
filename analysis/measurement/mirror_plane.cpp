// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/mirror_plane.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace regen {
namespace {

constexpr double kPointsMm = 8;
constexpr double kLeastShared = 0.25;
constexpr double kLeastCorrelation = 0.5;

struct ImagePoint {
  Vec3 p = Vec3::Zero();
  double value = 0;
};

std::vector<ImagePoint> PointsOf(const Volume& image) {
  const VolumeGeometry& grid = image.geometry;
  const auto step = [&](int a) {
    return std::max(1, static_cast<int>(std::lround(kPointsMm / grid.spacing_mm[a])));
  };
  std::vector<ImagePoint> points;
  for (int k = 0; k < grid.size[2]; k += step(2)) {
    for (int j = 0; j < grid.size[1]; j += step(1)) {
      for (int i = 0; i < grid.size[0]; i += step(0))
        points.push_back(
            {LpsFromIndex(grid, Vec3(i, j, k)), static_cast<double>(image.At(i, j, k))});
    }
  }
  return points;
}

// Pearson's, over the points whose mirror image lies inside the image as well.
double Correlation(const Volume& image,
                   const std::vector<ImagePoint>& points,
                   const MirrorPlane& plane) {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  for (const ImagePoint& point : points) {
    double other = 0;
    const Vec3 index = IndexFromLps(image.geometry, plane.Mirrored(point.p));
    if (!InterpolateLinear(image, index, &other)) continue;
    n += 1;
    a += point.value;
    b += other;
    aa += point.value * point.value;
    bb += other * other;
    ab += point.value * other;
  }
  if (n < kLeastShared * static_cast<double>(points.size()) || n < 100) return -1;
  const double variance = (aa - a * a / n) * (bb - b * b / n);
  return variance > 0 ? (ab - a * b / n) / std::sqrt(variance) : -1;
}

MirrorPlane PlaneOf(const Vec3& centre, double shift_mm, double about_y, double about_z) {
  MirrorPlane plane;
  plane.normal = Vec3(1, std::tan(about_z), std::tan(about_y)).normalized();
  plane.offset_mm = plane.normal.dot(centre + Vec3(shift_mm, 0, 0));
  return plane;
}

}  // namespace

std::optional<MirrorPlane> FindMirrorPlane(const Volume& image) {
  constexpr double kDeg = std::numbers::pi / 180;
  const auto points = PointsOf(image);
  const VolumeGeometry& grid = image.geometry;
  const Vec3 middle(
      0.5 * (grid.size[0] - 1), 0.5 * (grid.size[1] - 1), 0.5 * (grid.size[2] - 1));
  const Vec3 centre = LpsFromIndex(grid, middle);
  Vec3 best = Vec3::Zero();  // shift, about y, about z
  double highest = -1;
  const auto look = [&](const Vec3& at) {
    const MirrorPlane plane = PlaneOf(centre, at[0], at[1] * kDeg, at[2] * kDeg);
    const double correlation = Correlation(image, points, plane);
    if (correlation <= highest) return false;
    highest = correlation;
    best = at;
    return true;
  };
  for (double shift = -60; shift <= 60; shift += 2) look(Vec3(shift, 0, 0));
  // Downhill by coordinates, the steps halved where none of them helps.
  for (double step = 2; step >= 0.5; step /= 2) {
    bool moved = true;
    for (int turn = 0; moved && turn < 20; ++turn) {
      moved = false;
      for (int axis = 0; axis < 3; ++axis) {
        for (const double sign : {-1.0, 1.0}) {
          Vec3 at = best;
          at[axis] += sign * step;
          if (std::abs(at[1]) <= 15 && std::abs(at[2]) <= 15 && look(at)) moved = true;
        }
      }
    }
  }
  if (highest < kLeastCorrelation) return std::nullopt;
  MirrorPlane plane = PlaneOf(centre, best[0], best[1] * kDeg, best[2] * kDeg);
  plane.correlation = highest;
  return plane;
}

}  // namespace regen
