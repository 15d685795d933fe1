// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

namespace regen {
namespace {

// Fits outside 15–400 ms are rejected: nuclei lie at 40 ms (Pfirrmann V) to 240 ms (I), spinal
// fluid above.
MeasurementDefinition NucleusT2() {
  MeasurementDefinition row = T2Quantity();
  row.part = MeasuredPart::kCore;
  row.primary_rank = 1;
  row.lower_bound = 15;
  row.upper_bound = 400;
  row.repeatability = {
      7.0,
      0,
      "No scan-rescan study of multi-echo T2 of the nucleus with its number of subjects was "
      "found. 7 % is an assumption: three sessions of one day told apart nothing in 30 discs "
      "of "
      "6 volunteers (PMC5778755), observers agree by an ICC of 0.95. To be replaced by the "
      "site's own test-retest result"};
  return row;
}

MeasurementDefinition NucleusSignal() {
  MeasurementDefinition row = SignalRatioQuantity();
  row.method = MeasuringMethod::kDiscSignal;
  row.part = MeasuredPart::kCore;
  row.roles = {"t2-weighted"};
  row.primary_rank = 2;
  row.upper_bound = 10;
  row.repeatability = {
      5.2,
      0,
      "Signal of lumbar discs against a reference, two raters, 76 subjects: ICC > 0.97 "
      "(Salamat "
      "2016, SpringerPlus 5:829). With discs that differ by 30 % of their mean (an assumption) "
      "0.30 * sqrt(1 - 0.97) = 5.2 %. Raters instead of scans: to be replaced by the site's "
      "own "
      "test-retest result"};
  return row;
}

MeasurementDefinition Height() {
  MeasurementDefinition row = DiscHeightQuantity();
  row.roles = {"t2-weighted", "t1"};
  row.primary_rank = 3;
  row.repeatability = {
      0.35,
      0,
      "Height of lumbar discs, two raters, 76 subjects: ICC > 0.97 (Salamat 2016, SpringerPlus "
      "5:829). With heights that differ by 2 mm between discs (an assumption) 2 * sqrt(1 - "
      "0.97) = 0.35 mm. Raters instead of scans: to be replaced by the site's own test-retest "
      "result"};
  return row;
}

MeasurementDefinition HeightIndex() {
  MeasurementDefinition row = DiscHeightIndexQuantity();
  row.roles = {"t2-weighted", "t1"};
  row.repeatability = {
      3.6,
      0,
      "From the height's prior on a disc of 10 mm (3.5 %) and 1 % for the vertebral bodies, in "
      "quadrature"};
  return row;
}

MeasurementDefinition DiscVolume() {
  MeasurementDefinition row = VolumeQuantity();
  row.roles = {"t2-weighted", "t1"};
  row.repeatability = {
      5.0,
      0,
      "No test-retest study of lumbar disc volume was found. 5 % is the height's prior (3.5 % "
      "of 10 mm) and 3.5 % for the outline's area, an assumption. To be replaced by the site's "
      "own test-retest result"};
  return row;
}

SeriesRole Sagittal(SeriesRole role) {
  role.planes = {SlicePlane::kSagittal};
  return role;
}

}  // namespace

IndicationProtocol IntervertebralDiscRow() {
  auto row =
      EmptyRow(Indication::kIntervertebralDisc, codes::kIntervertebralDisc, codes::kCartilage);
  row.paired = false;
  row.has_level = true;
  row.finding_site_of_level = {
      {"T12/L1", codes::kDiscT12L1.Concept()},
      {"L1/L2", codes::kDiscL1L2.Concept()},
      {"L2/L3", codes::kDiscL2L3.Concept()},
      {"L3/L4", codes::kDiscL3L4.Concept()},
      {"L4/L5", codes::kDiscL4L5.Concept()},
      {"L5/S1", codes::kDiscL5S1.Concept()},
  };
  row.body_part_words = Join({&kLumbarSpine});
  row.body_part_words.insert(row.body_part_words.end(),
                             {"SPINE", "COLUMNA", "WIRBELSAULE", "RACHIS"});
  row.other_body_part_words =
      Join({&kKnee, &kAnkle, &kFoot, &kShoulder, &kHip, &kThigh, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"DISC", "DISK", "DISCO", "BANDSCHEIBE", "DISQUE"};
  row.roles = {T2WeightedRole({SlicePlane::kSagittal}),
               T1Role({SlicePlane::kSagittal}),
               Sagittal(EchoTrainRole()),
               Sagittal(VendorMapRole())};
  row.measurements = {NucleusT2(), NucleusSignal(), Height(), HeightIndex(), DiscVolume()};
  row.diurnal = true;
  // Measured by the stages, not offered: how often its interval holds the truth is not shown
  // yet.
  row.supported = false;
  row.joint = IntervertebralDiscJoint();
  return row;
}

}  // namespace regen
