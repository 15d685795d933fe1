// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/digital_shoulder.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/shoulder_phantom.h"

#include <utility>

namespace regen {

Result<DigitalPatient> MakeDigitalShoulder(const PhantomOptions& options) {
  RandomStream random(MixSeed(options.seed, 741));
  ShoulderPhantomOptions asked;
  asked.side = options.side.value_or(Side::kRight);
  asked.seed = options.seed;
  asked.tear_change_percent = options.change_percent;
  asked.arm_rotation_deg = random.NextBetween(-4, 4);
  Result<ShoulderPhantom> shoulder = PlanShoulder(asked);
  if (!shoulder) return shoulder.error();
  const TearTruth before = TruthOfTear(shoulder->shape_before);
  const TearTruth after = TruthOfTear(shoulder->shape_after);
  DigitalPatient patient;
  patient.truth["defect-volume"] = {before.volume_mm3, after.volume_mm3};
  patient.truth["defect-extent-ml"] = {before.along_mm, after.along_mm};
  patient.truth["defect-extent-ap"] = {before.front_back_mm, after.front_back_mm};
  patient.baseline = std::move(shoulder->baseline);
  patient.follow_up = std::move(shoulder->follow_up);
  patient.motion = std::move(shoulder->motion);
  patient.baseline_from_follow_up = shoulder->baseline_from_follow_up;
  patient.bones = {"scapula"};
  patient.series = std::move(shoulder->series);
  patient.patient_name = "Phantom^Shoulder";
  patient.study_description = "MR shoulder";
  patient.body_part_examined = "SHOULDER";
  patient.defect_label = "Tear";
  return patient;
}

}  // namespace regen
