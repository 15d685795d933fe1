// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/select_series.h"

#include <vector>

#include <json/value.h>

namespace regen {

// Reasons and candidates as they stand in report.json, in REST answers and in the database:
// [{"Code", "Text"}] and [{"StudyInstanceUID", "SeriesInstanceUID", "SeriesDescription",
// "Selected", "Reasons"}]. Reading leaves out what has another shape.
Json::Value ReasonsValue(const Reasons& reasons);
Reasons ReasonsOf(const Json::Value& list);

Json::Value CandidatesValue(const std::vector<Candidate>& candidates);
std::vector<Candidate> CandidatesOf(const Json::Value& list);

// The member's text; empty where it is missing or no text. `object` must be an object.
std::string TextOf(const Json::Value& object, const char* key);

}  // namespace regen
