// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/bone_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/half_step.h"
#include "analysis/measurement/reference_ball.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/tissue_level.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr float kInBone = 0.99F;
constexpr float kFull = 0.95F;
constexpr double kHalfStep = 0.5;
constexpr double kMostInRim = 0.5;  // of the drawn lesion, where nothing is counted
constexpr std::size_t kFewestRemote = 60;
constexpr std::size_t kFewestCore = 8;
constexpr double kLeastContrastInNoise = 4;
constexpr double kBorderError = 0.02;  // of a pixel, where the rule puts the lesion's border

// What one exam shows, on its own grid.
struct LesionExam {
  Volume counted;     // 1 where a voxel lies wholly inside the bone
  Volume zone;        // > 0 within kRemoteMm of the drawn lesion
  Volume drawn;       // share of the voxel inside the drawn lesion
  double in_rim = 0;  // of the drawn lesion: beyond the counted voxels
  TissueLevel marrow;
  Reasons reasons;  // none: it can be measured
};

struct LesionExams {
  ReferenceBall ball;
  std::shared_ptr<const LesionExam> baseline;
  std::shared_ptr<const LesionExam> follow_up;
  double baseline_step = 0;  // from marrow to lesion
  double follow_up_step = 0;
  Reasons reasons;  // none: both can be measured
};

// The bone's ball as the exam has it; not usable: the drawn bone stands alone.
ReferenceBall CarriedBall(const ReferenceBall& ball, const OutlinedExam& exam) {
  ReferenceBall carried = ball;
  carried.centre_lps = exam.exam_from_baseline * ball.centre_lps;
  return carried;
}

void CountVoxels(const OutlinedExam& exam,
                 const RegionShape& lesion,
                 const ReferenceBall& ball,
                 LesionExam& found) {
  const VolumeGeometry& grid = exam.image.geometry;
  const double margin_mm = 0.5 * std::max(grid.spacing_mm[0], grid.spacing_mm[1]);
  found.counted = RegionCoverage(exam.shape, grid, exam.exam_from_shape, margin_mm);
  found.drawn = RegionCoverage(lesion, grid, exam.exam_from_baseline, 0);
  found.zone = RegionCoverage(lesion, grid, exam.exam_from_baseline, -kRemoteMm);
  double all = 0;
  double in_rim = 0;
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i, ++at) {
        float& counted = found.counted.values[at];
        counted = counted >= kInBone ? 1.0F : 0.0F;
        if (counted > 0 && ball.usable) {
          const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
          if ((p - ball.centre_lps).norm() > ball.radius_mm - 2 * margin_mm) counted = 0;
        }
        all += static_cast<double>(found.drawn.values[at]);
        in_rim += counted > 0 ? 0.0 : static_cast<double>(found.drawn.values[at]);
      }
    }
  }
  found.in_rim = all > 0 ? in_rim / all : 1;
}

// Of every counted voxel: visit(i, j, k, place in the list of values).
template <typename F>
void VisitCounted(const LesionExam& exam, const F& visit) {
  const auto& size = exam.counted.geometry.size;
  std::size_t at = 0;
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i, ++at) {
        if (exam.counted.values[at] > 0) visit(i, j, k, at);
      }
    }
  }
}

std::optional<TissueLevel> RemoteMarrow(const Volume& image, const LesionExam& exam) {
  std::vector<LevelSample> samples;
  VisitCounted(exam, [&](int i, int j, int k, std::size_t at) {
    if (exam.zone.values[at] > 0) return;
    samples.push_back(
        {LpsFromIndex(image.geometry, Vec3(i, j, k)), static_cast<double>(image.values[at])});
  });
  return FitTissueLevel(samples, kFewestRemote);
}

// From the deepest quarter of the voxels that the drawn lesion fills.
double StepToLesion(const Volume& image, const LesionExam& exam, const RegionShape& lesion) {
  std::vector<std::pair<double, double>> deep;  // depth, S - M
  VisitCounted(exam, [&](int i, int j, int k, std::size_t at) {
    if (exam.drawn.values[at] < kFull) return;
    const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
    deep.emplace_back(DistanceAt(lesion, p),
                      static_cast<double>(image.values[at]) - exam.marrow.At(p));
  });
  if (deep.size() < kFewestCore) return 0;
  std::sort(deep.begin(), deep.end(), [](const auto& a, const auto& b) { return a > b; });
  deep.resize(std::max(kFewestCore, deep.size() / 4));
  double sum = 0;
  for (const auto& one : deep) sum += one.second;
  return sum / static_cast<double>(deep.size());
}

