// SPDX-License-Identifier: GPL-3.0-or-later

#include "analysis/base/text.h"
#include "analysis/report/report_json.h"

namespace regen {
namespace {

std::string Days(const TimePoint& point) {
  if (!point.days_from_treatment) return "date unknown";
  const int days = *point.days_from_treatment;
  return StrCat(std::abs(days), days < 0 ? " days before" : " days after", " the treatment");
}

std::string Signed(double value, int decimals) {
  const std::string text = FormatFixed(value, decimals);
  return text.starts_with('-') ? text : "+" + text;
}

std::string Value(const std::optional<double>& value, const std::string& unit) {
  return value ? StrCat(FormatFixed(*value, 1), " ", unit) : "not measured";
}

// The verdict in the words that the interval allows, and no others.
std::string Sentence(const ReportedMeasurement& m) {
  if (m.verdict == Verdict::kNotComparable || !m.change_percent) return "Not compared.";
  const std::string change = StrCat("Change ",
                                    Signed(*m.change_percent, 1),
                                    " % (95 % interval ",
                                    Signed(*m.change_percent_lower, 1),
                                    " to ",
                                    Signed(*m.change_percent_upper, 1),
                                    " %)");
  const std::string error = StrCat("the measurement error (repeatability coefficient ",
                                   FormatFixed(*m.repeatability_percent, 1),
                                   " %, ",
                                   m.repeatability_source,
                                   ")");
  if (m.verdict == Verdict::kExceedsError) return StrCat(change, " exceeds ", error, ".");
  return StrCat(
      change, " is within ", error, "; neither change nor absence of change is shown.");
}

void AppendReasons(std::string& out, const char* title, const Reasons& reasons) {
  for (const Reason& reason : reasons) {
    out += StrCat(title, reason.code, ": ", reason.text, "\n");
  }
}

void AppendMeasurement(std::string& out, const ReportedMeasurement& m) {
  out += StrCat("\n",
                m.name,
                " of ",
                m.structure,
                m.primary ? " (primary)" : " (secondary, not adjusted)",
                "\n");
  out += StrCat("  baseline   ", Value(m.baseline, m.unit), "\n");
  out += StrCat("  follow-up  ", Value(m.follow_up, m.unit), "\n");
  if (m.follow_up_exam && m.follow_up_exam->registration_error) {
    out += StrCat("  by position of the region +/- ",
                  FormatFixed(*m.follow_up_exam->registration_error, 2),
                  " ",
                  m.unit,
                  "\n");
  }
  out += StrCat("  ", Sentence(m), "\n");
  if (!m.repeatability_citation.empty()) {
    out += StrCat("  Repeatability: ", m.repeatability_citation, "\n");
  }
  AppendReasons(out, "  ", m.reasons);
}

void AppendRegion(std::string& out, const FollowUpReport& report) {
  if (report.registrations.empty()) return;  // nothing was measured with it
  const RegionQuality& quality = report.region_quality;
  out += StrCat("\nRegion     ",
                RegionMethodName(report.region_method),
                report.region_reviewed ? ", reviewed" : ", not reviewed");
  if (quality.proposal) out += StrCat(", quality ", FormatFixed(*quality.proposal, 2));
  if (quality.agreement) out += StrCat(", agreement ", FormatFixed(*quality.agreement, 2));
  if (quality.volume_change_percent && quality.mean_shift_mm) {
    out += StrCat(", outline moved by ",
                  Signed(*quality.mean_shift_mm, 2),
                  " mm, volume ",
                  Signed(*quality.volume_change_percent, 1),
                  " %");
  }
  out += "\n";
}

void AppendDistance(std::string& out, const char* name, double mm) {
  if (mm >= 0) out += StrCat(", ", name, " ", FormatFixed(mm, 2), " mm");
}

void AppendRegistration(std::string& out, const FollowUpReport& report) {
  const RegistrationSummary& whole = report.registration;
  if (!whole.carried_by.empty()) out += StrCat("Carried by ", whole.carried_by, "\n");
  if (whole.uncertainty_mm) {
    out += StrCat("Position known to ", FormatFixed(*whole.uncertainty_mm, 2), " mm\n");
  }
  if (whole.joint_angle_deg) {
    out += StrCat("Joint turned by ", FormatFixed(*whole.joint_angle_deg, 1), " degrees\n");
  }
  for (const StructureRegistration& r : report.registrations) {
    out += StrCat("Alignment at ",
                  r.name,
                  ": ",
                  r.usable ? "usable" : "not usable",
                  ", correlation ",
                  FormatFixed(r.correlation, 2));
    AppendDistance(out, "forward-backward", r.inverse_consistency_mm);
    AppendDistance(out, "halves", r.half_sample_mm);
    AppendDistance(out, "remaining shift", r.residual_mm);
    if (!r.why_not.empty()) out += StrCat("; ", r.why_not);
    out += "\n";
  }
}

void AppendComparability(std::string& out, const std::vector<ComparabilityCheck>& checks) {
  int same = 0;
  for (const ComparabilityCheck& check : checks) {
    if (check.result == Comparability::kSame) {
      ++same;
      continue;
    }
    out += StrCat("Comparability ",
                  check.check,
                  ": ",
                  ComparabilityName(check.result),
                  " (",
                  check.baseline,
                  " / ",
                  check.follow_up,
                  ")\n");
  }
  if (same > 0)
    out += StrCat("Comparability: ", same, " of ", checks.size(), " checks are the same\n");
}

}  // namespace

std::string ReportText(const FollowUpReport& report) {
  std::string out = StrCat("Follow-up report (unverified)\n\nTreatment ",
                           report.treatment.id,
                           ": ",
                           IndicationName(report.treatment.indication));
  if (report.treatment.side)
    out += *report.treatment.side == Side::kLeft ? ", left" : ", right";
  if (!report.treatment.level.empty()) out += ", " + report.treatment.level;
  out += StrCat(", applied ", IsoDate(report.treatment.application_date), "\n");
  for (const TimePoint& point : report.time_points) {
    out += StrCat(point.is_baseline ? "Baseline   " : "Follow-up  ",
                  point.date ? IsoDate(*point.date) : std::string("no date"),
                  ", ",
                  Days(point),
                  "\n");
  }
  out += StrCat("Outcome    ", OutcomeName(report.outcome), "\n");
  AppendReasons(out, "  ", report.reasons);
  AppendReasons(out, "  note: ", report.warnings);
  for (const ReportedMeasurement& m : report.measurements) AppendMeasurement(out, m);
  AppendRegion(out, report);
  AppendRegistration(out, report);
  AppendComparability(out, report.comparability);
  out += StrCat("\nOrthanc Regeneration ",
                report.software.version,
                ". Structure as measured by MRI; not a diagnosis.\n");
  return out;
}

}  // namespace regen
