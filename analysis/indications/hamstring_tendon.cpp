// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

#include <utility>

namespace regen {
namespace {

MeasurementDefinition OnAnatomy(MeasurementDefinition row) {
  row.roles = {"anatomy"};
  return row;
}

MeasurementDefinition LesionVolume() {
  MeasurementDefinition row = OnAnatomy(OedemaVolumeQuantity());
  row.primary_rank = 1;
  row.repeatability = {
      10.8,
      0,
      "No test-retest study of a hamstring lesion's volume was found. 10.8 % (repeatability "
      "coefficient 30 %) is an assumption for one frozen rule, half-step-to-remote-muscle-1. "
      "To "
      "be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition LesionLength() {
  MeasurementDefinition row = OnAnatomy(OedemaLengthQuantity());
  row.repeatability = {
      2.5,
      0,
      "No test-retest study of a hamstring lesion's length was found. 2.5 mm is an assumption: "
      "slices or pixels of up to 5 mm at both ends (5 * sqrt(2 / 12) = 2.0 mm), and a fourth "
      "more for the way the ends are bounded. To be replaced by the site's own test-retest "
      "result"};
  return row;
}

MeasurementDefinition Section() {
  MeasurementDefinition row = OnAnatomy(CrossSectionalAreaQuantity());
  row.primary_rank = 2;
  row.repeatability = {
      4.0,
      0,
      "Cross-sectional area of the Achilles and patellar tendon on MRI (Ultrasound Med Biol "
      "2019, PMID 31493954): standard error of measurement 4 %, taken as the within-subject "
      "CV. "
      "Other tendons than the hamstring; to be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition TendonVolume() {
  MeasurementDefinition row = OnAnatomy(VolumeQuantity());
  row.repeatability = {
      4.9,
      0,
      "Volume of the Achilles tendon by seeded growth on MRI (Knee Surg Sports Traumatol "
      "Arthrosc 2004, doi:10.1007/s00167-004-0546-0): CV 4.9 %. Another tendon; to be replaced "
      "by the site's own test-retest result"};
  return row;
}

MeasurementDefinition AgainstTheOtherSide() {
  MeasurementDefinition row = OnAnatomy(ContralateralRatioQuantity());
  row.repeatability = {
      8.9,
      0,
      "No test-retest study of a lesion's signal against the other side was found; that of "
      "mean "
      "signal inside the Achilles tendon stands in (Knee Surg Sports Traumatol Arthrosc 2004, "
      "doi:10.1007/s00167-004-0546-0): CV 8.9 %. To be replaced by the site's own test-retest "
      "result"};
  return row;
}

}  // namespace

// The reader draws the tendon and, as a region of its own, the oedema or tear, which may reach
// beyond the tendon.
IndicationProtocol HamstringTendonRow() {
  auto row = EmptyRow(Indication::kHamstringTendon, codes::kHamstringTendon, codes::kTendon);
  row.body_part_words = Join({&kThigh, &kHip});
  row.other_body_part_words =
      Join({&kAnkle, &kFoot, &kShoulder, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {
      "HAMSTRING", "ISQUIOTIB", "ISCHIOJAMB", "ISCHIOCR", "SEMIMEMBRAN", "SEMITEND"};
  row.defect_names = {"LESION",
                      "LESIO",
                      "OEDEM",
                      "EDEMA",
                      "ODEM",
                      "TEAR",
                      "GAP",
                      "DEFECT",
                      "RISS",
                      "ROTURA",
                      "TRENCAMENT",
                      "RUPTURE"};
  row.roles = {FluidSensitiveRole({SlicePlane::kCoronal, SlicePlane::kAxial})};
  row.measurements = {
      LesionVolume(), LesionLength(), Section(), TendonVolume(), AgainstTheOtherSide()};
  row.joint = HamstringTendonJoint();
  // Measured by the stages, not offered: how often its intervals hold the truth is not shown
  // yet.
  row.supported = false;
  return row;
}

}  // namespace regen
