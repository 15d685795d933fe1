// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// A ball that a bone's end is, as a femoral head is one: where the bright marrow ends at the
// cortex.
struct ReferenceBall {
  Vec3 centre_lps = Vec3::Zero();  // of the exam
  double radius_mm = 0;
  double scatter_mm = 0;  // robust, of the places of the border about it
  double support = 0;     // share of the directions whose border lies on it
  bool usable = false;
  Reasons reasons;  // bone-not-round, where not usable

  double VolumeMm3() const;
  // Of its volume, as a standard deviation.
  double VolumeErrorMm3() const;
};

// Fits the ball to the image around the region of a bone. Begins with the ball through the
// region's own border; then along each of 600 directions, those across the slices left out, the
// steepest fall of the signal within 5 mm is a place of the border, and a ball is fitted to the
// places with Tukey's biweight, three times. Directions in which the bone is dark inside the
// border (a lesion that reaches it) or goes on (the neck) show none. Usable where at least
// kLeastBallSupport of the directions lie on the ball and their scatter is at most
// kMostBallScatterMm: a condyle is no ball, nor is a collapsed head.
ReferenceBall FitReferenceBall(const OutlinedExam& exam);

inline constexpr double kLeastBallSupport = 0.30;
inline constexpr double kMostBallScatterMm = 0.8;

}  // namespace regen
