// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/selection/comparability.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace regen {
namespace {

// Checks of the exams as a whole: the worst of the three domains is the result.
ComparabilityCheck WholeRow(ComparabilityCheck row,
                            std::string_view code,
                            const ComparabilityThresholds& thresholds) {
  row.result = std::max({row.t2, row.signal, row.geometry});
  if (row.result == Comparability::kSame) return row;
  row.reason_code = std::string(code);
  row.factor = thresholds.degraded_factor;
  return row;
}

// Hours since midnight of a DICOM TM ("HHMM", "HHMMSS.F").
std::optional<double> HoursOf(const std::string& tm) {
  if (tm.size() < 4 || tm.substr(0, 4).find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const int hours = std::stoi(tm.substr(0, 2));
  const int minutes = std::stoi(tm.substr(2, 2));
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours + minutes / 60.0;
}

bool Concerns(const ComparabilityCheck& check, std::string_view role) {
  return check.role.empty() || check.role == role;
}

Reason ReasonOf(const ComparabilityCheck& check) {
  return MakeReason(
      check.reason_code,
      StrCat(check.check, ": baseline ", check.baseline, ", follow-up ", check.follow_up));
}

}  // namespace

std::string_view ComparabilityName(Comparability result) {
  switch (result) {
    case Comparability::kSame:
      return "same";
    case Comparability::kDegraded:
      return "degraded";
    case Comparability::kRefused:
      return "refused";
  }
  return {};
}

Comparability ResultFor(const ComparabilityCheck& check, ComparabilityDomain domain) {
  switch (domain) {
    case ComparabilityDomain::kT2:
      return check.t2;
    case ComparabilityDomain::kSignal:
      return check.signal;
    case ComparabilityDomain::kGeometry:
      return check.geometry;
  }
  return check.result;
}

ComparabilityCheck CompareJointAngle(double turned_deg,
                                     const ComparabilityThresholds& thresholds) {
  ComparabilityCheck row;
  row.check = "JointAngle";
  row.baseline = "reference";
  row.follow_up = StrCat("turned by ", FormatFixed(turned_deg, 1), " degrees");
  const Comparability result =
      turned_deg > thresholds.joint_angle_refused_deg    ? Comparability::kRefused
      : turned_deg > thresholds.joint_angle_degraded_deg ? Comparability::kDegraded
                                                         : Comparability::kSame;
  row.t2 = row.signal = row.geometry = result;
  return WholeRow(std::move(row), reasons::kJointAngleDiffers, thresholds);
}

ComparabilityCheck CompareFibreAngle(double baseline_deg,
                                     double follow_up_deg,
                                     const ComparabilityThresholds& thresholds) {
  // 3 cos² - 1 is within a quarter of its range of zero between about 40° and 70°.
  constexpr double kLeastDeg = 40;
  constexpr double kMostDeg = 70;
  const auto near = [](double deg) { return deg >= kLeastDeg && deg <= kMostDeg; };
  ComparabilityCheck row;
  row.check = "FibreAngle";
  row.baseline = StrCat(FormatFixed(baseline_deg, 1), " degrees to the field");
  row.follow_up = StrCat(FormatFixed(follow_up_deg, 1), " degrees to the field");
  const double changed = std::abs(follow_up_deg - baseline_deg);
  if (near(baseline_deg) || near(follow_up_deg)) {
    if (changed > thresholds.fibre_angle_degraded_deg)
      row.t2 = row.signal = Comparability::kDegraded;
    if (changed > thresholds.fibre_angle_refused_deg) row.t2 = Comparability::kRefused;
  }
  return WholeRow(std::move(row), reasons::kFibreAngleDiffers, thresholds);
}

ComparabilityCheck CompareTimeOfDay(const std::string& baseline_tm,
                                    const std::string& follow_up_tm,
                                    const ComparabilityThresholds& thresholds) {
  const auto a = HoursOf(baseline_tm);
  const auto b = HoursOf(follow_up_tm);
  const auto text = [](const std::optional<double>& hours) {
    return hours ? StrCat(FormatFixed(*hours, 1), " h") : std::string("not stated");
  };
  ComparabilityCheck row;
  row.check = "TimeOfDay";
  row.baseline = text(a);
  row.follow_up = text(b);
  const bool same =
      a && b ? std::abs(*a - *b) <= thresholds.time_of_day_h : a.has_value() == b.has_value();
  // Signals are told against an untreated disc of the same hour.
  if (!same) row.t2 = row.geometry = Comparability::kDegraded;
  return WholeRow(std::move(row), reasons::kTimeOfDayDiffers, thresholds);
}

bool AnyRefused(const std::vector<ComparabilityCheck>& checks) {
  return std::any_of(checks.begin(), checks.end(), [](const ComparabilityCheck& check) {
    return check.result == Comparability::kRefused;
  });
}

bool IsRefusedFor(const std::vector<ComparabilityCheck>& checks,
                  std::string_view role,
                  ComparabilityDomain domain) {
  return std::any_of(checks.begin(), checks.end(), [&](const ComparabilityCheck& check) {
    return Concerns(check, role) && ResultFor(check, domain) == Comparability::kRefused;
  });
}

double WideningFor(const std::vector<ComparabilityCheck>& checks,
                   std::string_view role,
                   ComparabilityDomain domain) {
  double factor = 1;
  for (const ComparabilityCheck& check : checks) {
    if (Concerns(check, role) && ResultFor(check, domain) == Comparability::kDegraded)
      factor *= check.factor;
  }
  return factor;
}

Reasons ComparabilityReasons(const std::vector<ComparabilityCheck>& checks,
                             Comparability result) {
  Reasons found;
  if (result == Comparability::kSame) return found;
  for (const ComparabilityCheck& check : checks) {
    if (check.result == result) found.push_back(ReasonOf(check));
  }
  return found;
}

Reasons ComparabilityReasonsFor(const std::vector<ComparabilityCheck>& checks,
                                std::string_view role,
                                ComparabilityDomain domain,
                                Comparability result) {
  Reasons found;
  if (result == Comparability::kSame) return found;
  for (const ComparabilityCheck& check : checks) {
    if (Concerns(check, role) && ResultFor(check, domain) == result)
      found.push_back(ReasonOf(check));
  }
  return found;
}

}  // namespace regen
