// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/digital_limb.h"

#include "analysis/phantom/ankle_phantom.h"
#include "analysis/phantom/thigh_phantom.h"

#include <utility>

namespace regen {
namespace {

std::map<std::string, TrueValue> TruthOf(const AnklePhantom& ankle) {
  const AnkleShape& before = ankle.shape_before;
  const AnkleShape& after = ankle.shape_after;
  std::map<std::string, TrueValue> truth;
  truth["thickness"] = {TruthOfAnkle(before).thickness_mm, TruthOfAnkle(after).thickness_mm};
  truth["cross-sectional-area"] = {TruthOfAnkle(before).cross_section_mm2,
                                   TruthOfAnkle(after).cross_section_mm2};
  for (const auto& [level, mm] : {std::pair{"20mm", 20.0}, {"40mm", 40.0}, {"60mm", 60.0}}) {
    truth[std::string("thickness-") + level] = {TendonThicknessMm(before, mm),
                                                TendonThicknessMm(after, mm)};
    truth[std::string("cross-sectional-area-") + level] = {TendonSectionMm2(before, mm),
                                                           TendonSectionMm2(after, mm)};
  }
  truth["volume-20-60mm"] = {TendonVolumeMm3(before, 20, 60), TendonVolumeMm3(after, 20, 60)};
  return truth;
}

}  // namespace

Result<DigitalPatient> MakeDigitalAchilles(const PhantomOptions& options) {
  AnklePhantomOptions asked;
  asked.side = options.side.value_or(Side::kRight);
  asked.seed = options.seed;
  (options.measurement == "t2" ? asked.t2_change_percent : asked.thickness_change_percent) =
      options.change_percent;
  Result<AnklePhantom> ankle = PlanAnkle(asked);
  if (!ankle) return ankle.error();
  DigitalPatient patient;
  patient.truth = TruthOf(*ankle);
  patient.baseline = std::move(ankle->baseline);
  patient.follow_up = std::move(ankle->follow_up);
  patient.baseline_from_follow_up = ankle->baseline_from_follow_up;
  patient.bones = {"calcaneus", "tibia"};
  patient.series = std::move(ankle->series);
  patient.patient_name = "Phantom^Ankle";
  patient.study_description = "MR ankle";
  patient.body_part_examined = "ANKLE";
  return patient;
}

Result<DigitalPatient> MakeDigitalHamstring(const PhantomOptions& options) {
  ThighPhantomOptions asked;
  asked.side = options.side.value_or(Side::kRight);
  asked.seed = options.seed;
  asked.oedema_change_percent = options.change_percent;
  Result<ThighPhantom> thighs = PlanThighs(asked);
  if (!thighs) return thighs.error();
  DigitalPatient patient;
  patient.truth["lesion-volume"] = {OedemaVolumeMm3(thighs->shape_before),
                                    OedemaVolumeMm3(thighs->shape_after)};
  patient.truth["lesion-length"] = {OedemaLengthMm(thighs->shape_before),
                                    OedemaLengthMm(thighs->shape_after)};
  patient.baseline = std::move(thighs->baseline);
  patient.follow_up = std::move(thighs->follow_up);
  patient.baseline_from_follow_up = thighs->baseline_from_follow_up;
  patient.bones = {"ischium"};
  patient.series = std::move(thighs->series);
  patient.patient_name = "Phantom^Thigh";
  patient.study_description = "MR thigh";
  patient.body_part_examined = "THIGH";
  patient.defect_label = "Oedema";
  return patient;
}

}  // namespace regen
