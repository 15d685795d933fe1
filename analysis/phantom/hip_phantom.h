// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <vector>

namespace regen {

// A hip with osteonecrosis of its femoral head, as data. The frame has the head's centre at its
// origin; x away from the body's middle, y backwards, z up. Millimetres.
struct HipShape {
  double head_radius_mm = 23.5;  // of the marrow, inside the cortex
  Vec3 lesion_centre_mm{2, -4, 12};
  Vec3 lesion_radii_mm{13, 12, 8};  // cut off by the head's cortex
};

// Another hip for every seed; 0: the middling one.
HipShape DrawHipShape(std::uint64_t seed);

// Roles: marrow of the head and lesion are the structure, the lesion is the lesion, the neck's
// marrow the control.
Anatomy BuildHip(const HipShape& shape);

// Exact volumes of a shape.
struct HipTruth {
  double lesion_mm3 = 0;
  double head_mm3 = 0;  // of the whole ball
};
HipTruth TruthOfHip(const HipShape& shape);

struct HipPhantomOptions {
  Side side = Side::kRight;
  double lesion_change_percent = 0;  // of the lesion's volume; -100 … 50
  double noise_factor = 1.0;
  double shading = 0.15;
  std::uint64_t seed = 1;
  std::uint64_t anatomy_seed = 0;
  int threads = 0;
};

struct HipPhantom {
  HipShape shape_before;
  HipShape shape_after;
  PhantomVisit baseline;
  PhantomVisit follow_up;
  Rigid3 baseline_from_follow_up;
  std::vector<ExamSeries> series;  // t1
};

// The lesion shrinks about its centre until its exact volume is what was asked for. Fails
// (kUsage) for a change outside of the range.
Result<HipPhantom> PlanHip(const HipPhantomOptions& options);

}  // namespace regen
