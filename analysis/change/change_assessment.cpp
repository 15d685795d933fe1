// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/change_assessment.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double k95 = 1.96;  // normal quantile of a two-sided 95 % interval

// Our factors, not published ones; they are printed in docs/measurements.md.
double InflationOfCheck(const ComparabilityCheck& check) {
  if (check.result != Comparability::kDegraded) return 1.0;
  if (check.check == "SoftwareVersions") return 1.2;
  return 1.5;
}

}  // namespace

double InflationOf(const std::vector<ComparabilityCheck>& checks) {
  double inflation = 1.0;
  for (const ComparabilityCheck& check : checks) inflation *= InflationOfCheck(check);
  return inflation;
}

ChangeAssessment AssessChange(const MeasuredValue& baseline,
                              const MeasuredValue& follow_up,
                              const Repeatability& repeatability,
                              double inflation) {
  assert(baseline.value > 0 && follow_up.value > 0 && inflation >= 1);
  ChangeAssessment result;
  result.change = follow_up.value - baseline.value;
  result.change_percent = 100.0 * result.change / baseline.value;

  const double wcv_percent = UpperBoundOfWcvPercent(repeatability);
  result.repeatability_percent = k95 * std::numbers::sqrt2 * wcv_percent * inflation;
  const double of_exams = std::hypot(baseline.log_standard_error, follow_up.log_standard_error);
  const double of_repeats = std::numbers::sqrt2 * LogStandardDeviation(wcv_percent);
  const double half_width = k95 * std::max(of_exams, of_repeats) * inflation;

  const double log_ratio = std::log(follow_up.value / baseline.value);
  result.lower_percent = 100.0 * std::expm1(log_ratio - half_width);
  result.upper_percent = 100.0 * std::expm1(log_ratio + half_width);
  const bool exceeds = result.lower_percent > 0 || result.upper_percent < 0;
  result.verdict = exceeds ? Verdict::kExceedsError : Verdict::kWithinError;
  return result;
}

}  // namespace regen
