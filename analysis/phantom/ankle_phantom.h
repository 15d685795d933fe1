// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <vector>

namespace regen {

// An ankle with a diseased Achilles tendon, as data. The frame has its origin on the tendon's
// centre line at the height of the calcaneus' upper border; x away from the body's middle, y
// backwards, z up. Millimetres.
struct AnkleShape {
  double half_width_mm = 7.0;  // of the tendon, an ellipse across
  double half_depth_mm = 3.0;
  double bulge = 0.65;  // that much deeper in the middle of its spindle, and half as much wider
  double bulge_at_mm = 38;
  double bulge_reach_mm = 30;  // to both sides
  double slope = 0.04;         // backwards per millimetre upwards
  double corner_mm = 5;        // radius of the calcaneus' upper border behind
  Vec3 lesion_radii_mm{3.6, 1.7, 11};
};

// Another ankle for every seed; 0: the middling one.
AnkleShape DrawAnkleShape(std::uint64_t seed);

// Roles: the tendon from 6 mm below the border to 72 mm above it is the structure, with the
// lesion inside; the soleus is the reference.
Anatomy BuildAnkle(const AnkleShape& shape);

// Sizes of the tendon as docs/measurements.md defines them, by formula.
struct AnkleTruth {
  double insertion_mm = 0;  // of the calcaneus' border along the tendon, in the shape's frame
  double thickness_mm = 0;  // the greatest
  double cross_section_mm2 = 0;
};
AnkleTruth TruthOfAnkle(const AnkleShape& shape);
double TendonThicknessMm(const AnkleShape& shape, double above_insertion_mm);
double TendonSectionMm2(const AnkleShape& shape, double above_insertion_mm);
double TendonVolumeMm3(const AnkleShape& shape, double from_mm, double to_mm);

struct AnklePhantomOptions {
  Side side = Side::kRight;
  double thickness_change_percent = 0;  // of the greatest thickness; -35 … 20
  double t2_change_percent = 0;         // of the tendon and its lesion; -60 … 100
  double lesion_change_percent = 0;     // of the lesion's volume; -100 … 0
  double t2_ms = 27;                    // of the tendon beside the lesion
  double noise_factor = 1.0;
  double shading = 0.15;
  std::uint64_t seed = 1;
  std::uint64_t anatomy_seed = 0;
  int threads = 0;
};

struct AnklePhantom {
  AnkleShape shape_before;
  AnkleShape shape_after;
  PhantomVisit baseline;
  PhantomVisit follow_up;
  Rigid3 baseline_from_follow_up;
  std::vector<ExamSeries> series;  // anatomy, t2-map
};

// Fails (kUsage) for a change outside of its range.
Result<AnklePhantom> PlanAnkle(const AnklePhantomOptions& options);

}  // namespace regen
