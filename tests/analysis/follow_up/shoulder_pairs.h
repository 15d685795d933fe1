// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/shoulder_phantom.h"
#include "tests/analysis/follow_up/pair_statistics.h"

namespace regen::test {

inline Treatment TreatedShoulder() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication = Indication::kSupraspinatusTendon;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

inline DigitalPair ShoulderPair(const ShoulderPhantomOptions& options) {
  const ShoulderPhantom shoulder = *PlanShoulder(options);
  DigitalPair pair;
  pair.exams = RenderExams(shoulder.baseline, shoulder.follow_up, shoulder.series, true);
  const TearTruth before = TruthOfTear(shoulder.shape_before);
  const TearTruth after = TruthOfTear(shoulder.shape_after);
  pair.truth["defect-volume"] = {before.volume_mm3, after.volume_mm3};
  pair.truth["defect-extent-ml"] = {before.along_mm, after.along_mm};
  pair.truth["defect-extent-ap"] = {before.front_back_mm, after.front_back_mm};
  pair.truth["thickness"] = {shoulder.shape_before.tendon_thickness_mm,
                             shoulder.shape_after.tendon_thickness_mm};
  const auto volume_mm3 = [](const ShoulderShape& shape) {
    const Vec3 reach = Vec3::Constant(shape.TendonRadiusMm() + shape.tendon_thickness_mm);
    return RoleVolumeMm3(BuildShoulder(shape), RegionRole::kStructure, -reach, reach);
  };
  pair.truth["volume"] = {volume_mm3(shoulder.shape_before), volume_mm3(shoulder.shape_after)};
  return pair;
}

}  // namespace regen::test
