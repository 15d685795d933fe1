// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/control_region.h"

#include "analysis/base/text.h"
#include "analysis/measurement/measure.h"
#include "analysis/measurement/shape_measurement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace regen {
namespace {

constexpr double kRadiusMm = 5;
constexpr double kNearestMm = 10;
constexpr double kFarthestMm = 30;
constexpr int kPlacesTried = 6;  // the most even ones
constexpr double kStepMm = 5;

// A ball as a region of its own.
Volume Ball(const Vec3& centre) {
  constexpr double kSpacingMm = 1;
  constexpr int kSize = 2 * static_cast<int>(kRadiusMm) + 5;
  Volume ball;
  ball.geometry.size = {kSize, kSize, kSize};
  ball.geometry.spacing_mm = Vec3::Constant(kSpacingMm);
  ball.geometry.origin_lps = centre - Vec3::Constant(kSpacingMm * (kSize - 1) / 2.0);
  ball = MakeVolume(ball.geometry);
  for (int k = 0; k < kSize; ++k) {
    for (int j = 0; j < kSize; ++j) {
      for (int i = 0; i < kSize; ++i) {
        const double radius = (LpsFromIndex(ball.geometry, Vec3(i, j, k)) - centre).norm();
        ball.At(i, j, k) = static_cast<float>(std::clamp(kRadiusMm - radius + 0.5, 0.0, 1.0));
      }
    }
  }
  return ball;
}

struct Place {
  Vec3 centre = Vec3::Zero();
  double unevenness = 0;  // standard deviation over mean
  double distance_mm = 0;
};

// Mean and spread of the image inside the ball; nothing where it is dark or leaves the image.
std::optional<double> Unevenness(const Volume& image, const Vec3& centre, double least) {
  const Vec3 index = IndexFromLps(image.geometry, centre);
  double sum = 0;
  double squares = 0;
  double count = 0;
  std::array<int, 3> low{};
  std::array<int, 3> high{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<Eigen::Index>(axis);
    const double reach = kRadiusMm / image.geometry.spacing_mm[a];
    low[axis] = static_cast<int>(std::ceil(index[a] - reach));
    high[axis] = static_cast<int>(std::floor(index[a] + reach));
    if (low[axis] < 0 || high[axis] >= image.geometry.size[axis]) return std::nullopt;
  }
  for (int k = low[2]; k <= high[2]; ++k) {
    for (int j = low[1]; j <= high[1]; ++j) {
      for (int i = low[0]; i <= high[0]; ++i) {
        const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
        if ((p - centre).norm() > kRadiusMm) continue;
        const auto value = static_cast<double>(image.At(i, j, k));
        sum += value;
        squares += value * value;
        count += 1;
      }
    }
  }
  if (count < 10 || sum / count < least) return std::nullopt;
  const double mean = sum / count;
  return std::sqrt(std::max(0.0, squares / count - mean * mean)) / mean;
}

double DistanceToStructure(const ShapeAxes& axes, const Vec3& p) {
  // Of the box along its axes, which is never farther than the structure.
  const Vec3 arm = p - axes.centre;
  const auto beyond = [&](const Vec3& axis, double half) {
    return std::max(0.0, std::abs(arm.dot(axis)) - half);
  };
  return std::hypot(beyond(axes.along, axes.half_length_mm),
                    beyond(axes.across, axes.half_width_mm),
                    beyond(axes.through, axes.half_thickness_mm));
}

std::vector<Place> EvenPlaces(const OutlinedExam& exam) {
  const ShapeAxes axes = AxesOf(exam.shape);
  double mean = 0;
  for (const float value : exam.image.values) mean += static_cast<double>(value);
  mean /= static_cast<double>(std::max<std::size_t>(1, exam.image.values.size()));
  const double reach =
      kFarthestMm + std::max({axes.half_length_mm, axes.half_width_mm, axes.half_thickness_mm});
  std::vector<Place> places;
  for (double x = -reach; x <= reach; x += kStepMm) {
    for (double y = -reach; y <= reach; y += kStepMm) {
      for (double z = -reach; z <= reach; z += kStepMm) {
        Place place;
        place.centre = axes.centre + Vec3(x, y, z);
        place.distance_mm = DistanceToStructure(axes, place.centre) - kRadiusMm;
        if (place.distance_mm < kNearestMm || place.distance_mm > kFarthestMm) continue;
        const auto unevenness = Unevenness(exam.image, place.centre, mean / 2);
        if (!unevenness) continue;
        place.unevenness = *unevenness;
        places.push_back(place);
      }
    }
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return a.unevenness < b.unevenness;
  });
  return places;
}

bool IsRelaxation(MeasuringMethod method) {
  return method == MeasuringMethod::kT2 || method == MeasuringMethod::kT2Star;
}

}  // namespace

std::optional<ControlValue> MeasureControl(const MeasurementDefinition& definition,
                                           const ExamPair& pair) {
  if (!IsRelaxation(definition.method)) return std::nullopt;
  int tried = 0;
  for (const Place& place : EvenPlaces(pair.baseline)) {
    if (++tried > kPlacesTried) break;
    const RegionShape ball = MakeRegionShape(Ball(place.centre));
    const ExamPair control{{pair.baseline.series,
                            pair.baseline.image,
                            ball,
                            pair.baseline.exam_from_baseline,
                            pair.baseline.exam_from_baseline,
                            pair.baseline.is_map},
                           {pair.follow_up.series,
                            pair.follow_up.image,
                            ball,
                            pair.follow_up.exam_from_baseline,
                            pair.follow_up.exam_from_baseline,
                            pair.follow_up.is_map}};
    const MeasuredPair measured = Measure(definition, control);
    if (!measured.baseline.value || !measured.follow_up.value) continue;
    return ControlValue{
        StrCat("even untreated tissue ", FormatFixed(place.distance_mm, 0), " mm away"),
        *measured.baseline.value,
        *measured.follow_up.value};
  }
  return std::nullopt;
}

}  // namespace regen
