// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/shape_measurement.h"

#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

namespace regen {
namespace {

constexpr double kOutlineError = 0.05;  // of a pixel

// Visits the inside of the shape's own grid.
template <typename F>
void ForInside(const RegionShape& shape, const F& visit) {
  const Volume& map = shape.distance_mm;
  const auto& size = map.geometry.size;
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        if (map.At(i, j, k) > 0) visit(LpsFromIndex(map.geometry, Vec3(i, j, k)));
      }
    }
  }
}

Vec3 Pointing(const Vec3& axis, const Vec3& to) {
  return axis.dot(to) < 0 ? Vec3(-axis) : axis;
}

double PixelMm(const OutlinedExam& exam) {
  const Vec3& spacing = exam.image.geometry.spacing_mm;
  return std::max(spacing[0], spacing[1]);
}

// Of the shape: how much its volume grows when the outline moves out by 1 mm.
double SurfaceMm2(const RegionShape& shape) {
  const Volume& map = shape.distance_mm;
  const double half_mm = 0.5;
  double voxels = 0;
  for (const float distance : map.values) voxels += std::abs(distance) < half_mm ? 1 : 0;
  return voxels * map.geometry.VoxelVolumeMm3() / (2 * half_mm);
}

}  // namespace

double DistanceAt(const RegionShape& shape, const Vec3& p) {
  const Vec3 index = IndexFromLps(shape.distance_mm.geometry, p);
  double distance_mm = kFarOutsideMm;
  return InterpolateLinear(shape.distance_mm, index, &distance_mm) ? distance_mm
                                                                   : kFarOutsideMm;
}

ShapeAxes AxesOf(const RegionShape& shape) {
  ShapeAxes axes;
  double count = 0;
  Vec3 sum = Vec3::Zero();
  ForInside(shape, [&](const Vec3& p) {
    sum += p;
    count += 1;
  });
  if (count == 0) return axes;
  axes.centre = sum / count;
  Mat3 moments = Mat3::Zero();
  ForInside(shape, [&](const Vec3& p) {
    const Vec3 arm = p - axes.centre;
    moments += arm * arm.transpose();
  });
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(moments / count);
  const Mat3& vectors = solver.eigenvectors();  // ascending
  axes.along = Pointing(vectors.col(2), Vec3(1e-3, 0, 1));
  axes.through = Pointing(vectors.col(0), Vec3(1e-3, 1, 1e-2));
  axes.across = axes.through.cross(axes.along);
  ForInside(shape, [&](const Vec3& p) {
    const Vec3 arm = p - axes.centre;
    axes.half_length_mm = std::max(axes.half_length_mm, std::abs(arm.dot(axes.along)));
    axes.half_width_mm = std::max(axes.half_width_mm, std::abs(arm.dot(axes.across)));
    axes.half_thickness_mm = std::max(axes.half_thickness_mm, std::abs(arm.dot(axes.through)));
  });
  return axes;
}

double SectionMm2(const RegionShape& shape, const ShapeAxes& axes, double at_mm) {
  constexpr double kStepMm = 0.3;
  const Vec3 middle = axes.centre + at_mm * axes.along;
  const double reach_u = axes.half_width_mm + 2;
  const double reach_v = axes.half_thickness_mm + 2;
  double inside = 0;
  for (double u = -reach_u; u <= reach_u; u += kStepMm) {
    for (double v = -reach_v; v <= reach_v; v += kStepMm) {
      const double distance = DistanceAt(shape, middle + u * axes.across + v * axes.through);
      inside += std::clamp(distance / kStepMm + 0.5, 0.0, 1.0);
    }
  }
  return inside * kStepMm * kStepMm;
}

double SectionError::Total() const {
  return std::hypot(outline_mm2, slices_mm2);
}

SectionError SectionErrorOf(const OutlinedExam& exam, const ShapeAxes& axes, double area_mm2) {
  constexpr double kSliceError = 0.3;
  // An ellipse's circumference from its area and the region's proportions.
  const double ratio =
      std::max(1.0, axes.half_width_mm / std::max(0.1, axes.half_thickness_mm));
  const double half_thickness = std::sqrt(area_mm2 / (M_PI * ratio));
  const double half_width = half_thickness * ratio;
  SectionError error;
  error.outline_mm2 = (4 * half_width + 2 * half_thickness) * kOutlineError * PixelMm(exam);
  // The ellipse's extent along the slices' normal.
  const Vec3 normal = exam.image.geometry.direction.col(2);
  const Vec3 middle = exam.exam_from_shape * axes.centre;
  const auto share = [&](const Vec3& axis) {
    return normal.dot(exam.exam_from_shape * (axes.centre + axis) - middle);
  };
  const double extent_mm =
      2 * std::hypot(half_width * share(axes.across), half_thickness * share(axes.through));
  const double slices = std::max(1.0, extent_mm / exam.image.geometry.spacing_mm[2]);
  const double lengthwise = std::max(0.0, 1 - share(axes.along) * share(axes.along));
  error.slices_mm2 = kSliceError * lengthwise * std::pow(slices, -1.5) * area_mm2;
  return error;
}

MeasuredValue MeasureVolume(const OutlinedExam& exam) {
  MeasuredValue measured;
  measured.value = ShapeVolumeMm3(exam.shape);
  measured.standard_error = SurfaceMm2(exam.shape) * kOutlineError * PixelMm(exam);
  return measured;
}

MeasuredValue MeasureCrossSection(const OutlinedExam& exam) {
  constexpr double kEnds = 0.1;
  constexpr std::size_t kWindow = 5;
  const ShapeAxes axes = AxesOf(exam.shape);
  const double reach = (1 - 2 * kEnds) * axes.half_length_mm;
  std::vector<double> sections;
  for (double at = -reach; at <= reach; at += 1.0)
    sections.push_back(SectionMm2(exam.shape, axes, at));
  MeasuredValue measured;
  if (sections.size() < kWindow) {
    measured.reasons.push_back(
        MakeReason(reasons::kTooFewProfiles,
                   StrCat("the region is ",
                          FormatFixed(2 * axes.half_length_mm, 1),
                          " mm long; a cross-section needs at least 7 mm")));
    return measured;
  }
  double greatest = 0;
  for (std::size_t n = 0; n + kWindow <= sections.size(); ++n) {
    const auto first = sections.begin() + static_cast<std::ptrdiff_t>(n);
    greatest = std::max(
        greatest, std::accumulate(first, first + kWindow, 0.0) / static_cast<double>(kWindow));
  }
  measured.value = greatest;
  measured.standard_error = SectionErrorOf(exam, axes, greatest).Total();
  return measured;
}

}  // namespace regen
