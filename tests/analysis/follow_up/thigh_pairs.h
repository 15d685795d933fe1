// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/thigh_phantom.h"
#include "tests/analysis/follow_up/pair_statistics.h"

#include <numbers>

namespace regen::test {

inline Treatment TreatedThigh() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication = Indication::kHamstringTendon;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

inline DigitalPair ThighPair(const ThighPhantomOptions& options) {
  const ThighPhantom thighs = *PlanThighs(options);
  DigitalPair pair;
  pair.exams = RenderExams(thighs.baseline, thighs.follow_up, thighs.series, true);
  pair.truth["lesion-volume"] = {OedemaVolumeMm3(thighs.shape_before),
                                 OedemaVolumeMm3(thighs.shape_after)};
  pair.truth["lesion-length"] = {OedemaLengthMm(thighs.shape_before),
                                 OedemaLengthMm(thighs.shape_after)};
  // An elliptic column of 80 mm, cut at right angles.
  const ThighShape& shape = thighs.shape_before;
  const double section_mm2 =
      std::numbers::pi * shape.tendon_half_width_mm * shape.tendon_half_depth_mm;
  pair.truth["cross-sectional-area"] = {section_mm2, section_mm2};
  pair.truth["volume"] = {80 * section_mm2, 80 * section_mm2};
  return pair;
}

}  // namespace regen::test
