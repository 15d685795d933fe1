// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/hip_phantom.h"
#include "tests/analysis/follow_up/pair_statistics.h"

namespace regen::test {

inline Treatment TreatedHip() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication = Indication::kBone;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

inline DigitalPair BonePair(const HipPhantomOptions& options) {
  const HipPhantom hip = *PlanHip(options);
  DigitalPair pair;
  pair.exams = RenderExams(hip.baseline, hip.follow_up, hip.series, true);
  const HipTruth before = TruthOfHip(hip.shape_before);
  const HipTruth after = TruthOfHip(hip.shape_after);
  pair.truth["lesion-volume"] = {before.lesion_mm3, after.lesion_mm3};
  pair.truth["lesion-fraction"] = {100 * before.lesion_mm3 / before.head_mm3,
                                   100 * after.lesion_mm3 / before.head_mm3};
  return pair;
}

}  // namespace regen::test
