// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/level_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/thickness_measurement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Cholesky>

namespace regen {
namespace {

constexpr double kAboveEndMm = 35;  // of the region's lower end: where the search begins
constexpr double kBelowEndMm = 20;
constexpr double kFatMm = 15;  // of the line, from its beginning
constexpr double kStepMm = 0.25;
constexpr double kStaysMm = 0.75;  // dark from the border on
constexpr double kInnerWidth = 0.6;
constexpr double kLeastStepInNoise = 4;
constexpr std::size_t kFewestLines = 8;
constexpr double kMostScatterMm = 2.5;
constexpr double kSameLevelMm = 2.0;
constexpr double kLevelErrorMm = 0.5;  // of the insertion against the tendon, one SD
constexpr double kEndMm = 3;           // of the region, where an outline is cut off

// The front of the tendon along its axis, from the lower part of the region: a straight line.
struct FrontLine {
  double at_centre = 0;  // along `through`
  double slope = 0;
  double At(double along_mm) const { return at_centre + slope * along_mm; }
};

std::optional<FrontLine> FrontOf(const RegionShape& shape, const ShapeAxes& axes) {
  constexpr double kPartMm = 25;
  Eigen::Matrix2d normal = Eigen::Matrix2d::Zero();
  Eigen::Vector2d right = Eigen::Vector2d::Zero();
  int count = 0;
  const double lower = -axes.half_length_mm + kEndMm;
  for (const Profile& profile : ProfilesBetween(shape, axes, lower, lower + kPartMm)) {
    if (std::abs(profile.across_mm) > kInnerWidth * axes.half_width_mm) continue;
    const double front =
        (profile.middle - profile.half_mm * profile.direction - axes.centre).dot(axes.through);
    const Eigen::Vector2d terms(1, profile.along_mm);
    normal += terms * terms.transpose();
    right += front * terms;
    ++count;
  }
  if (count < 20) return std::nullopt;
  const Eigen::Vector2d line = normal.ldlt().solve(right);
  return FrontLine{line[0], line[1]};
}

// Where fat gives way to cortex along one line downwards; `values` every kStepMm.
std::optional<double> BorderAlong(const std::vector<double>& values, double noise) {
  const auto fat_end = static_cast<std::ptrdiff_t>(kFatMm / kStepMm);
  const double fat = Median(std::vector<double>(values.begin(), values.begin() + fat_end));
  // Three neighbours at a time, so that noise alone makes no cortex.
  double dark = fat;
  for (std::size_t n = 1; n + 1 < values.size(); ++n)
    dark = std::min(dark, (values[n - 1] + values[n] + values[n + 1]) / 3);
  if (fat - dark < kLeastStepInNoise * noise || !(fat > 0)) return std::nullopt;
  const double level = (fat + dark) / 2;
  const auto stays = static_cast<std::size_t>(kStaysMm / kStepMm);
  for (std::size_t n = 1; n + stays < values.size(); ++n) {
    if (values[n - 1] < level || values[n] >= level) continue;
    bool dark_on = true;
    for (std::size_t m = n; m <= n + stays; ++m) dark_on = dark_on && values[m] < level;
    if (!dark_on) continue;
    const double share = (values[n - 1] - level) / (values[n - 1] - values[n]);
    return (static_cast<double>(n - 1) + share) * kStepMm;
  }
  return std::nullopt;
}

// The place along the axes of the exam's shape of a point of the exam.
double AlongShape(const OutlinedExam& exam, const ShapeAxes& axes, const Vec3& p_exam) {
  return (BackFrom(exam.exam_from_shape, p_exam) - axes.centre).dot(axes.along);
}

MeasuredValue NotMeasured(std::string_view code, std::string text) {
  MeasuredValue measured;
  measured.reasons.push_back(MakeReason(code, std::move(text)));
  return measured;
}

double MeanSection(const OutlinedExam& exam, const ShapeAxes& axes, double at_mm) {
  double sum = 0;
  for (int n = -2; n <= 2; ++n) sum += SectionMm2(exam.shape, axes, at_mm + n);
  return sum / 5;
}

MeasuredValue SectionAt(const OutlinedExam& exam, const ShapeAxes& axes, double at_mm) {
  MeasuredValue measured;
  const double area = MeanSection(exam, axes, at_mm);
  const double by_level = MeanSection(exam, axes, at_mm + kLevelErrorMm) -
                          MeanSection(exam, axes, at_mm - kLevelErrorMm);
  measured.value = area;
  measured.standard_error = std::hypot(SectionErrorOf(exam, axes, area).Total(), by_level / 2);
  return measured;
}

MeasuredValue VolumeBetween(const OutlinedExam& exam,
                            const ShapeAxes& axes,
                            double from_mm,
                            double to_mm) {
  constexpr double kSliceMm = 0.5;
  MeasuredValue measured;
  double sum = 0;
  SectionError error;
  const int slices = std::max(1, static_cast<int>(std::lround((to_mm - from_mm) / kSliceMm)));
  const double thick = (to_mm - from_mm) / slices;
  for (int n = 0; n < slices; ++n) {
    const double area = SectionMm2(exam.shape, axes, from_mm + (n + 0.5) * thick);
    sum += area * thick;
    // One outline, moved out everywhere; slices that are cut elsewhere along the way.
    const SectionError section = SectionErrorOf(exam, axes, area);
    error.outline_mm2 += section.outline_mm2 * thick;
    error.slices_mm2 += section.slices_mm2 * thick / 2;
  }
  const double by_level = kLevelErrorMm * (SectionMm2(exam.shape, axes, to_mm) -
                                           SectionMm2(exam.shape, axes, from_mm));
  measured.value = sum;
  measured.standard_error = std::hypot(error.Total(), by_level);
  return measured;
}

MeasuredValue ThicknessAt(const OutlinedExam& exam, const ShapeAxes& axes, double at_mm) {
  const double noise = NoiseOf(exam);
  MeasuredValue measured = MeasureThicknessAt(exam, axes, at_mm, noise);
  if (!measured.value) return measured;
  const MeasuredValue above = MeasureThicknessAt(exam, axes, at_mm + 1, noise);
  const MeasuredValue below = MeasureThicknessAt(exam, axes, at_mm - 1, noise);
  if (above.value && below.value) {
    measured.standard_error =
        std::hypot(measured.standard_error, kLevelErrorMm * (*above.value - *below.value) / 2);
  }
  return measured;
}

MeasuredValue AtPlace(const OutlinedExam& exam,
                      const ShapeAxes& axes,
                      const MeasurementDefinition& definition,
                      const Vec3& from_exam,
                      const Vec3& to_exam) {
  const double from_mm = AlongShape(exam, axes, from_exam);
  const double to_mm = AlongShape(exam, axes, to_exam);
  const double most = axes.half_length_mm - kEndMm;
  if (from_mm < -most || to_mm > most) {
    return NotMeasured(
        reasons::kLevelOutsideRegion,
        StrCat("the region reaches from ",
               FormatFixed(definition.level_mm - from_mm - axes.half_length_mm, 0),
               " to ",
               FormatFixed(definition.level_mm - from_mm + axes.half_length_mm, 0),
               " mm above the insertion; expected ",
               FormatFixed(definition.level_mm - kEndMm, 0),
               " to ",
               FormatFixed(definition.level_mm + definition.length_mm + kEndMm, 0)));
  }
  switch (definition.method) {
    case MeasuringMethod::kLevelThickness:
      return ThicknessAt(exam, axes, from_mm);
    case MeasuringMethod::kLevelCrossSection:
      return SectionAt(exam, axes, from_mm);
    default:
      return VolumeBetween(exam, axes, from_mm, to_mm);
  }
}

// One for all levels of an exam.
std::optional<double> InsertionOf(const OutlinedExam& exam, const ShapeAxes& axes) {
  struct Insertion {
    std::optional<double> along_mm;
  };
  return MadeOnce<Insertion>(
             exam.work, WorkOn::kOutline, [&] { return Insertion{FindInsertion(exam, axes)}; })
      ->along_mm;
}

}  // namespace

std::optional<double> FindInsertion(const OutlinedExam& exam, const ShapeAxes& axes) {
  const auto front = FrontOf(exam.shape, axes);
  if (!front) return std::nullopt;
  const double noise = NoiseOf(exam);
  const double top = -axes.half_length_mm + kAboveEndMm;
  const double bottom = -axes.half_length_mm - kBelowEndMm;
  const double width = kInnerWidth * axes.half_width_mm;
  std::vector<double> borders;
  for (double across = -width; across <= width; across += 1.0) {
    for (double before = 1.5; before <= 4.01; before += 0.5) {
      std::vector<double> values;
      for (double along = top; along >= bottom; along -= kStepMm) {
        const Vec3 p = axes.centre + along * axes.along + across * axes.across +
                       (front->At(along) - before) * axes.through;
        double value = 0;
        const Vec3 index = IndexFromLps(exam.image.geometry, exam.exam_from_shape * p);
        if (!InterpolateLinear(exam.image, index, &value)) break;
        values.push_back(value);
      }
      if (static_cast<double>(values.size()) * kStepMm < kFatMm + 5) continue;
      if (const auto border = BorderAlong(values, noise)) borders.push_back(top - *border);
    }
  }
  if (borders.size() < kFewestLines) return std::nullopt;
  const double middle = Median(borders);
  for (double& border : borders) border = std::abs(border - middle);
  if (Median(borders) > kMostScatterMm) return std::nullopt;
  return middle;
}

MeasuredPair MeasureAtLevel(const ExamPair& pair, const MeasurementDefinition& definition) {
  const ShapeAxes before = AxesOf(pair.baseline.shape);
  const ShapeAxes after = AxesOf(pair.follow_up.shape);
  const auto insertion = InsertionOf(pair.baseline, before);
  MeasuredPair measured;
  if (!insertion) {
    measured.baseline =
        NotMeasured(reasons::kInsertionNotFound,
                    "no dark border of the bone below the fat in front of the tendon");
    measured.follow_up.reasons = measured.baseline.reasons;
    return measured;
  }
  const auto place = [&](const OutlinedExam& exam, double above_mm) {
    const Vec3 p = before.centre + (*insertion + above_mm) * before.along;
    return exam.exam_from_baseline * p;
  };
  const double to_mm = definition.level_mm + definition.length_mm;
  const auto measure = [&](const OutlinedExam& exam, const ShapeAxes& axes) {
    return AtPlace(
        exam, axes, definition, place(exam, definition.level_mm), place(exam, to_mm));
  };
  if (pair.baseline_wanted) measured.baseline = measure(pair.baseline, before);
  const auto own = InsertionOf(pair.follow_up, after);
  const double carried = AlongShape(pair.follow_up, after, place(pair.follow_up, 0));
  if (own && std::abs(*own - carried) > kSameLevelMm) {
    measured.follow_up = NotMeasured(reasons::kInsertionNotFound,
                                     StrCat("the follow-up shows the insertion ",
                                            FormatFixed(std::abs(*own - carried), 1),
                                            " mm from where the alignment carries it; at most ",
                                            FormatFixed(kSameLevelMm, 0),
                                            " mm expected"));
    return measured;
  }
  measured.follow_up = measure(pair.follow_up, after);
  return measured;
}

}  // namespace regen
