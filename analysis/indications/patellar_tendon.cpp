// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

namespace regen {
namespace {

const char* const kCrossSectionCitation =
    "Cross-sectional area of the Achilles and patellar tendon on MRI (Ultrasound Med Biol "
    "2019, "
    "PMID 31493954): standard error of measurement 4 %, taken as the within-subject CV; "
    "number of subjects not stated here. To be replaced by the site's own test-retest result";

// The prior of tendon T2. Nobody has published a scan–rescan figure for multi-echo spin-echo T2
// of the patellar tendon, so the nearest published tendon stands in and its derivation is part
// of the citation, for a reader to judge. Zero subjects: the widening for an unknown number of
// subjects applies.
RepeatabilityPrior TendonT2Prior() {
  RepeatabilityPrior prior;
  prior.within_subject = 7.9;
  prior.subjects = 0;
  prior.citation =
      "T2 mapping of the supraspinatus tendon (Knee Surg Sports Traumatol Arthrosc 2015, "
      "doi:10.1007/s00167-015-3547-2, PMID 25739912): healthy tendon 33.6 ± 5.3 ms, ICC > "
      "0.75; "
      "within-subject SD <= 5.3 ms * sqrt(1 - 0.75) = 2.65 ms, hence wCV = 2.65 / 33.6 = 7.9 "
      "%. "
      "Another tendon than the patellar one and an ICC instead of a scan-rescan SD: to be "
      "replaced by the site's own test-retest result";
  return prior;
}

// Voxel fits outside 5–200 ms are rejected. Below about 5 ms the signal is gone by the first
// echo of a clinical train (6–10 ms) and the fit follows noise; above 200 ms the decay over a
// train of 50–100 ms is too flat to be told from none, and no tendon lies there: published
// means are 24–45 ms (healthy to torn), fluid in a gap begins at about 150 ms.
MeasurementDefinition TendonT2() {
  MeasurementDefinition t2 = T2Quantity();
  t2.primary_rank = 2;
  t2.lower_bound = 5.0;
  t2.upper_bound = 200.0;
  t2.repeatability = TendonT2Prior();
  return t2;
}

MeasurementDefinition TendonT2Star() {
  MeasurementDefinition row = T2StarQuantity();
  row.lower_bound = 1.0;
  row.upper_bound = 100.0;
  row.repeatability = {
      14.3,
      0,
      "T2* of the posterior tibial tendon 7 ± 1 ms (PMC6913360): the spread between subjects "
      "over the mean, 1 / 7 = 14.3 %, stands in for a within-subject CV, which it exceeds. "
      "To be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition GapVolume() {
  MeasurementDefinition row = DefectVolumeQuantity();
  row.roles = {"anatomy", "anatomy-plain"};
  row.primary_rank = 1;
  row.repeatability = {
      9.0,
      0,
      "No test-retest study of a patellar tendon gap's volume was found. 9 % is what a digital "
      "gap of 38 mm3 on 0.6 x 0.6 x 3.5 mm voxels shows with half-maximum volumes (24 % as "
      "repeatability coefficient). To be replaced by the site's own test-retest result"};
  return row;
}

MeasurementDefinition GapLength() {
  MeasurementDefinition row = DefectLengthQuantity();
  row.roles = {"anatomy", "anatomy-plain"};
  row.repeatability = {
      0.5,
      0,
      "No test-retest study was found; 0.5 mm is a voxel of 0.6 mm at both ends "
      "(0.6 * sqrt(2 / 12) = 0.24 mm), doubled for the way the gap is bounded"};
  return row;
}

MeasurementDefinition GapFraction() {
  MeasurementDefinition row = DefectFractionQuantity();
  row.roles = {"anatomy", "anatomy-plain"};
  row.repeatability = {
      9.8, 0, "From the gap's volume (9 %) and the tendon's (4 %), in quadrature"};
  return row;
}

MeasurementDefinition Sized(MeasurementDefinition row) {
  row.roles = {"anatomy", "anatomy-plain", "t2-map"};
  row.repeatability = {4.0, 0, kCrossSectionCitation};
  return row;
}

MeasurementDefinition TendonThickness() {
  MeasurementDefinition row = Sized(ThicknessQuantity());
  // Not on the train: where T2 cannot be compared, a train alone has nothing else to say.
  row.roles = {"anatomy", "anatomy-plain"};
  row.primary_rank = 3;
  return row;
}

MeasurementDefinition TendonSignal() {
  MeasurementDefinition row = SignalRatioQuantity();
  row.roles = {"anatomy", "anatomy-plain"};
  row.repeatability = {
      8.9,
      0,
      "Mean signal inside the Achilles tendon (Knee Surg Sports Traumatol Arthrosc 2004, "
      "doi:10.1007/s00167-004-0546-0): CV 8.9 %. Another tendon; to be replaced by the site's "
      "own test-retest result"};
  return row;
}

}  // namespace

IndicationProtocol PatellarTendonRow() {
  auto row = EmptyRow(Indication::kPatellarTendon, codes::kPatellarTendon, codes::kTendon);
  row.body_part_words = kKnee;
  row.other_body_part_words =
      Join({&kAnkle, &kFoot, &kShoulder, &kHip, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  SeriesRole plain = FluidSensitiveRole({SlicePlane::kSagittal});
  plain.name = "anatomy-plain";
  plain.expectation = "a sagittal proton density or T2 spin echo without fat suppression";
  plain.fat_suppressed = false;
  row.roles = {FluidSensitiveRole({SlicePlane::kSagittal}),
               plain,
               EchoTrainRole(),
               VendorMapRole(),
               GradientTrainRole()};
  row.measurements = {TendonT2(),
                      GapVolume(),
                      GapLength(),
                      GapFraction(),
                      TendonThickness(),
                      Sized(CrossSectionalAreaQuantity()),
                      Sized(VolumeQuantity()),
                      TendonSignal(),
                      TendonT2Star()};
  row.supported = true;
  row.fibres_along_axis = true;
  row.structure_names = {"PATELLA TENDON",
                         "PATELLA LIGAMENT",
                         "LIGAMENTUM PATELLAE",
                         "TENDON ROTUL",
                         "TENDO ROTUL",
                         "PATELLARSEHNE",
                         "PATELLASEHNE"};
  row.defect_names = {"GAP",
                      "DEFECT",
                      "TEAR",
                      "LESION",
                      "LUECKE",
                      "LUCKE",
                      "RISS",
                      "ROTURA",
                      "LESIO",
                      "BRETXA",
                      "DEFECTO",
                      "DEFECTE",
                      "LACUNE",
                      "RUPTURE"};
  row.joint = PatellarTendonJoint();
  return row;
}

}  // namespace regen
