// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/digital_disc.h"

#include "analysis/phantom/hip_phantom.h"
#include "analysis/phantom/signal.h"
#include "analysis/phantom/spine_phantom.h"

#include <utility>

namespace regen {
namespace {

// Of the treated nucleus over an untreated one, in the first series: gain, coil and fluid go
// out.
double NucleusRatio(const SpinePhantom& spine, const PhantomVisit& visit) {
  const auto signal = [&](int disc) {
    const auto part =
        static_cast<std::size_t>(spine.parts.nucleus[static_cast<std::size_t>(disc)]);
    const TissueSignal both = SignalOf(visit.matter[part], spine.series.front().sequence);
    return both.water.front() + both.fat.front();
  };
  const int treated = spine.shape_before.treated;
  const int control = treated + 1 < kSpineDiscs ? treated + 1 : treated - 1;
  return signal(treated) / signal(control);
}

void AddTruth(const SpinePhantom& spine, DigitalPatient& patient) {
  const auto treated = static_cast<std::size_t>(spine.shape_before.treated);
  const auto nucleus = static_cast<std::size_t>(spine.parts.nucleus[treated]);
  patient.truth["t2"] = {spine.baseline.matter[nucleus].t2_ms,
                         spine.follow_up.matter[nucleus].t2_ms};
  patient.truth["disc-height"] = {MeasuredHeightMm(spine.shape_before.discs[treated]),
                                  MeasuredHeightMm(spine.shape_after.discs[treated])};
  patient.truth["signal-ratio"] = {NucleusRatio(spine, spine.baseline),
                                   NucleusRatio(spine, spine.follow_up)};
}

}  // namespace

Result<DigitalPatient> MakeDigitalDisc(const PhantomOptions& options) {
  SpinePhantomOptions asked;
  asked.seed = options.seed;
  asked.level = options.level.empty() ? std::string(kUsualLevel) : options.level;
  (options.measurement == "disc-height" ? asked.height_change_percent
                                        : asked.t2_change_percent) = options.change_percent;
  Result<SpinePhantom> spine = PlanSpine(asked);
  if (!spine) return spine.error();
  DigitalPatient patient;
  AddTruth(*spine, patient);
  patient.baseline = std::move(spine->baseline);
  patient.follow_up = std::move(spine->follow_up);
  patient.baseline_from_follow_up = spine->baseline_from_follow_up;
  patient.bones = {"vertebra-above", "vertebra-below"};
  patient.series = std::move(spine->series);
  patient.patient_name = "Phantom^Spine";
  patient.study_description = "MR lumbar spine";
  patient.body_part_examined = "LSPINE";
  return patient;
}

Result<DigitalPatient> MakeDigitalBone(const PhantomOptions& options) {
  HipPhantomOptions asked;
  asked.side = options.side.value_or(Side::kRight);
  asked.seed = options.seed;
  asked.lesion_change_percent = options.change_percent;
  Result<HipPhantom> hip = PlanHip(asked);
  if (!hip) return hip.error();
  const HipTruth before = TruthOfHip(hip->shape_before);
  const HipTruth after = TruthOfHip(hip->shape_after);
  DigitalPatient patient;
  patient.truth["lesion-volume"] = {before.lesion_mm3, after.lesion_mm3};
  patient.truth["lesion-fraction"] = {100 * before.lesion_mm3 / before.head_mm3,
                                      100 * after.lesion_mm3 / before.head_mm3};
  patient.baseline = std::move(hip->baseline);
  patient.follow_up = std::move(hip->follow_up);
  patient.baseline_from_follow_up = hip->baseline_from_follow_up;
  patient.bones = {"bone"};
  patient.series = std::move(hip->series);
  patient.patient_name = "Phantom^Hip";
  patient.study_description = "MR hip";
  patient.body_part_examined = "HIP";
  patient.defect_label = "Lesion";
  return patient;
}

}  // namespace regen
