// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/series_summary.h"

#include <string>
#include <vector>

namespace regen {

struct EchoAcquisition;

enum class Comparability { kSame, kDegraded, kRefused };

std::string_view ComparabilityName(Comparability result);  // "same", "degraded", "refused"

// One row of the comparability gate: both values, with units, and what follows for T2.
struct ComparabilityCheck {
  std::string check;  // "EchoTime": DICOM keyword or name of the derived quantity
  std::string baseline;
  std::string follow_up;
  Comparability result = Comparability::kSame;
  std::string reason_code;  // where not same
};

// Thresholds are configuration of the site; defaults are our proposals, see
// docs/configuration.md.
struct ComparabilityThresholds {
  double field_strength_t = 0.1;          // refused beyond
  double echo_spacing_percent = 5.0;      // refused beyond
  double first_echo_percent = 10.0;       // refused beyond
  double repetition_time_percent = 15.0;  // degraded beyond
  double voxel_size_percent = 10.0;       // degraded beyond
  double voxel_size_ratio = 1.5;          // refused beyond
  double orientation_degraded_deg = 15.0;
  double orientation_refused_deg = 30.0;
  double joint_angle_degraded_deg = 10.0;  // degraded beyond
  double joint_angle_refused_deg = 20.0;   // refused beyond
};

// Compares what decides whether two T2 measurements may be subtracted. `baseline` and
// `follow_up` are the series of the acquisitions (the first where there is one per echo).
std::vector<ComparabilityCheck> CompareAcquisitions(const SeriesSummary& baseline_series,
                                                    const EchoAcquisition& baseline,
                                                    const SeriesSummary& follow_up_series,
                                                    const EchoAcquisition& follow_up,
                                                    const ComparabilityThresholds& thresholds);

// "JointAngle": how far the joint is bent otherwise than at the baseline, as the registration
// found it. A tendon under another tension and another angle to the field has another T2
// without any healing.
ComparabilityCheck CompareJointAngle(double turned_deg,
                                     const ComparabilityThresholds& thresholds);

bool AnyRefused(const std::vector<ComparabilityCheck>& checks);

// One reason per check that is not `same`, with both values.
Reasons ComparabilityReasons(const std::vector<ComparabilityCheck>& checks,
                             Comparability result);

}  // namespace regen
