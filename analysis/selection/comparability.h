// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/series_summary.h"

#include <string>
#include <vector>

namespace regen {

struct EchoAcquisition;

enum class Comparability { kSame, kDegraded, kRefused };

std::string_view ComparabilityName(Comparability result);  // "same", "degraded", "refused"

// One row of the comparability gate: both values, with units, and what follows for each kind of
// measurement.
struct ComparabilityCheck {
  std::string check;  // "EchoTime": DICOM keyword or name of the derived quantity
  std::string baseline;
  std::string follow_up;
  // The worst of those below that concern what is measured on the series.
  Comparability result = Comparability::kSame;
  std::string reason_code;  // where not same
  std::string role;         // of the series; empty: of the exams as a whole
  Comparability t2 = Comparability::kSame;
  Comparability signal = Comparability::kSame;
  Comparability geometry = Comparability::kSame;
  double factor = 1;  // by which degraded comparability widens the repeatability
};

Comparability ResultFor(const ComparabilityCheck& check, ComparabilityDomain domain);

// Thresholds are configuration of the site; defaults are our proposals, see
// docs/configuration.md. Percentages are of the baseline's value.
struct ComparabilityThresholds {
  double field_strength_t = 0.1;
  double echo_spacing_percent = 5.0;         // of a train
  double first_echo_percent = 10.0;          // of a train
  double echo_time_degraded_percent = 10.0;  // of a weighted image
  double echo_time_refused_percent = 20.0;   // of a weighted image, for signal
  double repetition_time_percent = 15.0;     // degraded beyond
  double echo_train_length_percent = 20.0;   // degraded beyond
  double flip_angle_deg = 5.0;               // degraded beyond
  double voxel_size_percent = 10.0;          // degraded beyond
  double voxel_size_ratio = 1.5;             // refused beyond
  double orientation_degraded_deg = 15.0;
  double orientation_refused_deg = 30.0;
  double isotropic_ratio = 1.5;            // slice spacing to pixel: any orientation will do
  double joint_angle_degraded_deg = 10.0;  // degraded beyond
  double joint_angle_refused_deg = 20.0;   // refused beyond
  double fibre_angle_degraded_deg = 10.0;  // change of the angle to the field near 55 degrees
  double fibre_angle_refused_deg = 20.0;
  double time_of_day_h = 3.0;    // degraded beyond, where the water content is diurnal
  double software_factor = 1.2;  // widening for another software version
  double scanner_factor = 1.5;   // for another scanner of the same model
  double degraded_factor = 1.5;  // for every other degraded check
};

// Compares what decides whether two measurements on series of this role may be subtracted.
// `baseline` and `follow_up` are the series of the acquisitions (the first where there is one
// per echo).
std::vector<ComparabilityCheck> CompareAcquisitions(const SeriesSummary& baseline_series,
                                                    const EchoAcquisition& baseline,
                                                    const SeriesSummary& follow_up_series,
                                                    const EchoAcquisition& follow_up,
                                                    const SeriesRole& role,
                                                    const IndicationProtocol& protocol,
                                                    const ComparabilityThresholds& thresholds);

// "JointAngle": how far the joint is bent otherwise than at the baseline, as the registration
// found it. A tendon under another tension and another angle to the field has another T2
// without any healing.
ComparabilityCheck CompareJointAngle(double turned_deg,
                                     const ComparabilityThresholds& thresholds);

// "FibreAngle": angle between the structure's fibres and the static field (the patient's long
// axis) in both exams. Near 55° the dipolar coupling vanishes and T2 rises (magic angle).
ComparabilityCheck CompareFibreAngle(double baseline_deg,
                                     double follow_up_deg,
                                     const ComparabilityThresholds& thresholds);

// "TimeOfDay" from StudyTime, for structures whose water content follows the day.
ComparabilityCheck CompareTimeOfDay(const std::string& baseline_tm,
                                    const std::string& follow_up_tm,
                                    const ComparabilityThresholds& thresholds);

bool AnyRefused(const std::vector<ComparabilityCheck>& checks);

// Whether a measurement of this domain on the role's series is refused by any check; checks
// without a role concern every role.
bool IsRefusedFor(const std::vector<ComparabilityCheck>& checks,
                  std::string_view role,
                  ComparabilityDomain domain);

// Product of the factors of all checks that are degraded for the domain on the role; 1 where
// all are the same.
double WideningFor(const std::vector<ComparabilityCheck>& checks,
                   std::string_view role,
                   ComparabilityDomain domain);

// One reason per check with this result, with both values.
Reasons ComparabilityReasons(const std::vector<ComparabilityCheck>& checks,
                             Comparability result);

// The same for one domain on one role.
Reasons ComparabilityReasonsFor(const std::vector<ComparabilityCheck>& checks,
                                std::string_view role,
                                ComparabilityDomain domain,
                                Comparability result);

}  // namespace regen
