// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <vector>

namespace regen {

// Both thighs below the hips with oedema beside one hamstring tendon, as data. The frame has
// its origin in the middle of the body between the ischial tuberosities; x towards the treated
// side, y backwards, z up. Millimetres.
struct ThighShape {
  double tendon_half_width_mm = 6.5;
  double tendon_half_depth_mm = 4.0;
  double ischium_mm = 58;  // from the middle of the body to either tuberosity
  Vec3 oedema_centre_mm{73, 42, -58};
  Vec3 oedema_radii_mm{13, 9, 24};
  Vec3 other_side_mm{1.5, -1, 2};  // how the untreated side differs from a mirror image
};

// Another pair of thighs for every seed; 0: the middling one.
ThighShape DrawThighShape(std::uint64_t seed);

// Roles: 80 mm of the treated side's tendon are the structure, the oedema is the lesion.
Anatomy BuildThighs(const ThighShape& shape);

// Exact sizes of the oedema, without the tendon that it surrounds.
double OedemaVolumeMm3(const ThighShape& shape);
double OedemaLengthMm(const ThighShape& shape);

struct ThighPhantomOptions {
  Side side = Side::kRight;
  double oedema_change_percent = 0;  // of its volume; -100 … 30
  bool other_side_cut = false;       // the images show the treated side only
  double noise_factor = 1.0;
  double shading = 0.15;
  std::uint64_t seed = 1;
  std::uint64_t anatomy_seed = 0;
  int threads = 0;
};

struct ThighPhantom {
  ThighShape shape_before;
  ThighShape shape_after;
  PhantomVisit baseline;
  PhantomVisit follow_up;
  Rigid3 baseline_from_follow_up;
  std::vector<ExamSeries> series;  // anatomy: coronal, both sides
};

// The oedema shrinks about its centre until its exact volume is what was asked for. Fails
// (kUsage) for a change outside of the range.
Result<ThighPhantom> PlanThighs(const ThighPhantomOptions& options);

}  // namespace regen
