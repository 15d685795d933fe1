// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/change_assessment.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double k95 = 1.96;  // normal quantile of a two-sided 95 % interval

// The value whose logarithm's error is asked for, never nothing.
double RelativeError(const ValueWithError& value) {
  return value.standard_error / value.value;
}

ChangeErrors ErrorsOf(ErrorModel model,
                      const ValueWithError& baseline,
                      const ValueWithError& follow_up,
                      double within_subject,
                      double widening) {
  ChangeErrors errors;
  switch (model) {
    case ErrorModel::kConstantCv:
      errors.of_exams = std::hypot(RelativeError(baseline), RelativeError(follow_up));
      errors.repeatability = std::numbers::sqrt2 * LogStandardDeviation(within_subject);
      break;
    case ErrorModel::kConstantSd:
      errors.of_exams = std::hypot(baseline.standard_error, follow_up.standard_error);
      errors.repeatability = std::numbers::sqrt2 * within_subject;
      break;
    case ErrorModel::kProportional:
      errors.of_exams = std::hypot(baseline.standard_error, follow_up.standard_error);
      errors.repeatability = within_subject / 100 * std::hypot(baseline.value, follow_up.value);
      break;
  }
  errors.reproducibility = std::sqrt(widening * widening - 1) * errors.repeatability;
  errors.combined =
      std::hypot(std::max(errors.of_exams, errors.repeatability), errors.reproducibility);
  return errors;
}

void Interval(ErrorModel model,
              const ValueWithError& baseline,
              const ValueWithError& follow_up,
              ChangeAssessment& result) {
  const double half_width = k95 * result.errors.combined;
  if (model == ErrorModel::kConstantCv) {
    const double log_ratio = std::log(follow_up.value / baseline.value);
    result.lower = baseline.value * std::expm1(log_ratio - half_width);
    result.upper = baseline.value * std::expm1(log_ratio + half_width);
    result.z = result.errors.combined > 0 ? log_ratio / result.errors.combined : 0;
    return;
  }
  result.lower = result.change - half_width;
  result.upper = result.change + half_width;
  result.z = result.errors.combined > 0 ? result.change / result.errors.combined : 0;
}

}  // namespace

ChangeAssessment AssessChange(ErrorModel model,
                              const ValueWithError& baseline,
                              const ValueWithError& follow_up,
                              const Repeatability& repeatability,
                              double widening) {
  assert(widening >= 1);
  assert(model != ErrorModel::kConstantCv || (baseline.value > 0 && follow_up.value > 0));
  ChangeAssessment result;
  result.change = follow_up.value - baseline.value;
  const double within_subject = UpperBoundOfWithinSubject(repeatability);
  result.errors = ErrorsOf(model, baseline, follow_up, within_subject, widening);
  Interval(model, baseline, follow_up, result);
  const double rc = k95 * std::numbers::sqrt2 * within_subject * widening;
  const bool absolute = model == ErrorModel::kConstantSd;
  result.repeatability = absolute ? rc : rc / 100 * baseline.value;
  if (!absolute) result.repeatability_percent = rc;
  if (baseline.value > 0) {
    result.change_percent = 100.0 * result.change / baseline.value;
    // None of these quantities is negative: no true change takes away more than there was.
    result.lower_percent = std::max(100.0 * result.lower / baseline.value, -100.0);
    result.upper_percent = 100.0 * result.upper / baseline.value;
    if (absolute) result.repeatability_percent = 100.0 * rc / baseline.value;
  }
  const bool exceeds = result.lower > 0 || result.upper < 0;
  result.verdict = exceeds ? Verdict::kExceedsError : Verdict::kWithinError;
  return result;
}

}  // namespace regen
