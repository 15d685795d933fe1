// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/select_series.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen {

// Lists as JSON text for a column. Reading is lenient: what cannot be read is left out, since a
// list of reasons must never stop the way of a study.
std::string ReasonsText(const Reasons& reasons);
Reasons ParseReasonsText(const std::string& text);
std::string CandidatesText(const std::vector<Candidate>& candidates);
std::vector<Candidate> ParseCandidatesText(const std::string& text);

// "2026-01-15T12:00:00Z"
std::string IsoUtc(std::int64_t milliseconds_since_1970);

}  // namespace regen
