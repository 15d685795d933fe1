// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/follow_up_report.h"

namespace regen {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kMeasured:
      return "measured";
    case Outcome::kHeld:
      return "held";
    case Outcome::kRefused:
      return "refused";
  }
  return {};
}

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExceedsError:
      return "exceeds-error";
    case Verdict::kWithinError:
      return "within-error";
    case Verdict::kNotComparable:
      return "not-comparable";
  }
  return {};
}

std::string_view RegionMethodName(RegionMethod method) {
  switch (method) {
    case RegionMethod::kReader:
      return "reader";
    case RegionMethod::kPropagated:
      return "propagated";
    case RegionMethod::kAutomatic:
      return "automatic";
    case RegionMethod::kExternal:
      return "external";
  }
  return {};
}

}  // namespace regen
