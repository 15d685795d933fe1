// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/contour_coverage.h"

#include "analysis/base/text.h"
#include "analysis/dicom/plane_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <Eigen/Geometry>

namespace regen::dicom {

namespace {

// How far points may lie beside their plane, and planes beside each other to be the same: what
// coordinates rounded to a tenth of a millimetre need.
constexpr double kPlaneToleranceMm = 0.1;

// Lines per row of pixels on which outlines are filled; along a line the filling is exact.
constexpr int kLinesPerRow = 16;

// Twice the area of the outline times its normal (Newell).
Vec3 AreaVector(const std::vector<Vec3>& points) {
  Vec3 sum = Vec3::Zero();
  const Vec3& base = points.front();
  for (std::size_t n = 1; n + 1 < points.size(); ++n) {
    sum += (points[n] - base).cross(points[n + 1] - base);
  }
  return sum;
}

// The common normal, weighted by area: small outlines with rounded points turn it little. Its
// largest component is positive, so that it does not depend on the sense of the outlines.
std::optional<Vec3> CommonNormal(const std::vector<Contour>& contours) {
  Vec3 sum = Vec3::Zero();
  for (const Contour& contour : contours) {
    const Vec3 area = AreaVector(contour.points_lps);
    sum += area.dot(sum) < 0 ? Vec3(-area) : area;
  }
  constexpr double kSmallestAreaMm2 = 1e-4;
  if (!(sum.norm() > kSmallestAreaMm2)) return std::nullopt;
  Eigen::Index largest = 0;
  sum.cwiseAbs().maxCoeff(&largest);
  return sum.normalized() * (sum[largest] < 0 ? -1.0 : 1.0);
}

// i and j of the grid along the patient's axes as far as the plane allows.
Mat3 DirectionAlong(const Vec3& normal) {
  Eigen::Index smallest = 0;
  normal.cwiseAbs().minCoeff(&smallest);
  Mat3 direction;
  direction.col(2) = normal;
  direction.col(0) = (Vec3::Unit(smallest) - normal * normal[smallest]).normalized();
  direction.col(1) = normal.cross(Vec3(direction.col(0)));
  return direction;
}

// Distance of each outline's plane from the origin along the normal.
Result<std::vector<double>> PlaneDistances(const std::vector<Contour>& contours,
                                           const Vec3& normal,
                                           std::string_view what) {
  std::vector<double> distances;
  double widest_mm = 0;
  std::string_view
      widest;  // a bent outline turns the common normal, and all look bent a little
  for (const Contour& contour : contours) {
    double low = normal.dot(contour.points_lps.front());
    double high = low;
    for (const Vec3& point : contour.points_lps) {
      low = std::min(low, normal.dot(point));
      high = std::max(high, normal.dot(point));
    }
    if (high - low > widest_mm) {
      widest_mm = high - low;
      widest = contour.where;
    }
    distances.push_back((low + high) / 2);
  }
  if (widest_mm > 2 * kPlaneToleranceMm) {
    return InputError(StrCat(what,
                             widest,
                             ": its points lie up to ",
                             FormatFixed(widest_mm, 2),
                             " mm apart along the common normal, expected planar outlines on "
                             "parallel planes"));
  }
  return distances;
}

// The planes that are told apart, ascending; moves every distance to its plane.
std::vector<double> DistinctPlanes(std::vector<double>& distances) {
  std::vector<double> sorted = distances;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> planes;
  for (const double distance : sorted) {
    if (planes.empty() || distance - planes.back() > kPlaneToleranceMm) {
      planes.push_back(distance);
    }
  }
  for (double& distance : distances) {
    distance = *std::min_element(planes.begin(), planes.end(), [&](double a, double b) {
      return std::abs(a - distance) < std::abs(b - distance);
    });
  }
  return planes;
}

bool AreMultiples(const std::vector<double>& planes, double step_mm) {
  for (std::size_t n = 1; n < planes.size(); ++n) {
    const double gap = planes[n] - planes[n - 1];
    const double steps = std::round(gap / step_mm);
    if (steps < 1 || std::abs(gap - steps * step_mm) > PositionToleranceMm(step_mm)) {
      return false;
    }
  }
  return true;
}

bool AreEven(const std::vector<double>& planes) {
  const double mean = (planes.back() - planes.front()) / static_cast<double>(planes.size() - 1);
  for (std::size_t n = 1; n < planes.size(); ++n) {
    if (std::abs(planes[n] - planes[n - 1] - mean) > PositionToleranceMm(mean)) return false;
  }
  return true;
}

Result<double> PlaneSpacing(const std::vector<double>& planes,
                            std::optional<double> series_spacing_mm,
                            std::string_view what) {
  if (series_spacing_mm && AreMultiples(planes, *series_spacing_mm)) return *series_spacing_mm;
  if (planes.size() == 1) {
    return InputError(StrCat(what,
                             "all outlines lie in one plane, expected a reference to an image "
                             "of a series with several slices, which tells its thickness"));
  }
  if (!AreEven(planes)) {
    return InputError(
        StrCat(what,
               "the planes of the outlines are unevenly spaced, expected the same distance "
               "between all of them, or whole slices of a series they refer to"));
  }
  return (planes.back() - planes.front()) / static_cast<double>(planes.size() - 1);
}

struct PlanePoint {
  double u = 0;
  double v = 0;
};

// Where the outlines cross every line of a plane; each line's crossings in pairs are inside.
class Lines {
 public:
  Lines(int rows, double v_begin) : v_begin_(v_begin) {
    crossings_.resize(static_cast<std::size_t>(rows) * kLinesPerRow);
  }

