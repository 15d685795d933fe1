// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

namespace regen {
namespace {

const char* const kLesionCitation =
    "Bone marrow lesions, volume by threshold: ICC 0.96 (one reader) and 0.97 (two), while "
    "rules "
    "differ from each other by 40 % and more (BMC Musculoskelet Disord 15:447). 10.8 % "
    "(repeatability coefficient 30 %) is an assumption for one frozen rule, "
    "half-step-to-remote-marrow-1. To be replaced by the site's own test-retest result";

MeasurementDefinition OnBone(MeasurementDefinition row) {
  row.roles = {"t1", "anatomy"};
  return row;
}

MeasurementDefinition LesionVolume() {
  MeasurementDefinition row = OnBone(LesionVolumeQuantity());
  row.primary_rank = 1;
  row.repeatability = {10.8, 0, kLesionCitation};
  return row;
}

// The bone's volume is the same figure in both exams.
MeasurementDefinition LesionFraction() {
  MeasurementDefinition row = OnBone(LesionFractionQuantity());
  row.repeatability = {10.8, 0, kLesionCitation};
  return row;
}

MeasurementDefinition LesionSignal() {
  MeasurementDefinition row = SignalRatioQuantity();
  row.method = MeasuringMethod::kLesionSignal;
  row.roles = {"t1"};
  row.needs_defect = true;
  row.repeatability = {
      8.9,
      0,
      "No test-retest study of a lesion's signal against remote marrow was found; that of mean "
      "signal inside the Achilles tendon stands in (Knee Surg Sports Traumatol Arthrosc 2004, "
      "doi:10.1007/s00167-004-0546-0): CV 8.9 %. To be replaced by the site's own test-retest "
      "result"};
  return row;
}

MeasurementDefinition NecroticAngle() {
  MeasurementDefinition row = OnBone(NecroticAngleQuantity());
  row.repeatability = {
      26,
      0,
      "Combined necrotic angle, readers: ICC 0.81. With angles that differ by 60 degrees "
      "between "
      "hips (an assumption) 60 * sqrt(1 - 0.81) = 26 degrees. Volumes are more reliable than "
      "angles; to be replaced by the site's own test-retest result"};
  return row;
}

}  // namespace

// A bone lesion may be anywhere, so no region contradicts it by itself. The reader draws both
// the bone, along the inner border of its cortex, and the lesion inside of it.
IndicationProtocol BoneRow() {
  auto row = EmptyRow(Indication::kBone, codes::kBone, codes::kBone);
  row.structure_names = {"BONE",
                         "FEMUR",
                         "FEMORAL HEAD",
                         "CABEZA FEMORAL",
                         "CAP FEMORAL",
                         "HUFTKOPF",
                         "HUEFTKOPF",
                         "FEMURKOPF",
                         "TETE FEMORALE",
                         "CONDYL",
                         "CONDIL",
                         "KONDYL",
                         "TIBIA",
                         "PATELLA",
                         "HUESO",
                         "OS",
                         "KNOCHEN",
                         "HUMERAL HEAD",
                         "TALUS"};
  row.defect_names = {"LESION",
                      "LESIO",
                      "NECRO",
                      "NEKRO",
                      "OEDEM",
                      "EDEMA",
                      "ODEM",
                      "DEFECT",
                      "INFARC",
                      "BML",
                      "AVN"};
  row.roles = {T1Role({}), FluidSensitiveRole({})};
  row.measurements = {LesionVolume(), LesionFraction(), LesionSignal(), NecroticAngle()};
  row.joint = BoneJoint();
  // Measured by the stages, not offered: how often its interval holds the truth is not shown
  // yet.
  row.supported = false;
  return row;
}

}  // namespace regen
