// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/signal_reference.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/even_tissue.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <Eigen/Cholesky>

namespace regen {
namespace {

constexpr double kNearestMm = 10;
constexpr double kFarthestMm = 30;
constexpr double kFieldScaleMm = 25;
constexpr double kLeastSignalToNoise = 10;
constexpr double kLeastStable = 0.10;  // of one side's tissue from the field
constexpr std::size_t kFewestPoints = 100;
constexpr double kStepMm = 2.0;
constexpr double kCorrelatedMm = 6.0;  // neighbours within share their partial volume

using Terms = Eigen::Matrix<double, 10, 1>;

Terms TermsAt(const Vec3& p, const Vec3& centre) {
  const Vec3 q = (p - centre) / kFieldScaleMm;
  Terms terms;
  terms << 1, q[0], q[1], q[2], q[0] * q[0], q[1] * q[1], q[2] * q[2], q[0] * q[1], q[0] * q[2],
      q[1] * q[2];
  return terms;
}

struct ReferencePoint {
  Vec3 p = Vec3::Zero();  // baseline's frame
  double baseline = 0;
  double log_ratio = 0;
};

// Points of the structure, thinned, for distances.
std::vector<Vec3> PointsOf(const RegionShape& shape) {
  constexpr std::size_t kMost = 600;
  const Volume& map = shape.distance_mm;
  std::vector<Vec3> all;
  for (int k = 0; k < map.geometry.size[2]; ++k) {
    for (int j = 0; j < map.geometry.size[1]; ++j) {
      for (int i = 0; i < map.geometry.size[0]; ++i) {
        if (map.At(i, j, k) > 0) all.push_back(LpsFromIndex(map.geometry, Vec3(i, j, k)));
      }
    }
  }
  const std::size_t step = std::max<std::size_t>(1, all.size() / kMost);
  std::vector<Vec3> thinned;
  for (std::size_t n = 0; n < all.size(); n += step) thinned.push_back(all[n]);
  return thinned;
}

double DistanceTo(const std::vector<Vec3>& points, const Vec3& p) {
  double nearest = 1e30;
  for (const Vec3& q : points) nearest = std::min(nearest, (p - q).squaredNorm());
  return std::sqrt(nearest);
}

std::optional<double> EvenMeanAt(const Volume& image, const Vec3& p) {
  const Vec3 index = IndexFromLps(image.geometry, p);
  const auto at = [&](int axis) { return static_cast<int>(std::lround(index[axis])); };
  if (at(2) < 0 || at(2) >= image.geometry.size[2]) return std::nullopt;
  if (!EvenMean(image, at(0), at(1), at(2))) return std::nullopt;
  double value = 0;
  if (!InterpolateLinear(image, index, &value)) return std::nullopt;
  return value;
}

std::vector<ReferencePoint> TakePoints(const ExamPair& pair, const SignalReference& reference) {
  const Volume& image = pair.baseline.image;
  const VolumeGeometry& grid = image.geometry;
  const auto structure = PointsOf(pair.baseline.shape);
  std::vector<ReferencePoint> points;
  if (structure.empty()) return points;
  const auto step = [&](int axis) {
    return std::max(1, static_cast<int>(std::lround(kStepMm / grid.spacing_mm[axis])));
  };
  for (int k = 0; k < grid.size[2]; k += step(2)) {
    for (int j = 1; j < grid.size[1]; j += step(1)) {
      for (int i = 1; i < grid.size[0]; i += step(0)) {
        const auto before = EvenMean(image, i, j, k);
        if (!before || *before < kLeastSignalToNoise * reference.baseline_noise) continue;
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        const double distance = DistanceTo(structure, p);
        if (distance < kNearestMm || distance > kFarthestMm) continue;
        const auto after =
            EvenMeanAt(pair.follow_up.image, pair.follow_up.exam_from_baseline * p);
        if (!after || *after < kLeastSignalToNoise * reference.follow_up_noise) continue;
        points.push_back({p, *before, std::log(*after / *before)});
      }
    }
  }
  return points;
}

struct Field {
  Terms coefficients = Terms::Zero();
  double scale = 0;  // robust standard deviation of the residuals
  Eigen::Matrix<double, 10, 10> normal = Eigen::Matrix<double, 10, 10>::Zero();
};

// Iteratively reweighted least squares with Tukey's biweight; a weak pull towards a constant
// field keeps directions that the points do not span.
Field FitField(const std::vector<ReferencePoint>& points, const Vec3& centre, double pull) {
  Field field;
  std::vector<double> logs;
  for (const ReferencePoint& point : points) logs.push_back(point.log_ratio);
  field.coefficients[0] = Median(logs);
  for (int pass = 0; pass < 8; ++pass) {
    std::vector<double> residuals;
    for (const ReferencePoint& point : points)
      residuals.push_back(point.log_ratio - field.coefficients.dot(TermsAt(point.p, centre)));
    std::vector<double> magnitudes;
    for (const double residual : residuals) magnitudes.push_back(std::abs(residual));
    field.scale = RobustScale(std::move(magnitudes));
    field.normal.setZero();
    Terms right = Terms::Zero();
    for (std::size_t n = 0; n < points.size(); ++n) {
      const double weight = Biweight(residuals[n], field.scale);
      const Terms terms = TermsAt(points[n].p, centre);
      field.normal += weight * terms * terms.transpose();
      right += weight * points[n].log_ratio * terms;
    }
    const double ridge = pull * static_cast<double>(points.size());
    for (int n = 1; n < 10; ++n) field.normal(n, n) += ridge;
    field.coefficients = field.normal.ldlt().solve(right);
  }
  return field;
}

// Mean deviation from the field, worst of the eight sides around the structure.
double WorstSide(const std::vector<ReferencePoint>& points,
                 const Field& field,
                 const Vec3& centre) {
  constexpr std::size_t kFewest = 10;
  std::array<std::vector<double>, 8> sides;
  for (const ReferencePoint& point : points) {
    const Vec3 arm = point.p - centre;
    const std::size_t side =
        (arm[0] > 0 ? 1U : 0U) + (arm[1] > 0 ? 2U : 0U) + (arm[2] > 0 ? 4U : 0U);
    sides[side].push_back(point.log_ratio - field.coefficients.dot(TermsAt(point.p, centre)));
  }
  double worst = 0;
  for (const std::vector<double>& side : sides) {
    if (side.size() >= kFewest) worst = std::max(worst, std::abs(Median(side)));
  }
  return worst;
}

}  // namespace

double NoiseSd(const Volume& image) {
  constexpr double kQuartileOfNormal = 0.31864;  // of |x|, x standard normal
  constexpr int kLag = 2;
  const auto& size = image.geometry.size;
  double sum = 0;
  for (const float value : image.values) sum += static_cast<double>(value);
  const double least =
      0.2 * sum / static_cast<double>(std::max<std::size_t>(1, image.values.size()));
  std::vector<double> differences;
  const auto take = [&](float before, float here, float after) {
    if (static_cast<double>(here) < least) return;
    differences.push_back(std::abs(static_cast<double>(before) - 2 * static_cast<double>(here) +
                                   static_cast<double>(after)));
  };
  for (int k = 0; k < size[2]; ++k) {
    for (int j = kLag; j + kLag < size[1]; j += kLag) {
      for (int i = kLag; i + kLag < size[0]; i += kLag) {
        take(image.At(i - kLag, j, k), image.At(i, j, k), image.At(i + kLag, j, k));
        take(image.At(i, j - kLag, k), image.At(i, j, k), image.At(i, j + kLag, k));
      }
    }
  }
  if (differences.size() < 16) return 0;
  return Quantile(std::move(differences), 0.25) / (kQuartileOfNormal * std::sqrt(6.0));
}

double SignalReference::GainAt(const Vec3& p_baseline) const {
  const Terms terms = TermsAt(p_baseline, centre);
  double log_gain = 0;
  for (int n = 0; n < 10; ++n) log_gain += coefficients[static_cast<std::size_t>(n)] * terms[n];
  return std::exp(log_gain);
}

double NoiseOf(const OutlinedExam& exam) {
  struct ImageNoise {
    double sd;
  };
  return MadeOnce<ImageNoise>(
             exam.work, WorkOn::kImages, [&] { return ImageNoise{NoiseSd(exam.image)}; })
      ->sd;
}

SignalReference CompareUntreatedTissue(const ExamPair& pair) {
  constexpr double kPull = 1e-3;
  SignalReference reference;
  reference.baseline_noise = NoiseOf(pair.baseline);
  reference.follow_up_noise = NoiseOf(pair.follow_up);
  reference.centre = AxesOf(pair.baseline.shape).centre;
  const auto points = TakePoints(pair, reference);
  reference.points = static_cast<int>(points.size());
  if (points.size() < kFewestPoints) {
    reference.reasons.push_back(MakeReason(
        reasons::kReferenceNotStable,
        StrCat("only ",
               points.size(),
               " points of even untreated tissue lie around the structure in both exams; at "
               "least ",
               kFewestPoints,
               " are needed")));
    return reference;
  }
  const Field field = FitField(points, reference.centre, kPull);
  const Field stiff = FitField(points, reference.centre, 1.0);
  for (int n = 0; n < 10; ++n)
    reference.coefficients[static_cast<std::size_t>(n)] = field.coefficients[n];
  std::vector<double> levels;
  for (const ReferencePoint& point : points) levels.push_back(point.baseline);
  reference.baseline_level = Median(std::move(levels));
  // Points within a correlation length repeat each other.
  const double volume =
      kStepMm * kStepMm * std::max(kStepMm, pair.baseline.image.geometry.spacing_mm[2]);
  const double repeats = std::max(1.0, kCorrelatedMm * kCorrelatedMm * kCorrelatedMm / volume);
  Terms at_centre = Terms::Zero();
  at_centre[0] = 1;
  const double formal =
      field.scale * std::sqrt(repeats * at_centre.dot(field.normal.ldlt().solve(at_centre)));
  const double of_model = std::abs(field.coefficients[0] - stiff.coefficients[0]) / 2;
  reference.log_error = std::hypot(formal, of_model);
  const double worst = WorstSide(points, field, reference.centre);
  reference.residual_percent = 100 * std::expm1(worst);
  reference.usable = worst <= kLeastStable;
  if (!reference.usable) {
    reference.reasons.push_back(
        MakeReason(reasons::kReferenceNotStable,
                   StrCat("untreated tissue on one side of the structure changed by ",
                          FormatFixed(reference.residual_percent, 1),
                          " % against the rest (at most ",
                          FormatFixed(100 * kLeastStable, 0),
                          " % allowed)")));
  }
  return reference;
}

}  // namespace regen
