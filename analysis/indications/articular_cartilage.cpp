// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

namespace regen {
namespace {

// Fits outside 10–120 ms are rejected: cartilage lies at 20–60 ms, repair tissue somewhat
// higher, joint fluid above.
MeasurementDefinition CartilageT2() {
  MeasurementDefinition row = T2Quantity();
  row.primary_rank = 1;
  row.lower_bound = 10;
  row.upper_bound = 120;
  row.repeatability = {
      5.0,
      0,
      "QIBA profile of cartilage T2 of the knee at 3 T (Chalian 2021, Radiology 301:423, "
      "PMC8574057): wCV 4-5 % with the same protocol. Number of subjects not stated here, so "
      "the error is widened; repair tissue may repeat worse (inter-observer ICC 0.00-0.90)"};
  return row;
}

MeasurementDefinition PoorCartilage() {
  MeasurementDefinition row = HighT2FractionQuantity(50);
  row.lower_bound = 10;
  row.repeatability = {
      3.6,
      0,
      "No test-retest study of the poor-cartilage index was found. 3.6 % points: where T2 is "
      "spread by 15 % about 45 ms, a change of T2 by the profile's wCV of 5 % moves the share "
      "above 50 ms by up to 0.05 * 50 / (0.15 * 45 * sqrt(2 pi)) = 15 % points for the whole "
      "region; of that a quarter, because errors of separate places even out. An assumption"};
  return row;
}

MeasurementDefinition Thickness() {
  MeasurementDefinition row = CartilageThicknessQuantity();
  row.roles = {"three-d", "anatomy"};
  row.primary_rank = 2;
  row.repeatability = {
      4.0,
      0,
      "Scan-rescan of cartilage thickness: 1.1 % at 7 T (Zuo 2008); manual segmentation at 3 T "
      "2-4 %, of which the upper end is used. To be replaced by the site's own test-retest "
      "result"};
  return row;
}

MeasurementDefinition Fill() {
  MeasurementDefinition row = DefectFillQuantity();
  row.roles = {"three-d", "anatomy"};
  row.repeatability = {4.0,
                       0,
                       "No test-retest study of a measured fill was found; that of the thickness "
                       "that it is a share of (2-4 %, of which the upper end is used)"};
  return row;
}

MeasurementDefinition CartilageVolume() {
  MeasurementDefinition row = VolumeQuantity();
  row.roles = {"three-d", "anatomy", "t2-map"};
  row.repeatability = {4.9,
                       0,
                       "Automatic cartilage volume, scan-rescan RMS CV 4.9 % (Dam 2015, J Med "
                       "Imaging, PMC4478858)"};
  return row;
}

}  // namespace

IndicationProtocol ArticularCartilageRow() {
  auto row =
      EmptyRow(Indication::kArticularCartilage, codes::kArticularCartilage, codes::kCartilage);
  row.body_part_words = Join({&kKnee, &kAnkle, &kHip});
  row.other_body_part_words = Join({&kShoulder, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"CARTILAGE", "CARTILAGO", "CARTILEG", "CARTILAG", "KNORPEL"};
  row.roles = {ThinGradientRole(), FluidSensitiveRole({}), EchoTrainRole(), VendorMapRole()};
  row.measurements = {CartilageT2(), PoorCartilage(), Thickness(), Fill(), CartilageVolume()};
  row.supported = true;
  row.joint = ArticularCartilageJoint();
  return row;
}

}  // namespace regen
