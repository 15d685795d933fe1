// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// One value of a test–retest study.
struct RetestValue {
  std::string subject;
  double value = 0;
  std::optional<double> true_value;  // of a phantom, in the same unit
};

// An estimate with its two-sided 95 % confidence limits.
struct Bounded {
  double value = 0;
  double lower = 0;
  double upper = 0;
};

// How measured follow true values, by least squares: measured = intercept + slope · true.
struct Linearity {
  int values = 0;
  Bounded slope;
  double intercept = 0;
  double r_squared = 0;
};

// What repeated exams of unchanged subjects say about a measurement (Raunig et al. 2015, SMMR
// 24:27). Subject i has K_i values y_ij, mean m_i and variance s_i²; d = Σ (K_i - 1).
//   wSD² = Σ (K_i - 1) s_i² / d            wCV² = Σ (K_i - 1) s_i² / m_i² / d
//   RC   = 1.96 √2 wSD                     %RC  = 100 · 1.96 √2 wCV
// Limits by d w² / σ² ~ χ²(d). For wCV they hold where the errors are small against the value.
struct RetestResult {
  int subjects = 0;            // with at least two values
  int values = 0;              // of those subjects
  int degrees_of_freedom = 0;  // d
  double mean = 0;             // of the subjects' means
  Bounded within_subject_sd;
  Bounded repeatability;  // RC, in the unit
  // Absent where a subject's mean is not positive.
  std::optional<Bounded> within_subject_cv_percent;
  std::optional<Bounded> repeatability_percent;
  // Upper limit of wSD and wCV at one-sided 95 %: what a claim is compared with.
  double within_subject_sd_claim = 0;
  std::optional<double> within_subject_cv_claim_percent;
  std::optional<Linearity> linearity;  // at least three values with two true values
};

// Nothing where no subject has two values.
std::optional<RetestResult> AnalyseRetest(const std::vector<RetestValue>& values);

}  // namespace regen