Reasons WhyNot(const LesionExam& exam) {
  if (exam.in_rim > kMostInRim) {
    return {
        MakeReason(reasons::kTooFewVoxels,
                   StrCat(FormatFixed(100 * exam.in_rim, 0),
                          " % of the drawn lesion lie at the bone's border or beyond it; at "
                          "most ",
                          FormatFixed(100 * kMostInRim, 0),
                          " % allowed"))};
  }
  return {};
}

LesionExam ExamineLesion(const OutlinedExam& images,
                         const RegionShape& lesion,
                         const ReferenceBall& ball) {
  LesionExam exam;
  CountVoxels(images, lesion, CarriedBall(ball, images), exam);
  exam.reasons = WhyNot(exam);
  if (!exam.reasons.empty()) return exam;
  const auto marrow = RemoteMarrow(images.image, exam);
  if (marrow) exam.marrow = *marrow;
  if (marrow && marrow->At(marrow->centre) > 0) return exam;
  exam.reasons.push_back(MakeReason(reasons::kTooFewVoxels,
                                    StrCat("fewer than ",
                                           kFewestRemote,
                                           " voxels of the bone lie farther than ",
                                           FormatFixed(kRemoteMm, 0),
                                           " mm from the drawn lesion")));
  return exam;
}

LesionExams ExamineLesions(const ExamPair& pair) {
  assert(pair.defect != nullptr);
  LesionExams exams;
  exams.ball = *MadeOnce<ReferenceBall>(
      pair.baseline.work, WorkOn::kOutline, [&] { return FitReferenceBall(pair.baseline); });
  const auto examine = [&](const OutlinedExam& images) {
    auto exam = MadeOnce<LesionExam>(images.work, WorkOn::kOutline, [&] {
      return ExamineLesion(images, *pair.defect, exams.ball);
    });
    exams.reasons = exam->reasons;
    return exam;
  };
  exams.baseline = examine(pair.baseline);
  if (!exams.reasons.empty()) return exams;
  exams.follow_up = examine(pair.follow_up);
  if (!exams.reasons.empty()) return exams;
  const TissueLevel& before = exams.baseline->marrow;
  exams.baseline_step = StepToLesion(pair.baseline.image, *exams.baseline, *pair.defect);
  const Vec3 centre = AxesOf(*pair.defect).centre;
  exams.follow_up_step =
      exams.baseline_step *
      exams.follow_up->marrow.At(pair.follow_up.exam_from_baseline * centre) /
      before.At(centre);
  const double step = std::abs(exams.baseline_step);
  if (step >= kLeastContrastInNoise * before.scale && step > 0) return exams;
  exams.reasons.push_back(
      MakeReason(reasons::kNoContrast,
                 StrCat("the drawn lesion differs from the bone's remote marrow by ",
                        FormatFixed(step, 1),
                        ", whose own spread is ",
                        FormatFixed(before.scale, 1),
                        "; expected at least four times that")));
  return exams;
}

std::shared_ptr<const LesionExams> LesionsOf(const ExamPair& pair) {
  return MadeOnce<LesionExams>(
      pair.follow_up.work, WorkOn::kOutline, [&] { return ExamineLesions(pair); });
}

// What the bone's border holds of the lesion, where voxels are not counted.
struct RimVolume {
  double mm3 = 0;
  double error_mm3 = 0;
};

// A lesion that shrinks may leave the border at once, so it may not be taken to change there as
// the rest. The counted voxels beside the border tell: all of the drawn lesion where they are
// wholly lesion; none where at most half of them is, because the lesion's own border then lies
// within them. What they leave open is the error.
RimVolume RimOf(const Volume& shares, const LesionExam& exam) {
  constexpr int kBeside = 2;  // voxels
  const auto& grid = shares.geometry;
  double sum = 0;
  double open = 0;
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i, ++at) {
        const auto drawn = static_cast<double>(exam.drawn.values[at]);
        if (!(drawn > 0) || exam.counted.values[at] > 0) continue;
        double beside = 0;
        double weight = 0;
        for (int y = j - kBeside; y <= j + kBeside; ++y) {
          for (int x = i - kBeside; x <= i + kBeside; ++x) {
            if (!InGrid(grid, x, y, k) || !(exam.counted.At(x, y, k) > 0)) continue;
            const double near = 1.0 / ((x - i) * (x - i) + (y - j) * (y - j));
            beside += near * static_cast<double>(shares.At(x, y, k));
            weight += near;
          }
        }
        const double share = weight > 0 ? std::clamp(beside / weight, 0.0, 1.0) : 0.5;
        sum += drawn * std::max(0.0, 2 * share - 1);
        open += drawn * std::min(share, 1 - share);
      }
    }
  }
  const double voxel_mm3 = grid.VoxelVolumeMm3();
  return {sum * voxel_mm3, open * voxel_mm3};
}

