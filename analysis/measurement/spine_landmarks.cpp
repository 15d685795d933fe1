// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/spine_landmarks.h"

#include "analysis/base/text.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/segmentation/propose_discs.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kSamePlaceMm = 10;
// From disc to disc with one lumbar vertebra between.
constexpr double kNearestMm = 24;
constexpr double kFarthestMm = 50;

Vec3 CentreOf(const DiscShape& shape) {
  const double u = shape.centre_u_mm;
  const double w = shape.centre_w_mm;
  const double v = (EndPlateAt(shape.top, u, w) + EndPlateAt(shape.bottom, u, w)) / 2;
  return LpsFromPose(shape.pose, Vec3(u, w, v));
}

bool IsNeighbour(const FoundDisc& a, const FoundDisc& b) {
  const double apart = (CentreOf(a.shape) - CentreOf(b.shape)).norm();
  return b.usable && apart >= kNearestMm && apart <= kFarthestMm;
}

std::optional<LandmarkDisc> Landmark(const FoundDisc& disc) {
  return LandmarkDisc{disc.shape, disc.marrow, disc.level};
}

void CheckOne(const char* exam,
              const SpineLandmarks& landmarks,
              const std::string& treated,
              bool named,
              LevelCheck& check) {
  const std::string level = landmarks.treated ? landmarks.treated->level : std::string();
  if (level.empty()) {
    if (landmarks.treated && !landmarks.why_no_level.code.empty()) {
      check.warnings.push_back(
          {landmarks.why_no_level.code, StrCat(exam, ": ", landmarks.why_no_level.text)});
    }
    return;
  }
  if (level == treated) return;
  Reasons& to = named ? check.warnings : check.conflicts;
  to.push_back(MakeReason(reasons::kLevelConflict,
                          StrCat(exam,
                                 ": counted from the sacrum the region lies on ",
                                 level,
                                 ", the treated disc is ",
                                 treated)));
}

}  // namespace

SpineLandmarks FindSpineLandmarks(const Volume& image, const Vec3& region_centre) {
  SpineLandmarks landmarks;
  const FoundDiscs found = FindLumbarDiscs(image);
  std::optional<std::size_t> nearest;
  const auto distance = [&](std::size_t n) {
    return (CentreOf(found.discs[n].shape) - region_centre).norm();
  };
  for (std::size_t n = 0; n < found.discs.size(); ++n) {
    if (distance(n) <= kSamePlaceMm && (!nearest || distance(n) < distance(*nearest)))
      nearest = n;
  }
  if (!nearest) {
    landmarks.reasons = found.why_none;
    if (landmarks.reasons.empty()) {
      landmarks.reasons.push_back(MakeReason(reasons::kEndPlatesNotFound,
                                             StrCat("none of the ",
                                                    found.discs.size(),
                                                    " discs found lies within ",
                                                    FormatFixed(kSamePlaceMm, 0),
                                                    " mm of the region")));
    }
    return landmarks;
  }
  const FoundDisc& disc = found.discs[*nearest];
  landmarks.treated = Landmark(disc);
  if (disc.level.empty()) landmarks.why_no_level = found.why_no_level;
  if (*nearest > 0 && IsNeighbour(disc, found.discs[*nearest - 1]))
    landmarks.below = Landmark(found.discs[*nearest - 1]);
  if (*nearest + 1 < found.discs.size() && IsNeighbour(disc, found.discs[*nearest + 1]))
    landmarks.above = Landmark(found.discs[*nearest + 1]);
  return landmarks;
}

SpinePair FindSpinePair(const ExamPair& pair) {
  const auto find = [](const OutlinedExam& exam) {
    return FindSpineLandmarks(exam.image, exam.exam_from_shape * AxesOf(exam.shape).centre);
  };
  return {find(pair.baseline), find(pair.follow_up)};
}

LevelCheck CheckLevels(const SpinePair& spine, const std::string& treated, bool named) {
  LevelCheck check;
  CheckOne("baseline", spine.baseline, treated, named, check);
  CheckOne("follow-up", spine.follow_up, treated, named, check);
  // Whatever the numbering: both exams must count the same.
  if (named && spine.baseline.treated && spine.follow_up.treated) {
    const std::string& before = spine.baseline.treated->level;
    const std::string& after = spine.follow_up.treated->level;
    if (!before.empty() && !after.empty() && before != after) {
      check.conflicts.push_back(MakeReason(reasons::kLevelConflict,
                                           StrCat("the region lies on ",
                                                  before,
                                                  " in the baseline, on ",
                                                  after,
                                                  " in the follow-up")));
    }
  }
  return check;
}

}  // namespace regen
