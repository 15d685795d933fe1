// SPDX-License-Identifier: GPL-3.0-or-later

#include "analysis/base/text.h"
#include "analysis/report/report_json.h"
#include "analysis/report/wording.h"
#include "analysis/report/words.h"

namespace regen {
namespace {

// Columns of a terminal in which names of lines stand before their values.
constexpr std::size_t kNameWidth = 11;

// Puts lines of text together in one language.
class TextWriter {
 public:
  explicit TextWriter(Language language) : wording_{language, false} {}

  const Wording& wording() const { return wording_; }
  std::string_view Say(Word word) const { return Text(word, wording_.language); }
  std::string Say(Word word, const std::vector<std::string>& parts) const {
    return Fill(word, wording_.language, parts);
  }
  std::string Number(double value, int decimals) const {
    return NumberText(value, decimals, wording_);
  }
  void Line(std::string_view text) { out_ += StrCat(text, "\n"); }

  // "Baseline   2026-01-02, …": the name padded by its characters, not by its bytes.
  void Named(std::string_view indent, std::string_view name, std::string_view value) {
    std::size_t characters = 0;
    for (const char c : name) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    const std::size_t blanks = characters < kNameWidth ? kNameWidth - characters : 1;
    Line(StrCat(indent, name, std::string(blanks, ' '), value));
  }
  void Named(Word name, std::string_view value) { Named("", Say(name), value); }

  void List(std::string_view title, const Reasons& list) {
    for (const Reason& reason : list) {
      Line(StrCat("  ", title, reason.code, ": ", ReasonText(reason, wording_)));
    }
  }

  const std::string& text() const { return out_; }

 private:
  Wording wording_;
  std::string out_;
};

void AppendHead(TextWriter& out, const FollowUpReport& report) {
  out.Line(StrCat(out.Say(Word::kTextTitle), "\n"));
  out.Line(StrCat(
      out.Say(Word::kTreatment),
      " ",
      report.treatment.id,
      ": ",
      TreatedStructureText(report.treatment, out.wording()),
      ", ",
      out.Say(Word::kApplied, {DateText(report.treatment.application_date, out.wording())})));
  for (const TimePoint& point : report.time_points) {
    const std::string date =
        point.date ? DateText(*point.date, out.wording()) : std::string(out.Say(Word::kNoDate));
    out.Named(point.is_baseline ? Word::kBaseline : Word::kFollowUp,
              StrCat(date, ", ", TimeText(point, out.wording())));
  }
  out.Named(Word::kOutcome, OutcomeText(report.outcome, out.wording()));
  out.List("", report.reasons);
  out.List(StrCat(out.Say(Word::kNote), ": "), report.warnings);
}

void AppendMeasurement(TextWriter& out, const ReportedMeasurement& m) {
  const Wording& wording = out.wording();
  out.Line(StrCat("\n",
                  QuantityText(m, wording),
                  " (",
                  out.Say(m.primary ? Word::kPrimary : Word::kSecondary),
                  ")"));
  out.Named("  ", out.Say(Word::kBaseline), ValueText(m.baseline, m.unit, wording));
  out.Named("  ", out.Say(Word::kFollowUp), ValueText(m.follow_up, m.unit, wording));
  if (m.follow_up_exam && m.follow_up_exam->registration_error) {
    const std::string error = ErrorText(*m.follow_up_exam->registration_error, m.unit, wording);
    out.Line(StrCat("  ", out.Say(Word::kByPosition, {error})));
  }
  out.Line(StrCat("  ", ChangeSentence(m, wording)));
  if (!m.repeatability_citation.empty()) {
    out.Line(StrCat("  ", out.Say(Word::kRepeatabilityFrom, {m.repeatability_citation})));
  }
  out.List("", m.reasons);
}

void AppendDistance(TextWriter& out, std::string& line, Word name, double mm) {
  if (mm >= 0) line += StrCat(", ", ToLower(out.Say(name)), " ", out.Number(mm, 2), " mm");
}

void AppendRegistration(TextWriter& out, const FollowUpReport& report) {
  const RegistrationSummary& whole = report.registration;
  if (!whole.carried_by.empty()) {
    out.Line(out.Say(Word::kCarriedBy, {CarriedByText(whole.carried_by, out.wording())}));
  }
  if (whole.uncertainty_mm)
    out.Line(out.Say(Word::kPositionKnown, {out.Number(*whole.uncertainty_mm, 2)}));
  if (whole.joint_angle_deg)
    out.Line(out.Say(Word::kJointTurned, {out.Number(*whole.joint_angle_deg, 1)}));
  if (!report.registrations.empty()) out.Line(StrCat(out.Say(Word::kRegistration), ":"));
  for (const StructureRegistration& r : report.registrations) {
    std::string line = StrCat("  ",
                              CodeText(CodeKind::kStructure, r.name, out.wording().language),
                              ": ",
                              ToLower(out.Say(Word::kUsable)),
                              " ",
                              out.Say(r.usable ? Word::kYes : Word::kNo),
                              ", ",
                              ToLower(out.Say(Word::kCorrelation)),
                              " ",
                              out.Number(r.correlation, 2));
    AppendDistance(out, line, Word::kInverseConsistency, r.inverse_consistency_mm);
    AppendDistance(out, line, Word::kHalves, r.half_sample_mm);
    AppendDistance(out, line, Word::kRemainingShift, r.residual_mm);
    if (!r.why_not.empty()) line += StrCat("; ", r.why_not);
    out.Line(line);
  }
}

void AppendComparability(TextWriter& out, const std::vector<ComparabilityCheck>& checks) {
  if (checks.empty()) return;
  out.Line(StrCat(out.Say(Word::kComparability), ":"));
  int same = 0;
  for (const ComparabilityCheck& check : checks) {
    if (check.result == Comparability::kSame) {
      ++same;
      continue;
    }
    const Word result =
        check.result == Comparability::kDegraded ? Word::kDegraded : Word::kRefused;
    out.Line(StrCat("  ",
                    CodeText(CodeKind::kCheck, check.check, out.wording().language),
                    ": ",
                    out.Say(result),
                    " (",
                    CheckValueText(check.check, check.baseline, out.wording()),
                    " / ",
                    CheckValueText(check.check, check.follow_up, out.wording()),
                    ")"));
  }
  out.Line(StrCat("  ", out.Say(Word::kSameOf, {StrCat(same), StrCat(checks.size())})));
}

}  // namespace

std::string ReportText(const FollowUpReport& report, Language language) {
  TextWriter out(language);
  AppendHead(out, report);
  for (const ReportedMeasurement& m : report.measurements) AppendMeasurement(out, m);
  if (!report.registrations.empty()) {  // else nothing was measured with the region
    out.Line("");
    out.Named(Word::kRegion, RegionText(report, out.wording()));
  }
  AppendRegistration(out, report);
  AppendComparability(out, report.comparability);
  out.Line(StrCat("\nOrthanc Regeneration ",
                  report.software.version,
                  ". ",
                  out.Say(Word::kNotADiagnosis),
                  "."));
  return out.text();
}

}  // namespace regen
