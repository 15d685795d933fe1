// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"
#include "analysis/report/follow_up_report.h"

#include <string>
#include <string_view>

namespace regen {

// report.json, schema version 1 (docs/report-json.md); UTF-8, keys in alphabetical order,
// numbers numbers with 17 significant digits at most, absent values as null.
std::string ReportJson(const FollowUpReport& report);

// The other way round. Absent keys leave their defaults; an error where the text is not a
// report.json of schema version 1.
Result<FollowUpReport> ReadReportJson(std::string_view text);

// The report as plain text for a terminal; no identity in it.
std::string ReportText(const FollowUpReport& report, Language language = Language::kEnglish);

}  // namespace regen
