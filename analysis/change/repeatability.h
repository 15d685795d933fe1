// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace regen {

// How much a measurement differs when nothing has changed, from test–retest pairs, and how well
// it is known.
struct Repeatability {
  // wCV in % or, for a measurement of constant SD, wSD in its unit.
  double within_subject = 0;
  int subjects = 0;      // of the test–retest study; 0: not stated
  std::string source;    // "site", "literature", "phantom"
  std::string citation;  // for people
};

// Upper 95 % confidence bound of it. With two exams of n subjects there are n degrees of
// freedom, and the bound is w · sqrt(n / χ²(0.05, n)) (Raunig et al. 2015, SMMR 24:27). Where n
// is not stated, w · 1.4, which is the bound for about 18 subjects.
double UpperBoundOfWithinSubject(const Repeatability& repeatability);

// Standard deviation of ln of a measurement that has this wCV: σ² = ln(1 + wCV²).
double LogStandardDeviation(double wcv_percent);

}  // namespace regen
