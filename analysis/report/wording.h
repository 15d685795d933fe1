// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/report/follow_up_report.h"

#include <optional>
#include <string>
#include <string_view>

namespace regen {

// How a report is put into words: the same for plain text and PDF, so that they cannot differ.
// A terminal gets ASCII signs and ISO dates, paper gets typographic ones.
struct Wording {
  Language language = Language::kEnglish;
  bool typographic = false;
};

// "-19.8" or "−19,8": decimal comma in Spanish and Catalan.
std::string NumberText(double value, int decimals, const Wording& wording);
std::string SignedText(double value, int decimals, const Wording& wording);  // "+1.0"

// How many decimals values of a UCUM unit are shown with.
int DecimalsOf(std::string_view unit, double value);

// "41.0 ms"; "not measured" where there is none. On paper mm3 is mm³.
std::string ValueText(const std::optional<double>& value,
                      const std::string& unit,
                      const Wording& wording);
std::string SignedValueText(const std::optional<double>& value,
                            const std::string& unit,
                            const Wording& wording);

// An error beside its value, with one decimal more: "0.04 ms".
std::string ErrorText(double error, const std::string& unit, const Wording& wording);

// "2 Jan 2026" on paper, "2026-01-02" in a terminal.
std::string DateText(const Date& date, const Wording& wording);

// "13 days before the treatment".
std::string TimeText(const TimePoint& point, const Wording& wording);

// "patellar tendon, right", "intervertebral disc, level L4/L5".
std::string TreatedStructureText(const Treatment& treatment, const Wording& wording);

// "T2 of the patellar tendon".
std::string QuantityText(const ReportedMeasurement& measurement, const Wording& wording);

// What the change means, in the words that the interval allows and no others: "Change -19.8 %
// (95 % interval …) exceeds the measurement error (…)." Never "stable", never a cause. Where
// there is no percentage, because the baseline is zero, in the unit.
std::string ChangeSentence(const ReportedMeasurement& measurement, const Wording& wording);

// "exceeds the measurement error".
std::string VerdictText(Verdict verdict, const Wording& wording);
std::string OutcomeText(Outcome outcome, const Wording& wording);
std::string RepeatabilitySourceText(std::string_view source, const Wording& wording);

// "drawn by a reader on the baseline, reviewed, agreement 0.91, …".
std::string RegionText(const FollowUpReport& report, const Wording& wording);

// The bones that carry the structure: "tibia, patella".
std::string CarriedByText(const std::string& carried_by, const Wording& wording);

// A value of the comparability gate ("8 echoes from 6 to 48 ms"); what is a name stays.
std::string CheckValueText(const std::string& check,
                           const std::string& value,
                           const Wording& wording);

// A reason as a line. English: its own text. Else what its code means, then the English text
// as a detail, because that holds the figures.
std::string ReasonText(const Reason& reason, const Wording& wording);

// The primary measurement, else the first; nothing where there is none.
const ReportedMeasurement* PrimaryOf(const FollowUpReport& report);

}  // namespace regen
