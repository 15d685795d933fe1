// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "analysis/report/follow_up_report.h"

namespace regen {

// report.json, schema version 1 (docs/report-json.md); UTF-8, keys in a fixed order, numbers in
// their shortest exact form, absent values as null.
std::string ReportJson(const FollowUpReport& report);

// The report as plain text for a terminal; no identity in it.
std::string ReportText(const FollowUpReport& report);

}  // namespace regen
