// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/change/repeatability.h"
#include "analysis/report/follow_up_report.h"

#include <optional>

namespace regen {

// One measured value with this exam's own error as a standard deviation, in the value's unit.
struct ValueWithError {
  double value = 0;
  double standard_error = 0;
};

// What a change is judged by, all as standard deviations of the change: in the measurement's
// unit or, with ErrorModel::kConstantCv, of ln(Y2/Y1).
struct ChangeErrors {
  double of_exams = 0;         // noise, partial volume, position, of both exams
  double repeatability = 0;    // of test–retest, at its upper confidence bound
  double reproducibility = 0;  // because the exams are only degraded comparable
  double combined = 0;         // sqrt(max(of_exams, repeatability)² + reproducibility²)
};

struct ChangeAssessment {
  double change = 0;  // follow-up minus baseline, in the measurement's unit
  double lower = 0;   // 95 % interval of the true change, in the unit
  double upper = 0;
  // Of the baseline; absent where the baseline is zero.
  std::optional<double> change_percent;
  std::optional<double> lower_percent;
  std::optional<double> upper_percent;
  // RC = 1.96 √2 wSD: 95 % of changes by error alone are smaller, with these exams'
  // comparability; in the unit and in percent of the baseline.
  double repeatability = 0;
  std::optional<double> repeatability_percent;
  double z = 0;  // change (or its logarithm) over the combined error
  ChangeErrors errors;
  Verdict verdict = Verdict::kWithinError;
};

// The change of one measurement and its 95 % interval, by its error model (Raunig et al. 2015,
// SMMR 24:27):
//   constant SD    Y2 - Y1 ± 1.96 s,      repeatability² = 2 wSD²
//   proportional   Y2 - Y1 ± 1.96 s,      repeatability² = wCV² (Y1² + Y2²)
//   constant CV    ln(Y2/Y1) ± 1.96 s,    repeatability² = 2 ln(1 + wCV²)
//   s² = max(of_exams, repeatability)² + reproducibility²
//   reproducibility² = (widening² - 1) repeatability²
// `widening` >= 1 is the product of the factors of degraded comparability. The verdict is
// `exceeds-error` where the interval leaves out no change at all, else `within-error`. With
// kConstantCv both values must be positive.
ChangeAssessment AssessChange(ErrorModel model,
                              const ValueWithError& baseline,
                              const ValueWithError& follow_up,
                              const Repeatability& repeatability,
                              double widening);

}  // namespace regen
