// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"
#include "analysis/relaxometry/fit_region.h"
#include "analysis/segmentation/region.h"

#include <optional>

namespace regen {

class SharedWork;        // shared_work.h
struct SignalReference;  // signal_reference.h
struct SpinePair;        // spine_landmarks.h

// One exam's images of one role and where the structure lies in them, LPS mm.
struct OutlinedExam {
  const EchoSeries& series;
  const Volume& image;       // the mean of all echoes: where edges and signals are taken from
  const RegionShape& shape;  // of the structure, in a frame of its own
  AxisMotion exam_from_shape;
  // Points of the baseline's frame to the exam's; the identity at the baseline.
  AxisMotion exam_from_baseline;
  bool is_map = false;  // voxels are relaxation times, in milliseconds
  // Where several measurements are made of the exam against the same other one; else null.
  SharedWork* work = nullptr;
};

// Both exams of one role. `defect` is a region inside the structure, drawn on the baseline and
// told in its frame; null where there is none.
struct ExamPair {
  OutlinedExam baseline;
  OutlinedExam follow_up;
  const RegionShape* defect = nullptr;
  // Of these images, where the caller has it already; null: computed where it is needed.
  const SignalReference* reference = nullptr;
  // The discs around a treated disc; null: sought where they are needed.
  const SpinePair* spine = nullptr;
  // Whether the baseline's value is asked for; where not, a method whose follow-up needs
  // nothing of it may leave it empty.
  bool baseline_wanted = true;
  // How relaxation times are fitted, where that is decided; else by what both exams' decays
  // allow.
  std::optional<FitMethod> fit_method = {};
};

// One value of one exam.
struct MeasuredValue {
  std::optional<double> value;  // nothing: see `reasons`
  // This exam's own error without position and repeatability: noise, spread of the voxels or
  // profiles, partial volume. Standard deviation, in the value's unit.
  double standard_error = 0;
  int voxels_measured = 0;
  int voxels_rejected = 0;
  Reasons reasons;
};

struct MeasuredPair {
  MeasuredValue baseline;
  MeasuredValue follow_up;
  // What makes the change less sure although both values are there, and by how much.
  Reasons remarks = {};
  double widening = 1;
  std::optional<FitMethod> fit_method = {};  // of relaxation times that were fitted
};

// Neither exam has a value, for the same reasons.
inline MeasuredPair NotMeasured(const Reasons& reasons) {
  MeasuredPair measured;
  measured.baseline.reasons = measured.follow_up.reasons = reasons;
  return measured;
}

}  // namespace regen