MeasuredValue VolumeOf(const Volume& image, const LesionExam& exam, double step) {
  const Volume shares = StepShares(image, exam.marrow, step, exam.zone, &exam.counted);
  const Volume marked = MoreThanHalf(shares, exam.zone, &exam.counted);
  MeasuredValue measured;
  double sum = 0;
  Eigen::Vector4d terms = Eigen::Vector4d::Zero();
  VisitCounted(exam, [&](int i, int j, int k, std::size_t at) {
    if (!(marked.values[at] > 0) || !(exam.zone.values[at] > 0)) return;
    sum += static_cast<double>(shares.values[at]);
    terms += exam.marrow.TermsAt(LpsFromIndex(image.geometry, Vec3(i, j, k)));
    ++measured.voxels_measured;
  });
  const RimVolume rim = RimOf(shares, exam);
  const double voxel_mm3 = image.geometry.VoxelVolumeMm3();
  const double unit = voxel_mm3 / std::abs(step);
  const double by_noise =
      unit * exam.marrow.scale * std::sqrt(static_cast<double>(measured.voxels_measured));
  measured.value = std::max(0.0, sum * voxel_mm3 + rim.mm3);
  // Of a ball as large as the lesion: its surface.
  const Vec3& spacing = image.geometry.spacing_mm;
  const double surface_mm2 =
      std::cbrt(36 * std::numbers::pi * *measured.value * *measured.value);
  const double by_border = surface_mm2 * kBorderError * std::max(spacing[0], spacing[1]);
  const double by_level = unit * exam.marrow.ErrorOfSum(terms);
  measured.standard_error =
      std::hypot(std::hypot(by_noise, by_level), std::hypot(rim.error_mm3, by_border));
  return measured;
}

// A lesion's volume on one exam, as the measurements share it.
struct LesionVolume {
  MeasuredValue measured;
};

MeasuredPair VolumesOf(const ExamPair& pair, const LesionExams& exams) {
  const auto volume = [](const OutlinedExam& images, const LesionExam& exam, double step) {
    return MadeOnce<LesionVolume>(
               images.work,
               WorkOn::kOutline,
               [&] { return LesionVolume{VolumeOf(images.image, exam, step)}; })
        ->measured;
  };
  return {volume(pair.baseline, *exams.baseline, exams.baseline_step),
          volume(pair.follow_up, *exams.follow_up, exams.follow_up_step)};
}

// Angle in degrees that the lesion spans at the ball's centre, in the plane of two directions
// of the baseline.
double SpannedDegrees(const OutlinedExam& images,
                      const LesionExam& exam,
                      double step,
                      const ReferenceBall& ball,
                      const Vec3& first,
                      const Vec3& second) {
  constexpr double kInnermost = 0.35;  // of the radius; nearer, all angles meet
  constexpr double kStepMm = 0.5;
  const Mat3 turned = MiddleOf(images.exam_from_baseline).rotation;
  const auto share = [&](const Vec3& p) {
    double value = 0;
    const Vec3 index = IndexFromLps(images.image.geometry, p);
    if (!InterpolateLinear(images.image, index, &value)) return 0.0;
    return (value - exam.marrow.At(p)) / step;
  };
  int spanned = 0;
  for (int degree = 0; degree < 360; ++degree) {
    const double angle = degree * std::numbers::pi / 180;
    const Vec3 way = turned * (std::cos(angle) * first + std::sin(angle) * second);
    bool lesion = false;
    for (double r = kInnermost * ball.radius_mm; r + 2 * kStepMm < ball.radius_mm - 1.5;
         r += kStepMm) {
      double sum = 0;
      for (int n = 0; n < 3; ++n) sum += share(ball.centre_lps + (r + n * kStepMm) * way);
      lesion = lesion || sum / 3 > kHalfStep;
    }
    spanned += lesion ? 1 : 0;
  }
  return spanned;
}

