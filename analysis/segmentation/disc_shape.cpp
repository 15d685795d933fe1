// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_shape.h"

#include "analysis/segmentation/disc_block.h"
#include "analysis/segmentation/disc_outline.h"
#include "analysis/segmentation/disc_plates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double kStartMm = 5.5;  // half a disc with its end-plates
constexpr int kPointsPerAxis = 4;

double RadiusAt(const DiscShape& shape, double u, double w) {
  const double turn = std::atan2(w, u) / (2 * std::numbers::pi);
  const double n = (turn < 0 ? turn + 1 : turn) * kOutlineDirections;
  const auto low = static_cast<std::size_t>(n) % kOutlineDirections;
  const double part = n - std::floor(n);
  return (1 - part) * shape.radius_mm[low] +
         part * shape.radius_mm[(low + 1) % kOutlineDirections];
}

// About the distance to the nearest border in mm, positive inside.
double DepthInside(const DiscShape& shape, const Vec3& uwv) {
  const double u = uwv[0] - shape.centre_u_mm;
  const double w = uwv[1] - shape.centre_w_mm;
  return std::min({EndPlateAt(shape.top, uwv[0], uwv[1]) - kEndPlateMm - uwv[2],
                   uwv[2] - EndPlateAt(shape.bottom, uwv[0], uwv[1]) - kEndPlateMm,
                   RadiusAt(shape, u, w) - std::hypot(u, w)});
}

PlateDomain DomainOf(const DiscShape& shape) {
  constexpr int kQuarter = kOutlineDirections / 4;
  PlateDomain domain;
  domain.centre_u_mm = shape.centre_u_mm;
  domain.centre_w_mm = shape.centre_w_mm;
  domain.half_depth_mm =
      0.45 * (shape.radius_mm[0] + shape.radius_mm[std::size_t{2} * kQuarter]);
  domain.half_width_mm =
      0.45 * (shape.radius_mm[kQuarter] + shape.radius_mm[std::size_t{3} * kQuarter]);
  return domain;
}

void Measure(DiscShape* shape) {
  constexpr int kQuarter = kOutlineDirections / 4;
  shape->depth_mm = shape->radius_mm[0] + shape->radius_mm[std::size_t{2} * kQuarter];
  shape->width_mm = shape->radius_mm[kQuarter] + shape->radius_mm[std::size_t{3} * kQuarter];
  double sum = 0;
  int count = 0;
  for (double u = -10; u <= 10; u += 5) {
    for (double w = -10; w <= 10; w += 5) {
      const double x = shape->centre_u_mm + u;
      const double y = shape->centre_w_mm + w;
      sum += EndPlateAt(shape->top, x, y) - EndPlateAt(shape->bottom, x, y) - 2 * kEndPlateMm;
      ++count;
    }
  }
  shape->height_mm = sum / count;
}

float CoverageOfVoxel(const DiscShape& shape, const VolumeGeometry& grid, const Vec3& index) {
  const Vec3 middle = PoseFromLps(shape.pose, LpsFromIndex(grid, index));
  const double reach = 0.65 * grid.spacing_mm.norm();  // half a diagonal, and a slanted border
  const double depth = DepthInside(shape, middle);
  if (depth > reach) return 1;
  if (depth < -reach) return 0;
  constexpr int kPoints = kPointsPerAxis * kPointsPerAxis * kPointsPerAxis;
  const auto offset = [](int n) { return (n + 0.5) / kPointsPerAxis - 0.5; };
  int inside = 0;
  for (int n = 0; n < kPoints; ++n) {
    const Vec3 step(offset(n % kPointsPerAxis),
                    offset(n / kPointsPerAxis % kPointsPerAxis),
                    offset(n / (kPointsPerAxis * kPointsPerAxis)));
    inside += DepthInside(shape, PoseFromLps(shape.pose, LpsFromIndex(grid, index + step))) > 0
                  ? 1
                  : 0;
  }
  return static_cast<float>(inside) / kPoints;
}

}  // namespace

double EndPlateAt(const EndPlate& plate, double u_mm, double w_mm) {
  const double u = u_mm / kEndPlateUnitMm;
  const double w = w_mm / kEndPlateUnitMm;
  return plate[0] + u * (plate[1] + u * plate[3] + w * plate[4]) +
         w * (plate[2] + w * plate[5]);
}

DiscShape OutlineDisc(const Volume& image, const SpineLink& link) {
  DiscShape shape;
  shape.pose = link.pose;
  const DiscBlock block = SampleDiscBlock(image, link.pose, link.marrow);
  shape.top[0] = kStartMm;
  shape.bottom[0] = -kStartMm;
  PlateFit top = FitEndPlate(block, PlateSide::kTop, {}, shape.top, false);
  PlateFit bottom = FitEndPlate(block, PlateSide::kBottom, {}, shape.bottom, false);
  shape.top = top.plate;
  shape.bottom = bottom.plate;
  FindDiscOutline(block, &shape);
  top = FitEndPlate(block, PlateSide::kTop, DomainOf(shape), shape.top, true);
  bottom = FitEndPlate(block, PlateSide::kBottom, DomainOf(shape), shape.bottom, true);
  shape.top = top.plate;
  shape.bottom = bottom.plate;
  FindDiscOutline(block, &shape);
  shape.plate_contrast = std::min(top.contrast, bottom.contrast);
  shape.plate_scatter_mm = std::max(top.scatter_mm, bottom.scatter_mm);
  Measure(&shape);
  return shape;
}

Volume DiscCoverage(const DiscShape& shape, const VolumeGeometry& grid) {
  Volume coverage = MakeVolume(grid);
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 local((corner & 1) != 0 ? 32 : -32,
                     (corner & 2) != 0 ? 42 : -42,
                     (corner & 4) != 0 ? 20 : -20);
    const Vec3 index = IndexFromLps(grid, LpsFromPose(shape.pose, local));
    low = low.cwiseMin(index);
    high = high.cwiseMax(index);
  }
  std::array<int, 3> first{};
  std::array<int, 3> last{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    first[a] = static_cast<int>(std::clamp(std::floor(low[axis]), 0.0, grid.size[a] - 1.0));
    last[a] = static_cast<int>(std::clamp(std::ceil(high[axis]), -1.0, grid.size[a] - 1.0));
  }
  for (int k = first[2]; k <= last[2]; ++k) {
    for (int j = first[1]; j <= last[1]; ++j) {
      for (int i = first[0]; i <= last[0]; ++i) {
        coverage.At(i, j, k) = CoverageOfVoxel(shape, grid, Vec3(i, j, k));
      }
    }
  }
  return coverage;
}

}  // namespace regen
