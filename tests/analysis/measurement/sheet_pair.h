// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/shrink.h"
#include "analysis/measurement/exam_pair.h"
#include "tests/support/sheet_scene.h"

namespace regen::test {

// Two sheet scenes as a pair of exams; the region is the true one of the baseline, and the
// patient's frame is the same for both.
class SheetPair {
 public:
  SheetPair(const SheetSceneOptions& before, const SheetSceneOptions& after)
      : baseline_(MakeSheetScene(before)),
        follow_up_(MakeSheetScene(after)),
        shape_(MakeRegionShape(baseline_.structure)),
        baseline_image_(MeanOfEchoes(baseline_.series)),
        follow_up_image_(MeanOfEchoes(follow_up_.series)) {
    if (before.defect_radii_mm.minCoeff() > 0) defect_ = MakeRegionShape(baseline_.defect);
  }

  OutlinedExam Baseline() const {
    return {baseline_.series, baseline_image_, shape_, still_, still_};
  }
  OutlinedExam FollowUp() const {
    return {follow_up_.series, follow_up_image_, shape_, still_, still_};
  }
  ExamPair Pair() const { return {Baseline(), FollowUp(), defect_ ? &*defect_ : nullptr}; }

 private:
  SheetScene baseline_;
  SheetScene follow_up_;
  RegionShape shape_;
  std::optional<RegionShape> defect_;
  Volume baseline_image_;
  Volume follow_up_image_;
  AxisMotion still_ = RigidMotion(Rigid3{});
};

// Cartilage of 2.4 mm as a flat sheet, bright between dark neighbours.
inline SheetSceneOptions ThinCartilage() {
  SheetSceneOptions cartilage;
  cartilage.half_mm = Vec3(15, 1.2, 15);
  cartilage.inside = 100;
  cartilage.front = 20;
  cartilage.back = 20;
  return cartilage;
}

// A sheet that nothing tells from its neighbours.
inline SheetSceneOptions EvenSheet() {
  SheetSceneOptions even;
  even.front = even.back = even.inside;
  even.noise = 2;
  return even;
}

}  // namespace regen::test
