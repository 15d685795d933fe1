// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/defect_measurement.h"

#include "analysis/base/text.h"
#include "analysis/measurement/half_step.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/tissue_level.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

namespace regen {
namespace {

constexpr double kZoneMm = 2.5;        // around the drawn defect
constexpr float kInStructure = 0.99F;  // of a voxel that counts, half a pixel inside
constexpr double kMostInRim = 0.4;     // of the drawn defect, where nothing is counted
constexpr std::size_t kFewestHealthy = 30;
constexpr std::size_t kFewestCore = 8;
constexpr float kFull = 0.95F;
constexpr double kLeastContrastInNoise = 4;

// One voxel of the structure.
struct DefectVoxel {
  Vec3 p = Vec3::Zero();  // exam's frame
  double signal = 0;
  float drawn = 0;  // share of it inside the drawn defect
  bool in_zone = false;
};

// The voxels that count, and which share of the drawn defect lies in others.
struct DefectVoxels {
  std::vector<DefectVoxel> voxels;
  double in_rim = 0;
};

DefectVoxels VoxelsOf(const OutlinedExam& exam, const RegionShape& defect) {
  const VolumeGeometry& grid = exam.image.geometry;
  const double margin_mm = 0.5 * std::max(grid.spacing_mm[0], grid.spacing_mm[1]);
  const Volume structure = RegionCoverage(exam.shape, grid, exam.exam_from_shape, margin_mm);
  const Volume drawn = RegionCoverage(defect, grid, exam.exam_from_baseline, 0);
  const Volume zone = RegionCoverage(defect, grid, exam.exam_from_baseline, -kZoneMm);
  DefectVoxels found;
  double all = 0;
  double counted = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        all += static_cast<double>(drawn.At(i, j, k));
        if (structure.At(i, j, k) < kInStructure) continue;
        counted += static_cast<double>(drawn.At(i, j, k));
        found.voxels.push_back({LpsFromIndex(grid, Vec3(i, j, k)),
                                static_cast<double>(exam.image.At(i, j, k)),
                                drawn.At(i, j, k),
                                zone.At(i, j, k) > 0});
      }
    }
  }
  found.in_rim = all > 0 ? 1 - counted / all : 1;
  return found;
}

// The healthy structure's signal: of its voxels outside of the zone.
std::optional<TissueLevel> FitHealthy(const std::vector<DefectVoxel>& voxels) {
  std::vector<LevelSample> healthy;
  for (const DefectVoxel& voxel : voxels) {
    if (!voxel.in_zone) healthy.push_back({voxel.p, voxel.signal});
  }
  return FitTissueLevel(healthy, kFewestHealthy);
}

struct Contrast {
  double step = 0;  // from healthy to defect
  double error = 0;
};

// From the voxels deepest inside the drawn defect, at the baseline: a quarter of those that it
// fills.
Contrast ContrastOf(const std::vector<DefectVoxel>& voxels,
                    const RegionShape& defect,
                    const TissueLevel& healthy) {
  struct Deep {
    const DefectVoxel* voxel;
    double depth_mm;
  };
  std::vector<Deep> deep;
  for (const DefectVoxel& voxel : voxels) {
    if (voxel.drawn > 0) deep.push_back({&voxel, DistanceAt(defect, voxel.p)});
  }
  std::stable_sort(deep.begin(), deep.end(), [](const Deep& a, const Deep& b) {
    return a.depth_mm > b.depth_mm;
  });
  const auto full = static_cast<std::size_t>(std::count_if(
      deep.begin(), deep.end(), [](const Deep& one) { return one.voxel->drawn >= kFull; }));
  deep.resize(std::min(deep.size(), std::max(kFewestCore, full / 4)));
  std::vector<const DefectVoxel*> drawn;
  for (const Deep& one : deep) drawn.push_back(one.voxel);
  double step = 0;
  double filled = 0;
  for (const DefectVoxel* voxel : drawn) {
    step += voxel->signal - healthy.At(voxel->p);
    filled += static_cast<double>(voxel->drawn);
  }
  Contrast contrast;
  if (filled <= 0) return contrast;
  contrast.step = step / filled;
  contrast.error = healthy.scale * std::sqrt(static_cast<double>(drawn.size())) / filled;
  return contrast;
}

// What one exam shows.
struct DefectExam {
  std::vector<DefectVoxel> voxels;
  double in_rim = 0;  // of the drawn defect
  TissueLevel healthy;
  Reasons reasons;  // none: it can be measured
};

// From healthy to defect, in one exam.
struct DefectStep {
  double signal = 0;
  double log_error = 0;  // against the other exam
};

struct DefectExams {
  std::shared_ptr<const DefectExam> baseline;
  std::shared_ptr<const DefectExam> follow_up;
  DefectStep baseline_step;
  DefectStep follow_up_step;
  Reasons reasons;  // none: both can be measured
};