  void Add(const PlanePoint& from, const PlanePoint& to) {
    if (from.v == to.v) return;
    const PlanePoint& low = from.v < to.v ? from : to;
    const PlanePoint& high = from.v < to.v ? to : from;
    // Half open, so that a corner on a line is crossed once.
    const auto first = static_cast<std::int64_t>(std::ceil(LineOf(low.v)));
    const auto last = static_cast<std::int64_t>(std::ceil(LineOf(high.v)));
    for (std::int64_t line = first; line < last; ++line) {
      const double v = v_begin_ + (static_cast<double>(line) + 0.5) * kLineMm;
      crossings_[static_cast<std::size_t>(line)].push_back(
          low.u + (high.u - low.u) * (v - low.v) / (high.v - low.v));
    }
  }

  // Adds the filled part of each pixel to a slice of `columns` × rows.
  void Fill(double u_begin, int columns, float* slice) {
    for (std::size_t line = 0; line < crossings_.size(); ++line) {
      std::vector<double>& us = crossings_[line];
      std::sort(us.begin(), us.end());
      float* row = slice + (line / kLinesPerRow) * static_cast<std::size_t>(columns);
      for (std::size_t n = 0; n + 1 < us.size(); n += 2) {
        FillSpan((us[n] - u_begin) / kContourPixelMm,
                 (us[n + 1] - u_begin) / kContourPixelMm,
                 columns,
                 row);
      }
    }
  }

 private:
  static constexpr double kLineMm = kContourPixelMm / kLinesPerRow;

  double LineOf(double v) const { return (v - v_begin_) / kLineMm - 0.5; }

  // From and to in pixels from the row's left border.
  static void FillSpan(double from, double to, int columns, float* row) {
    const int first = std::clamp(static_cast<int>(std::floor(from)), 0, columns - 1);
    const int last = std::clamp(static_cast<int>(std::floor(to)), 0, columns - 1);
    for (int i = first; i <= last; ++i) {
      const double part = std::min(to, i + 1.0) - std::max(from, static_cast<double>(i));
      if (part > 0) row[i] += static_cast<float>(part / kLinesPerRow);
    }
  }

