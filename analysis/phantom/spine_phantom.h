// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/phantom/spine_anatomy.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen {

// A lumbar spine with one treated disc, before and after.
struct SpinePhantomOptions {
  std::string level = "L4/L5";
  double t2_change_percent = 0;      // of the treated nucleus
  double height_change_percent = 0;  // of the treated disc's rim
  double hours_change_percent = 0;   // of every nucleus, as the time of day makes it
  double nucleus_t2_ms = 110;        // of the treated disc, at the baseline
  double control_t2_ms = 125;        // of all others
  double bend_deg = 1.0;             // at most, of every level between the visits
  double noise_factor = 1.0;
  double shading = 0.15;
  std::uint64_t seed = 1;          // texture, motion, posture, coil, gain, noise
  std::uint64_t anatomy_seed = 0;  // another spine; 0: the middling one
  int threads = 0;
};

struct SpinePhantom {
  SpineShape shape_before;
  SpineShape shape_after;
  SpineParts parts;
  PhantomVisit baseline;
  PhantomVisit follow_up;
  Rigid3 baseline_from_follow_up;
  std::vector<ExamSeries> series;  // t2-weighted, t1, t2-map
};

// Fails (kUsage) for an unknown level or changes beyond -60 … 100 %.
Result<SpinePhantom> PlanSpine(const SpinePhantomOptions& options);

}  // namespace regen