DefectExam ExamineDefect(const OutlinedExam& images, const RegionShape& defect) {
  DefectVoxels found = VoxelsOf(images, defect);
  DefectExam exam;
  exam.voxels = std::move(found.voxels);
  exam.in_rim = found.in_rim;
  if (exam.in_rim > kMostInRim) {
    exam.reasons.push_back(
        MakeReason(reasons::kTooFewVoxels,
                   StrCat(FormatFixed(100 * exam.in_rim, 0),
                          " % of the drawn defect lie in the structure's rim, where it cannot "
                          "be told from what is outside; at most ",
                          FormatFixed(100 * kMostInRim, 0),
                          " % allowed")));
    return exam;
  }
  if (const auto healthy = FitHealthy(exam.voxels)) {
    exam.healthy = *healthy;
    return exam;
  }
  exam.reasons.push_back(
      MakeReason(reasons::kTooFewVoxels,
                 StrCat("fewer than ",
                        kFewestHealthy,
                        " voxels of the structure lie beside the drawn defect")));
  return exam;
}

DefectExams ExamineDefects(const ExamPair& pair) {
  assert(pair.defect != nullptr);
  DefectExams exams;
  const auto examine = [&](const OutlinedExam& images) {
    return MadeOnce<DefectExam>(
        images.work, WorkOn::kOutline, [&] { return ExamineDefect(images, *pair.defect); });
  };
  exams.baseline = examine(pair.baseline);
  exams.follow_up = examine(pair.follow_up);
  exams.reasons =
      exams.baseline->reasons.empty() ? exams.follow_up->reasons : exams.baseline->reasons;
  if (!exams.reasons.empty()) return exams;
  const TissueLevel& healthy = exams.baseline->healthy;
  const Contrast contrast = ContrastOf(exams.baseline->voxels, *pair.defect, healthy);
  const double noise = healthy.scale;
  if (std::abs(contrast.step) < kLeastContrastInNoise * noise || contrast.step == 0) {
    exams.reasons.push_back(MakeReason(reasons::kNoContrast,
                                       StrCat("the drawn defect differs from the structure by ",
                                              FormatFixed(std::abs(contrast.step), 1),
                                              ", the structure's own spread is ",
                                              FormatFixed(noise, 1),
                                              "; expected at least four times that")));
    return exams;
  }
  const SignalReference reference =
      pair.reference != nullptr ? *pair.reference : CompareUntreatedTissue(pair);
  if (!reference.usable) {
    exams.reasons = reference.reasons;
    return exams;
  }
  exams.baseline_step = {contrast.step, 0};
  exams.follow_up_step = {contrast.step * reference.GainAt(AxesOf(*pair.defect).centre),
                          reference.log_error};
  return exams;
}

std::shared_ptr<const DefectExams> DefectsOf(const ExamPair& pair) {
  return MadeOnce<DefectExams>(
      pair.follow_up.work, WorkOn::kOutline, [&] { return ExamineDefects(pair); });
}

MeasuredValue VolumeOf(const DefectExam& exam, const DefectStep& step, double voxel_mm3) {
  double sum = 0;
  Eigen::Vector4d terms = Eigen::Vector4d::Zero();
  MeasuredValue measured;
  for (const DefectVoxel& voxel : exam.voxels) {
    if (!voxel.in_zone) continue;
    sum += (voxel.signal - exam.healthy.At(voxel.p)) / step.signal;
    terms += exam.healthy.TermsAt(voxel.p);
    ++measured.voxels_measured;
  }
  // What lies in the rim is taken to have changed as the rest.
  voxel_mm3 /= 1 - exam.in_rim;
  const double unit = voxel_mm3 / std::abs(step.signal);
  const double by_noise =
      unit * exam.healthy.scale * std::sqrt(static_cast<double>(measured.voxels_measured));
  const double by_level = unit * exam.healthy.ErrorOfSum(terms);
  const double volume = std::max(0.0, sum * voxel_mm3);
  measured.value = volume;
  measured.standard_error = std::hypot(by_noise, by_level, volume * step.log_error);
  return measured;
}

// How far apart the voxels are along an axis.
double SpacingAlong(const VolumeGeometry& grid, const Vec3& axis) {
  return (grid.direction.transpose() * axis)
      .cwiseAbs()
      .cwiseProduct(grid.spacing_mm)
      .maxCoeff();
}

MeasuredValue LengthOf(const DefectExam& exam,
                       const DefectStep& step,
                       const Vec3& axis,
                       double slab_mm) {
  Slabs slabs;
  MeasuredValue measured;
  for (const DefectVoxel& voxel : exam.voxels) {
    if (!voxel.in_zone) continue;
    slabs[std::lround(voxel.p.dot(axis) / slab_mm)].push_back(
        (voxel.signal - exam.healthy.At(voxel.p)) / step.signal);
    ++measured.voxels_measured;
  }
  measured.value = HalfFullExtentMm(slabs, slab_mm);
  measured.standard_error = ExtentErrorMm(slab_mm, exam.healthy.scale / std::abs(step.signal));
  return measured;
}

