// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/phantom/shoulder_anatomy.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace regen {

struct ShoulderPhantomOptions {
  Side side = Side::kRight;
  double tear_change_percent = 0;  // of the tear's volume; -100 … 30
  double arm_rotation_deg = 0;     // of the humerus about its shaft between the visits
  double noise_factor = 1.0;
  double shading = 0.15;
  std::uint64_t seed = 1;
  std::uint64_t anatomy_seed = 0;
  int threads = 0;
};
inline constexpr double kMostArmRotationDeg = 25.0;

struct ShoulderPhantom {
  ShoulderShape shape_before;
  ShoulderShape shape_after;
  PhantomVisit baseline;
  PhantomVisit follow_up;
  std::shared_ptr<const JointMotion> motion;  // the follow-up's placement points to it
  Rigid3 baseline_from_follow_up;             // of the scapula, LPS
  std::vector<ExamSeries> series;             // anatomy, anatomy-sagittal; both oblique
};

// The tear shrinks about its middle until its exact volume is what was asked for. Fails
// (kUsage) for a change or rotation outside of the range.
Result<ShoulderPhantom> PlanShoulder(const ShoulderPhantomOptions& options);

}  // namespace regen