MeasuredValue AngleOf(const OutlinedExam& images,
                      const LesionExam& exam,
                      double step,
                      const ReferenceBall& ball) {
  MeasuredValue measured;
  measured.value = SpannedDegrees(images, exam, step, ball, Vec3::UnitX(), Vec3::UnitZ()) +
                   SpannedDegrees(images, exam, step, ball, Vec3::UnitY(), Vec3::UnitZ());
  // Four borders, each known to half a pixel in the plane at the ball's surface.
  const Vec3& spacing = images.image.geometry.spacing_mm;
  const double border_deg =
      0.5 * std::max(spacing[0], spacing[1]) / ball.radius_mm * 180 / std::numbers::pi;
  measured.standard_error = 2 * border_deg;
  return measured;
}

MeasuredValue SignalOf(const OutlinedExam& images,
                       const LesionExam& exam,
                       const RegionShape& lesion) {
  const VolumeGeometry& grid = images.image.geometry;
  const double margin_mm = std::max(grid.spacing_mm[0], grid.spacing_mm[1]);
  const Volume inner = RegionCoverage(lesion, grid, images.exam_from_baseline, margin_mm);
  std::vector<double> ratios;
  VisitCounted(exam, [&](int i, int j, int k, std::size_t at) {
    if (inner.values[at] < 0.5F) return;
    ratios.push_back(static_cast<double>(images.image.values[at]) /
                     exam.marrow.At(LpsFromIndex(grid, Vec3(i, j, k))));
  });
  MeasuredValue measured;
  measured.voxels_measured = static_cast<int>(ratios.size());
  if (ratios.size() < kFewestCore) {
    measured.reasons.push_back(
        MakeReason(reasons::kTooFewVoxels,
                   StrCat(ratios.size(),
                          " voxels lie inside the lesion's rim; at least ",
                          kFewestCore,
                          " are needed")));
    return measured;
  }
  measured.value = Median(ratios);
  std::vector<double> off;
  for (const double ratio : ratios) off.push_back(std::abs(ratio - *measured.value));
  measured.standard_error =
      1.2533 * RobustScale(std::move(off)) / std::sqrt(static_cast<double>(ratios.size()));
  return measured;
}

}  // namespace

MeasuredPair MeasureLesionVolume(const ExamPair& pair) {
  const auto exams = LesionsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  return VolumesOf(pair, *exams);
}

MeasuredPair MeasureLesionFraction(const ExamPair& pair) {
  const auto exams = LesionsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  MeasuredPair measured = VolumesOf(pair, *exams);
  if (!measured.baseline.value || !measured.follow_up.value) return measured;
  const ReferenceBall& ball = exams->ball;
  const MeasuredValue drawn = MeasureVolume(pair.baseline);
  const double bone_mm3 = ball.usable ? ball.VolumeMm3() : *drawn.value;
  const double bone_error = ball.usable ? ball.VolumeErrorMm3() : drawn.standard_error;
  for (MeasuredValue* value : {&measured.baseline, &measured.follow_up}) {
    const double share = *value->value / bone_mm3;
    value->standard_error =
        100 * std::hypot(value->standard_error / bone_mm3, share * bone_error / bone_mm3);
    value->value = 100 * share;
  }
  if (!ball.usable) measured.remarks = ball.reasons;
  return measured;
}

MeasuredPair MeasureLesionSignal(const ExamPair& pair) {
  const auto exams = LesionsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  const RegionShape& lesion = *pair.defect;
  return {pair.baseline_wanted ? SignalOf(pair.baseline, *exams->baseline, lesion)
                               : MeasuredValue{},
          SignalOf(pair.follow_up, *exams->follow_up, lesion)};
}

MeasuredPair MeasureNecroticAngle(const ExamPair& pair) {
  const auto exams = LesionsOf(pair);
  if (!exams->ball.usable) return NotMeasured(exams->ball.reasons);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  const ReferenceBall& ball = exams->ball;
  return {pair.baseline_wanted
              ? AngleOf(pair.baseline, *exams->baseline, exams->baseline_step, ball)
              : MeasuredValue{},
          AngleOf(pair.follow_up,
                  *exams->follow_up,
                  exams->follow_up_step,
                  CarriedBall(ball, pair.follow_up))};
}

}  // namespace regen
