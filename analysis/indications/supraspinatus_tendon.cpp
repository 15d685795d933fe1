// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

namespace regen {
namespace {

const std::vector<std::string> kCoronalRoles = {"anatomy", "anatomy-plain"};

MeasurementDefinition TearVolume() {
  MeasurementDefinition row = DefectVolumeQuantity();
  row.roles = kCoronalRoles;
  row.primary_rank = 1;
  row.repeatability = {
      10.0,
      0,
      "No test-retest study of the volume of a supraspinatus tear on MRI was found, only that "
      "the volume was followed (Jo 2020, Arthroscopy, PMID 31805388). 10 % (repeatability "
      "coefficient 28 %) is an assumption. To be replaced by the site's own test-retest "
      "result"};
  return row;
}

MeasurementDefinition TearExtentMl() {
  MeasurementDefinition row = DefectExtentMlQuantity();
  row.roles = kCoronalRoles;
  row.repeatability = {
      0.7,
      0,
      "No test-retest study was found; 0.7 mm is an assumption: a voxel of 0.6 mm at both ends "
      "(0.6 * sqrt(2 / 12) = 0.24 mm), tripled for the way a tear ends in frayed tendon"};
  return row;
}

MeasurementDefinition TearExtentAp() {
  MeasurementDefinition row = DefectExtentApQuantity();
  row.roles = {"anatomy-sagittal", "anatomy", "anatomy-plain"};
  row.repeatability = {
      0.7,
      0,
      "No test-retest study was found; 0.7 mm is an assumption: a voxel of 0.6 mm at both ends "
      "(0.6 * sqrt(2 / 12) = 0.24 mm), tripled for the way a tear ends in frayed tendon"};
  return row;
}

MeasurementDefinition TearFraction() {
  MeasurementDefinition row = DefectFractionQuantity();
  row.roles = kCoronalRoles;
  row.repeatability = {
      10.8,
      0,
      "From the tear's volume (10 %) and 4 % for the tendon's, both assumptions, in "
      "quadrature. To be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition Sized(MeasurementDefinition row) {
  row.roles = kCoronalRoles;
  row.repeatability = {
      4.0,
      0,
      "Cross-sectional area of the Achilles and patellar tendon on MRI (Ultrasound Med Biol "
      "2019, PMID 31493954): standard error of measurement 4 %, taken as the within-subject "
      "CV. Other tendons; to be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition TendonThickness() {
  MeasurementDefinition row = Sized(ThicknessQuantity());
  row.primary_rank = 2;
  return row;
}

MeasurementDefinition TendonSignal() {
  MeasurementDefinition row = SignalRatioQuantity();
  row.roles = kCoronalRoles;
  row.repeatability = {
      8.9,
      0,
      "Mean signal inside the Achilles tendon (Knee Surg Sports Traumatol Arthrosc 2004, "
      "doi:10.1007/s00167-004-0546-0): CV 8.9 %. Another tendon; to be replaced by the site's "
      "own test-retest result"};
  return row;
}

}  // namespace

// A torn cuff has no shape that could be proposed: the reader draws the tendon, tear included,
// and the tear inside of it.
IndicationProtocol SupraspinatusTendonRow() {
  auto row =
      EmptyRow(Indication::kSupraspinatusTendon, codes::kSupraspinatusTendon, codes::kTendon);
  row.body_part_words = kShoulder;
  row.other_body_part_words = Join(
      {&kKnee, &kAnkle, &kFoot, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"SUPRASPIN", "SUPRAESPIN", "SUPRAEPIN", "ROTATOR CUFF"};
  row.defect_names = {"TEAR",
                      "GAP",
                      "DEFECT",
                      "LESION",
                      "LESIO",
                      "RISS",
                      "LUECKE",
                      "LUCKE",
                      "DEFEKT",
                      "ROTURA",
                      "DESGARRO",
                      "ESQUINC",
                      "DEFECTO",
                      "DEFECTE",
                      "RUPTUR",
                      "RUPTURE",
                      "DECHIRURE"};
  SeriesRole plain = FluidSensitiveRole({SlicePlane::kCoronal});
  plain.name = "anatomy-plain";
  plain.expectation =
      "an oblique coronal proton density or T2 spin echo without fat suppression";
  plain.fat_suppressed = false;
  SeriesRole sagittal = FluidSensitiveRole({SlicePlane::kSagittal});
  sagittal.name = "anatomy-sagittal";
  sagittal.expectation = "an oblique sagittal, fat-suppressed proton density or T2 spin echo";
  SeriesRole coronal = FluidSensitiveRole({SlicePlane::kCoronal});
  coronal.expectation = "an oblique coronal, fat-suppressed proton density or T2 spin echo";
  row.roles = {coronal, plain, sagittal};
  row.measurements = {TearVolume(),
                      TearExtentMl(),
                      TearExtentAp(),
                      TearFraction(),
                      TendonThickness(),
                      Sized(VolumeQuantity()),
                      TendonSignal()};
  row.fibres_along_axis = true;
  // Measured by the stages, not offered: its intervals do not hold the truth of tears inside
  // the tendon yet.
  row.supported = false;
  row.joint = SupraspinatusTendonJoint();
  return row;
}

}  // namespace regen
