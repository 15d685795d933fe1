// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/change/repeatability.h"
#include "analysis/report/follow_up_report.h"

#include <optional>

namespace regen {

// One measured value with the standard error of its logarithm from the exam itself.
struct MeasuredValue {
  double value = 0;  // > 0
  double log_standard_error = 0;
};

struct ChangeAssessment {
  double change = 0;          // follow-up minus baseline, in the measurement's unit
  double change_percent = 0;  // of the baseline
  double lower_percent = 0;   // 95 % interval of the true change
  double upper_percent = 0;
  double repeatability_percent =
      0;  // RC = 1.96 √2 wCV: 95 % of changes by error alone are smaller
  Verdict verdict = Verdict::kWithinError;
};

// For a measurement whose error is proportional to its value, in logarithms:
//   ln(Y2/Y1) ± 1.96 sqrt( max(exam², repeatability²) · inflation² )
//   exam²          = SE(ln Y1)² + SE(ln Y2)²
//   repeatability² = 2 ln(1 + wCV²), wCV at its upper confidence bound
// `inflation` >= 1 widens the error for degraded comparability. The verdict is `exceeds-error`
// where the interval leaves out no change at all (0 %), else `within-error`.
ChangeAssessment AssessChange(const MeasuredValue& baseline,
                              const MeasuredValue& follow_up,
                              const Repeatability& repeatability,
                              double inflation);

// Product of the factors of all degraded checks; 1 where all are the same.
double InflationOf(const std::vector<ComparabilityCheck>& checks);

}  // namespace regen
