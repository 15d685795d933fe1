// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/repeatability.h"

#include <cassert>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

namespace regen {
namespace {
constexpr double kFactorWhereSubjectsUnknown = 1.4;
}

double UpperBoundOfWithinSubject(const Repeatability& repeatability) {
  assert(repeatability.subjects >= 0);
  if (repeatability.subjects == 0) {
    return kFactorWhereSubjectsUnknown * repeatability.within_subject;
  }
  const double n = repeatability.subjects;
  const double chi_squared = boost::math::quantile(boost::math::chi_squared(n), 0.05);
  return repeatability.within_subject * std::sqrt(n / chi_squared);
}

double LogStandardDeviation(double wcv_percent) {
  const double wcv = wcv_percent / 100.0;
  return std::sqrt(std::log1p(wcv * wcv));
}

}  // namespace regen
