// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/oedema_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/even_tissue.h"
#include "analysis/measurement/half_step.h"
#include "analysis/measurement/mirror_plane.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/tissue_level.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kZoneMm = 8;
constexpr double kNearestMuscleMm = 10;
constexpr double kFarthestMuscleMm = 30;
constexpr double kBrightClass = 0.75;  // of the 80th percentile of even tissue
constexpr float kFull = 0.95F;
constexpr std::size_t kFewestMuscle = 100;
constexpr std::size_t kFewestCore = 8;
constexpr double kLeastContrastInNoise = 4;
constexpr double kLeastMirrored = 0.9;
constexpr double kLeastFromPlaneMm = 35;  // nearer, the plane is a thigh's own, not the body's

// What one exam shows, on its own grid.
struct OedemaExam {
  Volume drawn;  // share of the voxel inside the drawn lesion
  Volume zone;   // > 0 within kZoneMm of it
  TissueLevel muscle;
  double step = 0;
};

struct OedemaExams {
  OedemaExam baseline;
  OedemaExam follow_up;
  Reasons reasons;  // none: both can be measured
};

template <typename F>
void ForVoxels(const VolumeGeometry& grid, const F& visit) {
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i, ++at) visit(i, j, k, at);
    }
  }
}

// Even voxels in the shell around the lesion, of their brighter class.
std::vector<LevelSample> MuscleAround(const OutlinedExam& exam, const RegionShape& lesion) {
  const VolumeGeometry& grid = exam.image.geometry;
  const Volume near = RegionCoverage(lesion, grid, exam.exam_from_baseline, -kNearestMuscleMm);
  const Volume far = RegionCoverage(lesion, grid, exam.exam_from_baseline, -kFarthestMuscleMm);
  const double least = 5 * NoiseOf(exam);
  std::vector<LevelSample> even;
  ForVoxels(grid, [&](int i, int j, int k, std::size_t at) {
    if (near.values[at] > 0 || !(far.values[at] > 0)) return;
    const auto mean = EvenMean(exam.image, i, j, k);
    if (mean && *mean >= least) even.push_back({LpsFromIndex(grid, Vec3(i, j, k)), *mean});
  });
  if (even.size() < kFewestMuscle) return {};
  std::vector<double> signals;
  for (const LevelSample& sample : even) signals.push_back(sample.signal);
  const double bright = kBrightClass * Quantile(std::move(signals), 0.8);
  std::erase_if(even, [&](const LevelSample& sample) { return sample.signal < bright; });
  return even;
}

// From the deepest quarter of the voxels that the drawn lesion fills.
double StepToLesion(const Volume& image, const OedemaExam& exam, const RegionShape& lesion) {
  std::vector<std::pair<double, double>> deep;  // depth, S - M
  ForVoxels(image.geometry, [&](int i, int j, int k, std::size_t at) {
    if (exam.drawn.values[at] < kFull) return;
    const Vec3 p = LpsFromIndex(image.geometry, Vec3(i, j, k));
    deep.emplace_back(DistanceAt(lesion, p),
                      static_cast<double>(image.values[at]) - exam.muscle.At(p));
  });
  if (deep.size() < kFewestCore) return 0;
  std::sort(deep.begin(), deep.end(), [](const auto& a, const auto& b) { return a > b; });
  deep.resize(std::max(kFewestCore, deep.size() / 4));
  // A tendon inside of the oedema is dark and none of it.
  std::vector<double> steps;
  for (const auto& one : deep) steps.push_back(one.second);
  return Median(std::move(steps));
}

