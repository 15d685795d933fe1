// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"
#include "analysis/indications/joints.h"
#include "analysis/indications/protocol_rows.h"
#include "analysis/indications/quantities.h"
#include "analysis/indications/series_roles.h"

#include <utility>

namespace regen {
namespace {

const char* const kCrossSectionCitation =
    "Cross-sectional area of the Achilles and patellar tendon on MRI (Ultrasound Med Biol "
    "2019, PMID 31493954): standard error of measurement 4 %, taken as the within-subject CV; "
    "number of subjects not stated here. To be replaced by the site's own test-retest result";

const char* const kThicknessCitation =
    "No test-retest study of the Achilles tendon's thickness on MRI was found; the standard "
    "error of its cross-section, 4 % (Ultrasound Med Biol 2019, PMID 31493954), stands in. To "
    "be "
    "replaced by the site's own test-retest result";

const char* const kVolumeCitation =
    "Volume of the Achilles tendon by seeded growth on MRI (Knee Surg Sports Traumatol "
    "Arthrosc "
    "2004, doi:10.1007/s00167-004-0546-0): CV 4.9 %; number of subjects not stated here. To be "
    "replaced by the site's own test-retest result";

const char* const kSignalCitation =
    "Mean signal inside the Achilles tendon (Knee Surg Sports Traumatol Arthrosc 2004, "
    "doi:10.1007/s00167-004-0546-0): CV 8.9 %; number of subjects not stated here. To be "
    "replaced by the site's own test-retest result";

MeasurementDefinition OnAnatomy(MeasurementDefinition row) {
  row.roles = {"anatomy", "anatomy-plain"};
  return row;
}

MeasurementDefinition Thick(MeasurementDefinition row) {
  row = OnAnatomy(std::move(row));
  row.repeatability = {4.0, 0, kThicknessCitation};
  return row;
}

MeasurementDefinition Section(MeasurementDefinition row) {
  row = OnAnatomy(std::move(row));
  row.repeatability = {4.0, 0, kCrossSectionCitation};
  return row;
}

MeasurementDefinition Sized(MeasurementDefinition row) {
  row = OnAnatomy(std::move(row));
  row.repeatability = {4.9, 0, kVolumeCitation};
  return row;
}

MeasurementDefinition GreatestThickness() {
  MeasurementDefinition row = Thick(ThicknessQuantity());
  row.primary_rank = 1;
  return row;
}

// Voxel fits outside 5–200 ms are rejected, as of the patellar tendon; published means are 24
// (healthy) and 43 ms (diseased).
MeasurementDefinition TendonT2() {
  MeasurementDefinition row = T2Quantity();
  row.primary_rank = 2;
  row.lower_bound = 5.0;
  row.upper_bound = 200.0;
  row.repeatability = {
      7.9,
      0,
      "No scan-rescan study of multi-echo T2 of the Achilles tendon was found. T2 mapping of "
      "the supraspinatus tendon (Knee Surg Sports Traumatol Arthrosc 2015, "
      "doi:10.1007/s00167-015-3547-2, PMID 25739912): 33.6 ± 5.3 ms, ICC > 0.75; "
      "within-subject "
      "SD <= 5.3 ms * sqrt(1 - 0.75) = 2.65 ms, hence wCV = 2.65 / 33.6 = 7.9 %. To be "
      "replaced "
      "by the site's own test-retest result"};
  return row;
}

// Healthy 9.5 ± 3.4, diseased 14.1 ± 7.6 ms at 3 T (J Magn Reson Imaging).
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

MeasurementDefinition SignalAgainstSoleus() {
  MeasurementDefinition row = OnAnatomy(MuscleRatioQuantity());
  row.repeatability = {8.9, 0, kSignalCitation};
  return row;
}

// Half of the muscle's signal: a healthy tendon lies well below, tendinosis above.
MeasurementDefinition HighSignal() {
  MeasurementDefinition row = OnAnatomy(HighSignalFractionQuantity(0.5));
  row.repeatability = {
      4.0,
      0,
      "No test-retest study of the share of high signal inside a tendon was found. 4 points "
      "are "
      "an assumption: what the published CV of the signal (8.9 %, Knee Surg Sports Traumatol "
      "Arthrosc 2004, doi:10.1007/s00167-004-0546-0) moves of a share whose signals are spread "
      "evenly over twice the threshold (0.089 * 50 points). To be replaced by the site's own "
      "test-retest result"};
  return row;
}

}  // namespace

IndicationProtocol AchillesTendonRow() {
  auto row = EmptyRow(Indication::kAchillesTendon, codes::kAchillesTendon, codes::kTendon);
  row.body_part_words = kAnkle;
  row.other_body_part_words =
      Join({&kKnee, &kShoulder, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"ACHILLE", "AQUIL"};
  SeriesRole plain = FluidSensitiveRole({SlicePlane::kSagittal});
  plain.name = "anatomy-plain";
  plain.expectation = "a sagittal proton density or T2 spin echo without fat suppression";
  plain.fat_suppressed = false;
  row.roles = {FluidSensitiveRole({SlicePlane::kSagittal}),
               plain,
               EchoTrainRole(),
               VendorMapRole(),
               GradientTrainRole()};
  row.measurements = {GreatestThickness(),
                      TendonT2(),
                      Thick(LevelThicknessQuantity(20)),
                      Thick(LevelThicknessQuantity(40)),
                      Thick(LevelThicknessQuantity(60)),
                      Section(CrossSectionalAreaQuantity()),
                      Section(LevelCrossSectionQuantity(20)),
                      Section(LevelCrossSectionQuantity(40)),
                      Section(LevelCrossSectionQuantity(60)),
                      Sized(MidportionVolumeQuantity()),
                      HighSignal(),
                      SignalAgainstSoleus(),
                      TendonT2Star()};
  row.fibres_along_axis = true;
  row.joint = AchillesTendonJoint();
  // Measured by the stages, not offered: how often its intervals hold the truth is not shown
  // yet.
  row.supported = false;
  return row;
}

}  // namespace regen
