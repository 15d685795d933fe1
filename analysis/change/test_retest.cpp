// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/test_retest.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace regen {
namespace {

constexpr double k95 = 1.96;

// Sums over subjects with at least two values.
struct WithinSums {
  int subjects = 0;
  int values = 0;
  int degrees = 0;
  double squares = 0;           // Σ (K - 1) s²
  double relative_squares = 0;  // Σ (K - 1) s² / m²
  double means = 0;
  bool all_positive = true;
};

WithinSums SumsOf(const std::vector<RetestValue>& values) {
  std::map<std::string, std::vector<double>> by_subject;
  for (const RetestValue& value : values) by_subject[value.subject].push_back(value.value);
  WithinSums sums;
  for (const auto& [subject, repeats] : by_subject) {
    if (repeats.size() < 2) continue;
    const auto n = static_cast<double>(repeats.size());
    double mean = 0;
    for (const double value : repeats) mean += value / n;
    double squares = 0;
    for (const double value : repeats) squares += (value - mean) * (value - mean);
    ++sums.subjects;
    sums.values += static_cast<int>(repeats.size());
    sums.degrees += static_cast<int>(repeats.size()) - 1;
    sums.squares += squares;
    sums.means += mean;
    sums.all_positive = sums.all_positive && mean > 0;
    if (mean > 0) sums.relative_squares += squares / (mean * mean);
  }
  return sums;
}

Bounded Scaled(const Bounded& bounded, double factor) {
  return {bounded.value * factor, bounded.lower * factor, bounded.upper * factor};
}

// A standard deviation of `degrees` degrees of freedom with its limits.
Bounded WithLimits(double sd, int degrees) {
  const double d = degrees;
  const boost::math::chi_squared distribution(d);
  return {sd,
          sd * std::sqrt(d / boost::math::quantile(distribution, 0.975)),
          sd * std::sqrt(d / boost::math::quantile(distribution, 0.025))};
}

double ClaimLimit(double sd, int degrees) {
  const double d = degrees;
  return sd * std::sqrt(d / boost::math::quantile(boost::math::chi_squared(d), 0.05));
}

std::optional<Linearity> LinearityOf(const std::vector<RetestValue>& values) {
  double n = 0;
  double mean_x = 0;
  double mean_y = 0;
  for (const RetestValue& value : values) {
    if (!value.true_value) continue;
    n += 1;
    mean_x += *value.true_value;
    mean_y += value.value;
  }
  if (n < 3) return std::nullopt;
  mean_x /= n;
  mean_y /= n;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (const RetestValue& value : values) {
    if (!value.true_value) continue;
    const double x = *value.true_value - mean_x;
    const double y = value.value - mean_y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  if (!(xx > 0) || !(yy > 0)) return std::nullopt;
  Linearity linearity;
  linearity.values = static_cast<int>(n);
  const double slope = xy / xx;
  const double residual = std::max(0.0, yy - slope * xy);
  const double error = std::sqrt(residual / (n - 2) / xx);
  const double t = boost::math::quantile(boost::math::students_t(n - 2), 0.975);
  linearity.slope = {slope, slope - t * error, slope + t * error};
  linearity.intercept = mean_y - slope * mean_x;
  linearity.r_squared = slope * xy / yy;
  return linearity;
}

}  // namespace

std::optional<RetestResult> AnalyseRetest(const std::vector<RetestValue>& values) {
  const WithinSums sums = SumsOf(values);
  if (sums.degrees == 0) return std::nullopt;
  const double d = sums.degrees;
  const double rc = k95 * std::numbers::sqrt2;
  RetestResult result;
  result.subjects = sums.subjects;
  result.values = sums.values;
  result.degrees_of_freedom = sums.degrees;
  result.mean = sums.means / sums.subjects;
  const double sd = std::sqrt(sums.squares / d);
  result.within_subject_sd = WithLimits(sd, sums.degrees);
  result.within_subject_sd_claim = ClaimLimit(sd, sums.degrees);
  result.repeatability = Scaled(result.within_subject_sd, rc);
  if (sums.all_positive) {
    const double cv = 100 * std::sqrt(sums.relative_squares / d);
    result.within_subject_cv_percent = WithLimits(cv, sums.degrees);
    result.within_subject_cv_claim_percent = ClaimLimit(cv, sums.degrees);
    result.repeatability_percent = Scaled(*result.within_subject_cv_percent, rc);
  }
  result.linearity = LinearityOf(values);
  return result;
}

}  // namespace regen
