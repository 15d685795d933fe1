// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/digital_knee.h"

#include "analysis/base/text.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/tendon_truth.h"

#include <utility>

namespace regen {
namespace {

const Vec3 kGapRadiiMm(4.5, 1.8, 4.0);
constexpr double kRepairRadiusMm = 8.0;
constexpr double kPartlyFilled = 0.6;  // of the defect, where its filling changes

DigitalPatient PatientOf(KneePatient&& knee) {
  DigitalPatient patient;
  patient.baseline = std::move(knee.baseline);
  patient.follow_up = std::move(knee.follow_up);
  patient.motion = knee.motion;
  patient.baseline_from_follow_up = knee.baseline_from_follow_up;
  patient.bones = {"femur", "tibia", "patella"};
  patient.patient_name = "Phantom^Knee";
  patient.study_description = "MR knee";
  patient.body_part_examined = "KNEE";
  return patient;
}

KneePhantomOptions OptionsOf(const PhantomOptions& asked) {
  KneePhantomOptions options;
  options.side = asked.side.value_or(Side::kRight);
  options.seed = asked.seed;
  options.change_percent = asked.measurement == "t2" ? asked.change_percent : 0.0;
  return options;
}

void AddTruth(const TendonTruth& before, const TendonTruth& after, DigitalPatient& patient) {
  patient.truth["volume"] = {before.volume_mm3, after.volume_mm3};
  patient.truth["thickness"] = {before.thickness_mm, after.thickness_mm};
  patient.truth["cross-sectional-area"] = {before.cross_section_mm2, after.cross_section_mm2};
  if (before.lesion_mm3 > 0.0) {
    patient.truth["defect-volume"] = {before.lesion_mm3, after.lesion_mm3};
    patient.truth["defect-length"] = {before.lesion_length_mm, after.lesion_length_mm};
    patient.truth["defect-fraction"] = {100.0 * before.lesion_mm3 / before.volume_mm3,
                                        100.0 * after.lesion_mm3 / after.volume_mm3};
  }
}

}  // namespace

Result<DigitalPatient> MakeDigitalTendon(const PhantomOptions& options) {
  KneePhantomOptions knee_options = OptionsOf(options);
  const bool has_gap = options.measurement == "defect-volume";
  if (has_gap) {
    knee_options.lesion_radii_mm = kGapRadiiMm;
    knee_options.lesion_shrinks_percent = -options.change_percent;
  } else if (options.measurement == "volume") {
    knee_options.tendon_volume_change_percent = options.change_percent;
  }
  Result<KneePatient> knee = PlanKnee(knee_options);
  if (!knee) {
    return knee.error();
  }
  const TendonTruth before = TruthOfTendon(knee->baseline_anatomy);
  const TendonTruth after = TruthOfTendon(knee->follow_up_anatomy);
  DigitalPatient patient = PatientOf(*std::move(knee));
  AddTruth(before, after, patient);
  patient.series = {SagittalProtonDensityFat(), SagittalProtonDensity(), SagittalT2Train()};
  patient.defect_label = has_gap ? "Gap" : "";
  return patient;
}

Result<DigitalPatient> MakeDigitalCartilage(const PhantomOptions& options) {
  KneePhantomOptions knee_options = OptionsOf(options);
  knee_options.treated = KneeTreated::kCartilage;
  knee_options.repair.place.radius_mm = kRepairRadiusMm;
  if (options.measurement == "cartilage-thickness") {
    knee_options.repair.fill = kPartlyFilled;
    knee_options.follow_up_fill = kPartlyFilled * (1.0 + options.change_percent / 100.0);
  }
  Result<KneePatient> knee = PlanKnee(knee_options);
  if (!knee) {
    return knee.error();
  }
  const auto thickness = [](const KneeAnatomy& anatomy) {
    const CartilageRepair& repair = anatomy.shape().repair;
    return anatomy.SiteThicknessMm(repair.place, repair.fill);
  };
  const TrueValue thickness_mm{thickness(knee->baseline_anatomy),
                               thickness(knee->follow_up_anatomy)};
  const TrueValue fill_percent{100.0 * knee->baseline_anatomy.shape().repair.fill,
                               100.0 * knee->follow_up_anatomy.shape().repair.fill};
  DigitalPatient patient = PatientOf(*std::move(knee));
  patient.truth["cartilage-thickness"] = thickness_mm;
  patient.truth["defect-fill"] = fill_percent;
  patient.series = {SagittalDoubleEcho(), SagittalProtonDensityFat(), SagittalT2Train()};
  return patient;
}

}  // namespace regen