OedemaExams Prepare(const ExamPair& pair) {
  assert(pair.defect != nullptr);
  OedemaExams exams;
  const auto take = [&](const OutlinedExam& images, OedemaExam& exam) {
    const VolumeGeometry& grid = images.image.geometry;
    exam.drawn = RegionCoverage(*pair.defect, grid, images.exam_from_baseline, 0);
    exam.zone = RegionCoverage(*pair.defect, grid, images.exam_from_baseline, -kZoneMm);
    const auto muscle = FitTissueLevel(MuscleAround(images, *pair.defect), kFewestMuscle);
    if (muscle) exam.muscle = *muscle;
    if (muscle && muscle->At(muscle->centre) > 0) return true;
    exams.reasons.push_back(
        MakeReason(reasons::kReferenceNotFound,
                   StrCat("fewer than ",
                          kFewestMuscle,
                          " voxels of even muscle lie 10 to 30 mm from the drawn lesion")));
    return false;
  };
  if (!take(pair.baseline, exams.baseline) || !take(pair.follow_up, exams.follow_up))
    return exams;
  OedemaExam& first = exams.baseline;
  first.step = StepToLesion(pair.baseline.image, first, *pair.defect);
  const Vec3 centre = AxesOf(*pair.defect).centre;
  exams.follow_up.step = first.step *
                         exams.follow_up.muscle.At(pair.follow_up.exam_from_baseline * centre) /
                         first.muscle.At(centre);
  if (first.step > 0 && first.step >= kLeastContrastInNoise * first.muscle.scale) return exams;
  exams.reasons.push_back(
      MakeReason(reasons::kNoContrast,
                 StrCat("the drawn lesion is brighter than remote muscle by ",
                        FormatFixed(first.step, 1),
                        ", whose own spread is ",
                        FormatFixed(first.muscle.scale, 1),
                        "; expected at least four times that")));
  return exams;
}

std::shared_ptr<const OedemaExams> OedemasOf(const ExamPair& pair) {
  return MadeOnce<OedemaExams>(
      pair.follow_up.work, WorkOn::kOutline, [&] { return Prepare(pair); });
}

MeasuredValue VolumeOf(const Volume& image, const OedemaExam& exam) {
  const Volume shares = StepShares(image, exam.muscle, exam.step, exam.zone);
  const Volume marked = MoreThanHalf(shares, exam.zone);
  const double noise = exam.muscle.scale / std::abs(exam.step);
  MeasuredValue measured;
  double sum = 0;
  Eigen::Vector4d terms = Eigen::Vector4d::Zero();
  ForVoxels(image.geometry, [&](int i, int j, int k, std::size_t at) {
    if (!(marked.values[at] > 0) || !(exam.zone.values[at] > 0)) return;
    const auto share = static_cast<double>(shares.values[at]);
    ++measured.voxels_measured;
    if (share < -2 * noise) return;  // tendon or suppressed fat
    sum += share;
    terms += exam.muscle.TermsAt(LpsFromIndex(image.geometry, Vec3(i, j, k)));
  });
  const double voxel_mm3 = image.geometry.VoxelVolumeMm3();
  const double by_noise =
      voxel_mm3 * noise * std::sqrt(static_cast<double>(measured.voxels_measured));
  const double by_level = voxel_mm3 / std::abs(exam.step) * exam.muscle.ErrorOfSum(terms);
  measured.value = std::max(0.0, sum * voxel_mm3);
  measured.standard_error = std::hypot(by_noise, by_level);
  return measured;
}

MeasuredValue LengthOf(const OutlinedExam& images, const OedemaExam& exam) {
  const VolumeGeometry& grid = images.image.geometry;
  const Vec3 up = MiddleOf(images.exam_from_baseline).rotation * Vec3::UnitZ();
  int axis = 0;
  (grid.direction.transpose() * up).cwiseAbs().maxCoeff(&axis);
  const double slab_mm = grid.spacing_mm[axis];
  const Volume shares = StepShares(images.image, exam.muscle, exam.step, exam.zone);
  const Volume marked = MoreThanHalf(shares, exam.zone);
  Slabs slabs;
  MeasuredValue measured;
  ForVoxels(grid, [&](int i, int j, int k, std::size_t at) {
    if (!(marked.values[at] > 0)) return;
    slabs[std::lround(LpsFromIndex(grid, Vec3(i, j, k)).dot(up) / slab_mm)].push_back(
        std::min(static_cast<double>(shares.values[at]), 1.0));
    ++measured.voxels_measured;
  });
  measured.value = HalfFullExtentMm(slabs, slab_mm);
  measured.standard_error = ExtentErrorMm(slab_mm, exam.muscle.scale / std::abs(exam.step));
  return measured;
}

MeasuredValue Missing(std::string text) {
  MeasuredValue measured;
  measured.reasons.push_back(MakeReason(reasons::kContralateralMissing, std::move(text)));
  return measured;
}

std::optional<double> SignalAt(const Volume& image, const Vec3& p) {
  double value = 0;
  const Vec3 index = IndexFromLps(image.geometry, p);
  if (!InterpolateLinear(image, index, &value)) return std::nullopt;
  return value;
}