// A direction of the baseline in the exam's frame.
Vec3 DirectionIn(const OutlinedExam& exam, const Vec3& at, const Vec3& direction) {
  return (exam.exam_from_baseline * (at + direction) - exam.exam_from_baseline * at)
      .normalized();
}

// Perpendicular to a sheet at a place: the least moment of what lies around it.
Vec3 SheetNormal(const RegionShape& sheet, const Vec3& at) {
  constexpr double kAroundMm = 10.0;
  const VolumeGeometry& grid = sheet.distance_mm.geometry;
  std::vector<Vec3> points;
  Vec3 sum = Vec3::Zero();
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        if (sheet.distance_mm.At(i, j, k) <= 0 || (p - at).norm() > kAroundMm) continue;
        points.push_back(p);
        sum += p;
      }
    }
  }
  if (points.empty()) return AxesOf(sheet).through;
  const Vec3 centre = sum / static_cast<double>(points.size());
  Mat3 moments = Mat3::Zero();
  for (const Vec3& p : points) moments += (p - centre) * (p - centre).transpose();
  return Eigen::SelfAdjointEigenSolver<Mat3>(moments).eigenvectors().col(0);
}

enum class SheetDirection { kMediolateral, kAnteroposterior };

// In the baseline's frame.
Vec3 DirectionInSheet(const ExamPair& pair, const Vec3& at, SheetDirection wanted) {
  const Vec3 normal = SheetNormal(pair.baseline.shape, at);
  const Vec3 slice = pair.baseline.image.geometry.direction.col(2);
  const bool coronal = std::abs(slice.y()) >= std::abs(slice.x());
  const Vec3 along_slice_normal = (slice - normal * normal.dot(slice)).normalized();
  const bool same = coronal == (wanted == SheetDirection::kAnteroposterior);
  return same ? along_slice_normal : Vec3(normal.cross(along_slice_normal));
}

MeasuredPair ExtentOf(const ExamPair& pair, SheetDirection wanted) {
  const auto exams = DefectsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  const Vec3 at = AxesOf(*pair.defect).centre;
  const Vec3 direction = DirectionInSheet(pair, at, wanted);
  const auto extent =
      [&](const DefectExam& exam, const DefectStep& step, const OutlinedExam& images) {
        const Vec3 axis = DirectionIn(images, at, direction);
        return LengthOf(exam, step, axis, SpacingAlong(images.image.geometry, axis));
      };
  return {extent(*exams->baseline, exams->baseline_step, pair.baseline),
          extent(*exams->follow_up, exams->follow_up_step, pair.follow_up)};
}

}  // namespace

MeasuredPair MeasureDefectVolume(const ExamPair& pair) {
  const auto exams = DefectsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  const auto volume =
      [](const DefectExam& exam, const DefectStep& step, const OutlinedExam& images) {
        return VolumeOf(exam, step, images.image.geometry.VoxelVolumeMm3());
      };
  return {volume(*exams->baseline, exams->baseline_step, pair.baseline),
          volume(*exams->follow_up, exams->follow_up_step, pair.follow_up)};
}

MeasuredPair MeasureDefectLength(const ExamPair& pair) {
  const auto exams = DefectsOf(pair);
  if (!exams->reasons.empty()) return NotMeasured(exams->reasons);
  const ShapeAxes axes = AxesOf(pair.baseline.shape);
  const auto length =
      [&](const DefectExam& exam, const DefectStep& step, const OutlinedExam& images) {
        return LengthOf(exam,
                        step,
                        DirectionIn(images, axes.centre, axes.along),
                        images.image.geometry.spacing_mm.minCoeff());
      };
  return {length(*exams->baseline, exams->baseline_step, pair.baseline),
          length(*exams->follow_up, exams->follow_up_step, pair.follow_up)};
}

MeasuredPair MeasureDefectExtentMl(const ExamPair& pair) {
  return ExtentOf(pair, SheetDirection::kMediolateral);
}

MeasuredPair MeasureDefectExtentAp(const ExamPair& pair) {
  return ExtentOf(pair, SheetDirection::kAnteroposterior);
}

MeasuredPair MeasureDefectFraction(const ExamPair& pair) {
  MeasuredPair measured = MeasureDefectVolume(pair);
  const auto divide = [](MeasuredValue& defect, const OutlinedExam& exam) {
    const MeasuredValue whole = MeasureVolume(exam);
    if (!defect.value || !whole.value || !(*whole.value > 0)) return;
    const double share = *defect.value / *whole.value;
    defect.standard_error = 100 * std::hypot(defect.standard_error / *whole.value,
                                             share * whole.standard_error / *whole.value);
    defect.value = 100 * share;
  };
  divide(measured.baseline, pair.baseline);
  divide(measured.follow_up, pair.follow_up);
  return measured;
}

}  // namespace regen
