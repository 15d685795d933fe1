// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/plane_geometry.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

namespace regen::dicom {

namespace {

// Sorted distances along the normal, those that differ by rounding only counted once.
std::vector<double> DistinctDistances(std::vector<double> distances) {
  constexpr double kSamePlaneMm = 0.01;
  std::sort(distances.begin(), distances.end());
  std::vector<double> distinct;
  for (const double distance : distances) {
    if (distinct.empty() || distance - distinct.back() > kSamePlaneMm)
      distinct.push_back(distance);
  }
  return distinct;
}

// The even stack nearest to sorted distances, when neighbours are about `step_mm` or multiples
// of it apart; nothing where they are not. The distance is the mean over the whole stack,
// because single positions are rounded.
std::optional<double> EvenSpacing(const std::vector<double>& distances, double step_mm) {
  std::vector<double> steps = {0};
  for (std::size_t n = 1; n < distances.size(); ++n) {
    const double gap = std::round((distances[n] - distances[n - 1]) / step_mm);
    if (gap < 1) return std::nullopt;
    steps.push_back(steps.back() + gap);
  }
  if (steps.back() == 0) return step_mm;
  const double spacing_mm = (distances.back() - distances.front()) / steps.back();
  for (std::size_t n = 0; n < distances.size(); ++n) {
    const double expected = distances.front() + steps[n] * spacing_mm;
    if (std::abs(distances[n] - expected) > PositionToleranceMm(spacing_mm))
      return std::nullopt;
  }
  return spacing_mm;
}

// The smallest distance between neighbours.
double SmallestStep(const std::vector<double>& distances) {
  double step_mm = distances[1] - distances[0];
  for (std::size_t n = 2; n < distances.size(); ++n) {
    step_mm = std::min(step_mm, distances[n] - distances[n - 1]);
  }
  return step_mm;
}

}  // namespace

std::optional<Mat3> DirectionFromOrientation(const std::array<double, 6>& orientation) {
  constexpr double kTolerance = 1e-2;
  const Vec3 i(orientation[0], orientation[1], orientation[2]);
  const Vec3 j(orientation[3], orientation[4], orientation[5]);
  if (!(std::abs(i.norm() - 1) <= kTolerance) || !(std::abs(j.norm() - 1) <= kTolerance) ||
      !(std::abs(i.dot(j)) <= kTolerance)) {
    return std::nullopt;
  }
  Mat3 direction;
  direction.col(0) = i.normalized();
  direction.col(1) = (j - direction.col(0) * direction.col(0).dot(j)).normalized();
  direction.col(2) = direction.col(0).cross(direction.col(1));
  return direction;
}

double PositionToleranceMm(double spacing_mm) {
  return std::max(0.05, 0.01 * spacing_mm);
}

Result<PlaneStack> StackPlanes(const std::vector<Vec3>& positions,
                               const Vec3& normal,
                               std::optional<double> declared_spacing_mm,
                               std::string_view what) {
  if (positions.empty()) return InputError(StrCat(what, "no plane, expected at least one"));
  std::vector<double> distances;
  for (const Vec3& position : positions) distances.push_back(position.dot(normal));
  const std::vector<double> distinct = DistinctDistances(distances);

  std::optional<double> spacing_mm;
  if (declared_spacing_mm && *declared_spacing_mm > 0) {
    spacing_mm = EvenSpacing(distinct, *declared_spacing_mm);
  }
  if (!spacing_mm && distinct.size() == 1) {
    return InputError(
        StrCat(what, "one plane without a distance, expected SpacingBetweenSlices"));
  }
  if (!spacing_mm) spacing_mm = EvenSpacing(distinct, SmallestStep(distinct));
  if (!spacing_mm) {
    return InputError(StrCat(what,
                             "distances between planes are uneven (smallest ",
                             FormatFixed(SmallestStep(distinct), 3),
                             " mm), expected an even stack (ImagePositionPatient)"));
  }
  PlaneStack stack;
  stack.spacing_mm = *spacing_mm;
  const double planes = std::round((distinct.back() - distinct.front()) / stack.spacing_mm) + 1;
  if (!(planes <= kMaxSlices)) {
    return InputError(StrCat(what, "positions span more than ", kMaxSlices, " planes"));
  }
  stack.planes = static_cast<int>(planes);
  const auto lowest = static_cast<std::size_t>(
      std::min_element(distances.begin(), distances.end()) - distances.begin());
  stack.origin_lps = positions[lowest];
  for (std::size_t n = 0; n < positions.size(); ++n) {
    const double steps = std::round((distances[n] - distinct.front()) / stack.spacing_mm);
    const Vec3 expected = stack.origin_lps + normal * (steps * stack.spacing_mm);
    if ((positions[n] - expected).norm() > PositionToleranceMm(stack.spacing_mm)) {
      return InputError(
          StrCat(what,
                 "planes are shifted against each other, expected a stack along its "
                 "normal (ImagePositionPatient, ImageOrientationPatient)"));
    }
    stack.plane_of.push_back(static_cast<int>(steps));
  }
  return stack;
}

}  // namespace regen::dicom