  double v_begin_;
  std::vector<std::vector<double>> crossings_;
};

// Frame of the grid in its plane: u and v along the directions of i and j.
struct PlaneBox {
  double u_low = 0, u_high = 0, v_low = 0, v_high = 0;
};

PlaneBox BoxOf(const std::vector<Contour>& contours, const Mat3& direction) {
  const Vec3 first = direction.transpose() * contours.front().points_lps.front();
  PlaneBox box{first[0], first[0], first[1], first[1]};
  for (const Contour& contour : contours) {
    for (const Vec3& point : contour.points_lps) {
      const Vec3 uvw = direction.transpose() * point;
      box.u_low = std::min(box.u_low, uvw[0]);
      box.u_high = std::max(box.u_high, uvw[0]);
      box.v_low = std::min(box.v_low, uvw[1]);
      box.v_high = std::max(box.v_high, uvw[1]);
    }
  }
  return box;
}

// The grid around the box, with an empty pixel on every side.
Result<VolumeGeometry> GridAround(const PlaneBox& box,
                                  const Mat3& direction,
                                  const PlaneStack& stack,
                                  std::string_view what) {
  const double columns = std::ceil((box.u_high - box.u_low) / kContourPixelMm) + 2;
  const double rows = std::ceil((box.v_high - box.v_low) / kContourPixelMm) + 2;
  constexpr double kMostVoxels = static_cast<double>(std::uint64_t{64} << 20U);
  if (!(columns <= kMaxRowsOrColumns && rows <= kMaxRowsOrColumns &&
        columns * rows * stack.planes <= kMostVoxels)) {
    return InputError(StrCat(what, "the outlines reach further than any examined structure"));
  }
  VolumeGeometry grid;
  grid.size = {static_cast<int>(columns), static_cast<int>(rows), stack.planes};
  grid.spacing_mm = Vec3(kContourPixelMm, kContourPixelMm, stack.spacing_mm);
  grid.direction = direction;
  grid.origin_lps = direction.col(0) * (box.u_low - kContourPixelMm / 2) +
                    direction.col(1) * (box.v_low - kContourPixelMm / 2) + stack.origin_lps;
  return grid;
}

void FillPlanes(const std::vector<Contour>& contours,
                const PlaneStack& stack,
                const PlaneBox& box,
                Volume& volume) {
  const VolumeGeometry& grid = volume.geometry;
  for (int plane = 0; plane < grid.size[2]; ++plane) {
    Lines lines(grid.size[1], box.v_low - kContourPixelMm);
    for (std::size_t n = 0; n < contours.size(); ++n) {
      if (stack.plane_of[n] != plane) continue;
      const std::vector<Vec3>& points = contours[n].points_lps;
      Vec3 before = grid.direction.transpose() * points.back();
      for (const Vec3& point : points) {
        const Vec3 here = grid.direction.transpose() * point;
        lines.Add({before[0], before[1]}, {here[0], here[1]});
        before = here;
      }
    }
    lines.Fill(box.u_low - kContourPixelMm,
               grid.size[0],
               volume.values.data() + volume.Offset(0, 0, plane));
  }
  for (float& value : volume.values) value = std::min(value, 1.0F);
}

}  // namespace

Result<Volume> ContourCoverage(const std::vector<Contour>& contours,
                               std::optional<double> series_spacing_mm,
                               std::string_view what) {
  if (contours.empty()) return InputError(StrCat(what, "no closed outline, expected one"));
  for (const Contour& contour : contours) {
    if (contour.points_lps.size() < 3) {
      return InputError(StrCat(what,
                               contour.where,
                               ": ",
                               contour.points_lps.size(),
                               " points, expected at least 3"));
    }
    const bool finite = std::all_of(contour.points_lps.begin(),
                                    contour.points_lps.end(),
                                    [](const Vec3& point) { return point.allFinite(); });
    if (!finite) return InputError(StrCat(what, contour.where, ": a coordinate is no number"));
  }
  const auto normal = CommonNormal(contours);
  if (!normal) return InputError(StrCat(what, "the outlines enclose no area"));
  auto distances = PlaneDistances(contours, *normal, what);
  if (!distances) return distances.error();
  const std::vector<double> planes = DistinctPlanes(*distances);
  const auto spacing_mm = PlaneSpacing(planes, series_spacing_mm, what);
  if (!spacing_mm) return spacing_mm.error();
  std::vector<Vec3> positions;
  for (const double distance : *distances) positions.emplace_back(*normal * distance);
  const auto stack = StackPlanes(positions, *normal, *spacing_mm, what);
  if (!stack) return stack.error();
  const Mat3 direction = DirectionAlong(*normal);
  const PlaneBox box = BoxOf(contours, direction);
  const auto grid = GridAround(box, direction, *stack, what);
  if (!grid) return grid.error();
  Volume volume = MakeVolume(*grid);
  FillPlanes(contours, *stack, box, volume);
  return volume;
}

}  // namespace regen::dicom