// ln of this side over the other of the muscle around the lesion.
std::optional<double> MuscleLogRatio(const OutlinedExam& exam,
                                     const RegionShape& lesion,
                                     const MirrorPlane& plane) {
  std::vector<double> ratios;
  for (const LevelSample& sample : MuscleAround(exam, lesion)) {
    const auto other = SignalAt(exam.image, plane.Mirrored(sample.p));
    if (other && *other > 0.3 * sample.signal)
      ratios.push_back(std::log(sample.signal / *other));
  }
  if (ratios.size() < kFewestMuscle) return std::nullopt;
  return Median(std::move(ratios));
}

MeasuredValue RatioOf(const OutlinedExam& exam, const RegionShape& lesion) {
  const auto plane = FindMirrorPlane(exam.image);
  if (!plane) return Missing("the images are not alike on both sides of any plane");
  const Vec3 centre = exam.exam_from_baseline * AxesOf(lesion).centre;
  const double from_plane = std::abs(plane->normal.dot(centre) - plane->offset_mm);
  if (from_plane < kLeastFromPlaneMm) {
    return Missing(StrCat("the plane in which the images mirror themselves lies ",
                          FormatFixed(from_plane, 0),
                          " mm from the lesion; at least ",
                          FormatFixed(kLeastFromPlaneMm, 0),
                          " mm expected of the body's middle"));
  }
  const VolumeGeometry& grid = exam.image.geometry;
  const Volume drawn = RegionCoverage(lesion, grid, exam.exam_from_baseline, 0);
  std::vector<double> here;
  std::vector<double> there;
  ForVoxels(grid, [&](int i, int j, int k, std::size_t at) {
    if (drawn.values[at] < 0.5F) return;
    here.push_back(static_cast<double>(exam.image.values[at]));
    const Vec3 p = plane->Mirrored(LpsFromIndex(grid, Vec3(i, j, k)));
    if (const auto other = SignalAt(exam.image, p)) there.push_back(*other);
  });
  const auto n = static_cast<double>(here.size());
  if (here.size() < 30 || static_cast<double>(there.size()) < kLeastMirrored * n) {
    return Missing(
        StrCat("of the lesion's mirror image ",
               FormatFixed(n > 0 ? 100 * static_cast<double>(there.size()) / n : 0, 0),
               " % lie inside the images; at least ",
               FormatFixed(100 * kLeastMirrored, 0),
               " % needed"));
  }
  const auto coil = MuscleLogRatio(exam, lesion, *plane);
  if (!coil) return Missing("no even muscle around the lesion on both sides");
  const double one = Median(here);
  const double other = Median(there);
  if (!(other > 0)) return Missing("the other side has no signal");
  MeasuredValue measured;
  measured.voxels_measured = static_cast<int>(here.size());
  measured.value = one / other / std::exp(*coil);
  const auto relative = [](std::vector<double> values, double middle) {
    const double count = static_cast<double>(values.size());
    for (double& value : values) value = std::abs(value - middle);
    return 1.2533 * RobustScale(std::move(values)) / middle / std::sqrt(count);
  };
  measured.standard_error =
      *measured.value * std::hypot(relative(here, one), relative(there, other));
  return measured;
}

}  // namespace

MeasuredPair MeasureOedemaVolume(const ExamPair& pair) {
  const auto shared = OedemasOf(pair);
  const OedemaExams& exams = *shared;
  if (!exams.reasons.empty()) return NotMeasured(exams.reasons);
  return {VolumeOf(pair.baseline.image, exams.baseline),
          VolumeOf(pair.follow_up.image, exams.follow_up)};
}

MeasuredPair MeasureOedemaLength(const ExamPair& pair) {
  const auto shared = OedemasOf(pair);
  const OedemaExams& exams = *shared;
  if (!exams.reasons.empty()) return NotMeasured(exams.reasons);
  return {LengthOf(pair.baseline, exams.baseline), LengthOf(pair.follow_up, exams.follow_up)};
}

MeasuredPair MeasureContralateral(const ExamPair& pair) {
  assert(pair.defect != nullptr);
  return {RatioOf(pair.baseline, *pair.defect), RatioOf(pair.follow_up, *pair.defect)};
}

}  // namespace regen
