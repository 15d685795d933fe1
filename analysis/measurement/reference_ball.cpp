// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/reference_ball.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/marrow_border.h"
#include "analysis/measurement/shape_measurement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include <Eigen/Cholesky>

namespace regen {
namespace {

constexpr int kDirections = 600;
constexpr double kWindowMm = 5.0;
constexpr double kStepMm = 0.25;
constexpr double kMostAcross = 0.7;   // cosine between a direction and the slices' normal
constexpr double kLeastFall = 0.35;   // of the marrow's signal, from inside to outside
constexpr double kLeastInside = 0.6;  // of the marrow's signal, just inside the border
constexpr double kOnBallMm = 1.5;

struct Ball {
  Vec3 centre = Vec3::Zero();
  double radius = 0;
};

// Evenly over the sphere: the golden spiral (Swinbank and Purser 2006, QJRMS 132:1769).
Vec3 Direction(int n) {
  const double z = 1 - (2.0 * n + 1) / kDirections;
  const double angle = std::numbers::pi * (1 + std::sqrt(5.0)) * n;
  const double across = std::sqrt(1 - z * z);
  return {across * std::cos(angle), across * std::sin(angle), z};
}

// Gauss–Newton with Tukey's biweight; places that lie far off do not count.
Ball FitBall(const std::vector<Vec3>& places, Ball ball, double least_scale_mm) {
  for (int pass = 0; pass < 20; ++pass) {
    std::vector<double> magnitudes;
    for (const Vec3& p : places)
      magnitudes.push_back(std::abs((p - ball.centre).norm() - ball.radius));
    const double scale = std::max(least_scale_mm, RobustScale(magnitudes));
    Eigen::Matrix4d normal = Eigen::Matrix4d::Identity() * 1e-9;
    Eigen::Vector4d right = Eigen::Vector4d::Zero();
    for (const Vec3& p : places) {
      const Vec3 arm = p - ball.centre;
      const double distance = arm.norm();
      if (distance < 1e-6) continue;
      const double residual = distance - ball.radius;
      const double weight = Biweight(residual, scale);
      Eigen::Vector4d slope;
      slope << arm / distance, 1.0;
      normal += weight * slope * slope.transpose();
      right += weight * residual * slope;
    }
    const Eigen::Vector4d step = normal.ldlt().solve(right);
    ball.centre += step.head<3>();
    ball.radius += step[3];
    if (step.norm() < 1e-4) break;
  }
  return ball;
}

// Where the outline of the region is passed from its centre outwards, in the exam's frame.
std::vector<Vec3> OutlinePlaces(const OutlinedExam& exam, const Vec3& centre) {
  std::vector<Vec3> places;
  for (int n = 0; n < kDirections; ++n) {
    for (double r = 4; r < 80; r += 0.5) {
      const Vec3 p = centre + r * Direction(n);
      if (DistanceAt(exam.shape, p) > 0) continue;
      places.push_back(exam.exam_from_shape * p);
      break;
    }
  }
  return places;
}

// Median signal well inside the ball.
double MarrowLevel(const Volume& image, const Ball& ball) {
  std::vector<double> values;
  for (int n = 0; n < kDirections; ++n) {
    for (const double share : {0.4, 0.6, 0.8}) {
      double value = 0;
      const Vec3 p = ball.centre + share * ball.radius * Direction(n);
      if (InterpolateLinear(image, IndexFromLps(image.geometry, p), &value))
        values.push_back(value);
    }
  }
  return values.empty() ? 0 : Median(std::move(values));
}

// Steepest fall from marrow to cortex near the ball along one direction.
std::optional<Vec3> BorderAlong(const Volume& image,
                                const Ball& ball,
                                const Vec3& direction,
                                double marrow) {
  constexpr int kReach = static_cast<int>(kWindowMm / kStepMm);
  constexpr int kSlope = 4;  // ± 1 mm: about a pixel to each side
  std::array<double, 2 * kReach + 2 * kSlope + 1> profile{};
  const int middle = kReach + kSlope;
  for (int n = -middle; n <= middle; ++n) {
    const Vec3 p = ball.centre + (ball.radius + n * kStepMm) * direction;
    double value = 0;
    if (!InterpolateLinear(image, IndexFromLps(image.geometry, p), &value)) return std::nullopt;
    profile[static_cast<std::size_t>(n + middle)] = value;
  }
  const auto fall = [&](int n) {
    double sum = 0;
    for (int m = 1; m <= kSlope; ++m)
      sum += profile[static_cast<std::size_t>(n + middle - m)] -
             profile[static_cast<std::size_t>(n + middle + m)];
    return sum / kSlope;
  };
  int best = 0;
  for (int n = -kReach; n <= kReach; ++n) best = fall(n) > fall(best) ? n : best;
  if (std::abs(best) == kReach || fall(best) < kLeastFall * marrow) return std::nullopt;
  if (profile[static_cast<std::size_t>(best + middle - kSlope)] < kLeastInside * marrow)
    return std::nullopt;
  const double curve = fall(best - 1) - 2 * fall(best) + fall(best + 1);
  const double shift = curve < 0 ? 0.5 * (fall(best - 1) - fall(best + 1)) / curve : 0;
  return Vec3(ball.centre + (ball.radius + (best + shift) * kStepMm) * direction);
}

std::vector<Vec3> BorderPlaces(const Volume& image, const Ball& ball, int* asked) {
  const Vec3 across = image.geometry.direction.col(2);
  const double marrow = MarrowLevel(image, ball);
  std::vector<Vec3> places;
  *asked = 0;
  for (int n = 0; n < kDirections; ++n) {
    const Vec3 direction = Direction(n);
    if (std::abs(direction.dot(across)) > kMostAcross) continue;
    ++*asked;
    if (const auto place = BorderAlong(image, ball, direction, marrow))
      places.push_back(*place);
  }
  return places;
}

// The mean profile through the ball's border, of the directions that show it, tells where the
// marrow ends; steepest places lie within (marrow_border.h).
void MoveToMarrowBorder(const Volume& image, const std::vector<Vec3>& places, Ball& ball) {
  constexpr double kReachMm = 4.0;
  std::vector<double> s_mm;
  std::vector<double> values;
  for (double s = -kReachMm; s <= kReachMm - 1; s += kStepMm) {
    double sum = 0;
    int count = 0;
    for (const Vec3& place : places) {
      const Vec3 arm = place - ball.centre;
      if (std::abs(arm.norm() - ball.radius) > kOnBallMm) continue;
      const Vec3 p = ball.centre + (ball.radius + s) * arm.normalized();
      double value = 0;
      if (!InterpolateLinear(image, IndexFromLps(image.geometry, p), &value)) continue;
      sum += value;
      ++count;
    }
    if (count == 0) return;
    s_mm.push_back(s);
    values.push_back(sum / count);
  }
  ball.radius += MarrowBorder(s_mm, values).value_or(0);
}

}  // namespace

double ReferenceBall::VolumeMm3() const {
  return 4.0 / 3.0 * std::numbers::pi * radius_mm * radius_mm * radius_mm;
}

// The radius is known to the scatter over the square root of the places that are independent;
// neighbours along 4 mm of the border are not.
double ReferenceBall::VolumeErrorMm3() const {
  const double surface = 4 * std::numbers::pi * radius_mm * radius_mm;
  const double places = std::max(4.0, support * surface / 16);
  return surface * scatter_mm / std::sqrt(places);
}

ReferenceBall FitReferenceBall(const OutlinedExam& exam) {
  ReferenceBall found;
  const ShapeAxes axes = AxesOf(exam.shape);
  Ball ball{exam.exam_from_shape * axes.centre,
            std::cbrt(3 * ShapeVolumeMm3(exam.shape) / (4 * std::numbers::pi))};
  ball = FitBall(OutlinePlaces(exam, axes.centre), ball, 1.0);
  int asked = 0;
  std::vector<Vec3> places;
  for (const double scale_mm : {1.0, 0.5, 0.2}) {
    if (!(ball.radius > 5 && ball.radius < 60)) break;
    places = BorderPlaces(exam.image, ball, &asked);
    if (places.size() >= 20) ball = FitBall(places, ball, scale_mm);
  }
  std::vector<double> near;
  for (const Vec3& p : places) {
    const double off = std::abs((p - ball.centre).norm() - ball.radius);
    if (off <= kOnBallMm) near.push_back(off);
  }
  MoveToMarrowBorder(exam.image, places, ball);
  found.centre_lps = ball.centre;
  found.radius_mm = ball.radius;
  found.support = asked > 0 ? static_cast<double>(near.size()) / asked : 0;
  found.scatter_mm = near.empty() ? kOnBallMm : RobustScale(near);
  found.usable = found.support >= kLeastBallSupport && found.scatter_mm <= kMostBallScatterMm;
  if (!found.usable) {
    found.reasons.push_back(
        MakeReason(reasons::kBoneNotRound,
                   StrCat(FormatFixed(100 * found.support, 0),
                          " % of the bone's border lie on a ball (at least ",
                          FormatFixed(100 * kLeastBallSupport, 0),
                          " %), with a scatter of ",
                          FormatFixed(found.scatter_mm, 2),
                          " mm (at most ",
                          FormatFixed(kMostBallScatterMm, 1),
                          " mm)")));
  }
  return found;
}

}  // namespace regen
