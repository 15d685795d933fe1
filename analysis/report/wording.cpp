// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/wording.h"

#include "analysis/base/text.h"
#include "analysis/report/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace regen {
namespace {

// Values of these checks are put together by the gate; those of the others are the images'.
constexpr std::array<std::string_view, 5> kWordedChecks = {
    "EchoTime", "SequenceClass", "FatSuppression", "Orientation", "JointAngle"};

std::string UnitText(const std::string& unit, const Wording& wording) {
  if (unit == "1") return "";
  if (!wording.typographic) return unit;
  if (unit == "mm2") return "mm²";
  if (unit == "mm3") return "mm³";
  return unit;
}

std::string Localised(std::string text, const Wording& wording) {
  if (wording.language != Language::kEnglish) {
    std::replace(text.begin(), text.end(), '.', ',');
  }
  if (wording.typographic && text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

std::string WithUnit(const std::string& number,
                     const std::string& unit,
                     const Wording& wording) {
  const std::string written = UnitText(unit, wording);
  return written.empty() ? number : StrCat(number, " ", written);
}

std::string_view Say(Word word, const Wording& wording) {
  return Text(word, wording.language);
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string NumberText(double value, int decimals, const Wording& wording) {
  return Localised(FormatFixed(value, decimals), wording);
}

std::string SignedText(double value, int decimals, const Wording& wording) {
  const std::string text = FormatFixed(value, decimals);
  return Localised(text.starts_with('-') ? text : "+" + text, wording);
}

int DecimalsOf(std::string_view unit, double value) {
  if (unit == "1") return 3;
  if (unit == "mm") return 2;
  return std::abs(value) < 1000 ? 1 : 0;
}

std::string ValueText(const std::optional<double>& value,
                      const std::string& unit,
                      const Wording& wording) {
  if (!value) return std::string(Say(Word::kNotMeasured, wording));
  return WithUnit(NumberText(*value, DecimalsOf(unit, *value), wording), unit, wording);
}

std::string SignedValueText(const std::optional<double>& value,
                            const std::string& unit,
                            const Wording& wording) {
  if (!value) return std::string(Say(Word::kNotMeasured, wording));
  return WithUnit(SignedText(*value, DecimalsOf(unit, *value), wording), unit, wording);
}

std::string ErrorText(double error, const std::string& unit, const Wording& wording) {
  return WithUnit(NumberText(error, DecimalsOf(unit, error) + 1, wording), unit, wording);
}

std::string DateText(const Date& date, const Wording& wording) {
  if (!wording.typographic) return IsoDate(date);
  const auto months = Split(Say(Word::kMonths, wording), ' ');
  return StrCat(static_cast<int>(static_cast<unsigned>(date.day())),
                " ",
                months[static_cast<unsigned>(date.month()) - 1],
                " ",
                static_cast<int>(date.year()));
}

std::string TimeText(const TimePoint& point, const Wording& wording) {
  if (!point.days_from_treatment) return std::string(Say(Word::kDateUnknown, wording));
  const int days = *point.days_from_treatment;
  const bool one = std::abs(days) == 1;
  const Word word = days < 0 ? (one ? Word::kDayBefore : Word::kDaysBefore)
                             : (one ? Word::kDayAfter : Word::kDaysAfter);
  return Fill(word, wording.language, {StrCat(std::abs(days))});
}

std::string TreatedStructureText(const Treatment& treatment, const Wording& wording) {
  std::string text =
      CodeText(CodeKind::kStructure, IndicationName(treatment.indication), wording.language);
  if (treatment.side) {
    const Word side = *treatment.side == Side::kLeft ? Word::kLeft : Word::kRight;
    text += StrCat(", ", Say(side, wording));
  }
  if (!treatment.level.empty())
    text += ", " + Fill(Word::kLevel, wording.language, {treatment.level});
  return text;
}

std::string QuantityText(const ReportedMeasurement& measurement, const Wording& wording) {
  return Fill(Word::kQuantityOf,
              wording.language,
              {CodeText(CodeKind::kMeasurement, measurement.name, wording.language),
               CodeText(CodeKind::kStructure, measurement.structure, wording.language)});
}

std::string ChangeSentence(const ReportedMeasurement& m, const Wording& wording) {
  const bool exceeds = m.verdict == Verdict::kExceedsError;
  const bool whole = m.change_percent && m.change_percent_lower && m.change_percent_upper &&
                     m.repeatability_percent;
  const bool in_unit = !m.change_percent && m.change && m.change_lower && m.change_upper;
  if (m.verdict == Verdict::kNotComparable || (!whole && !in_unit))
    return std::string(Say(Word::kNotCompared, wording));
  if (in_unit) {
    return Fill(exceeds ? Word::kChangeExceedsInUnit : Word::kChangeWithinInUnit,
                wording.language,
                {SignedValueText(m.change, m.unit, wording),
                 SignedValueText(m.change_lower, m.unit, wording),
                 SignedValueText(m.change_upper, m.unit, wording)});
  }
  const Word word = exceeds ? Word::kChangeExceeds : Word::kChangeWithin;
  return Fill(word,
              wording.language,
              {SignedText(*m.change_percent, 1, wording),
               SignedText(*m.change_percent_lower, 1, wording),
               SignedText(*m.change_percent_upper, 1, wording),
               NumberText(*m.repeatability_percent, 1, wording),
               RepeatabilitySourceText(m.repeatability_source, wording)});
}

std::string VerdictText(Verdict verdict, const Wording& wording) {
  switch (verdict) {
    case Verdict::kExceedsError:
      return std::string(Say(Word::kVerdictExceeds, wording));
    case Verdict::kWithinError:
      return std::string(Say(Word::kVerdictWithin, wording));
    case Verdict::kNotComparable:
      break;
  }
  return std::string(Say(Word::kVerdictNotComparable, wording));
}

std::string OutcomeText(Outcome outcome, const Wording& wording) {
  switch (outcome) {
    case Outcome::kMeasured:
      return std::string(Say(Word::kOutcomeMeasured, wording));
    case Outcome::kHeld:
      return std::string(Say(Word::kOutcomeHeld, wording));
    case Outcome::kRefused:
      break;
  }
  return std::string(Say(Word::kOutcomeRefused, wording));
}

std::string RepeatabilitySourceText(std::string_view source, const Wording& wording) {
  Word word = Word::kSourceUnknown;
  if (source == "site") word = Word::kSourceSite;
  if (source == "literature") word = Word::kSourceLiterature;
  if (source == "phantom") word = Word::kSourcePhantom;
  return std::string(Say(word, wording));
}

std::string RegionText(const FollowUpReport& report, const Wording& wording) {
  Word method = Word::kRegionReader;
  if (report.region_method == RegionMethod::kPropagated) method = Word::kRegionPropagated;
  if (report.region_method == RegionMethod::kAutomatic) method = Word::kRegionAutomatic;
  if (report.region_method == RegionMethod::kExternal) method = Word::kRegionExternal;
  std::vector<std::string> parts{
      std::string(Say(method, wording)),
      std::string(Say(report.region_reviewed ? Word::kReviewed : Word::kNotReviewed, wording))};
  const RegionQuality& quality = report.region_quality;
  const auto add = [&](Word word, const std::vector<std::string>& values) {
    parts.push_back(Fill(word, wording.language, values));
  };
  if (quality.proposal)
    add(Word::kProposalQuality, {NumberText(*quality.proposal, 2, wording)});
  if (quality.agreement) add(Word::kAgreement, {NumberText(*quality.agreement, 2, wording)});
  if (quality.volume_change_percent && quality.mean_shift_mm) {
    add(Word::kOutlineMoved,
        {SignedText(*quality.mean_shift_mm, 2, wording),
         SignedText(*quality.volume_change_percent, 1, wording)});
  }
  return JoinStrings(parts, ", ");
}

std::string CarriedByText(const std::string& carried_by, const Wording& wording) {
  std::string text;
  for (const std::string& bone : Split(carried_by, ',')) {
    if (!text.empty()) text += ", ";
    text += CodeText(CodeKind::kStructure, Trim(bone), wording.language);
  }
  return text;
}

std::string CheckValueText(const std::string& check,
                           const std::string& value,
                           const Wording& wording) {
  if (wording.language == Language::kEnglish) return value;
  const bool worded =
      std::find(kWordedChecks.begin(), kWordedChecks.end(), check) != kWordedChecks.end();
  std::string text = value;
  for (const WordRow& row : RowsOf(CodeKind::kCheckValue)) {
    if (value == row.code) return std::string(row.text.In(wording.language));
    // Parts of values begin or end with a blank; whole ones do not.
    const bool part = row.code.starts_with(' ') || row.code.ends_with(' ');
    if (worded && part) ReplaceAll(text, row.code, row.text.In(wording.language));
  }
  return text;
}

std::string ReasonText(const Reason& reason, const Wording& wording) {
  if (wording.language == Language::kEnglish) return reason.text;
  const std::string meaning = CodeText(CodeKind::kReason, reason.code, wording.language);
  if (reason.text.empty()) return meaning;
  return StrCat(meaning, " (", Say(Word::kDetail, wording), ": ", reason.text, ")");
}

const ReportedMeasurement* PrimaryOf(const FollowUpReport& report) {
  for (const ReportedMeasurement& measurement : report.measurements) {
    if (measurement.primary) return &measurement;
  }
  return report.measurements.empty() ? nullptr : &report.measurements.front();
}

}  // namespace regen
