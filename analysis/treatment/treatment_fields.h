// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/treatment/parse_treatment.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// Checks one record, column by column, and appends what is wrong with it to `problems`.
// `fields`: known columns only; absent and empty mean the same. Nothing where a problem was
// found.
std::optional<Treatment> ReadTreatment(const std::map<std::string, std::string>& fields,
                                       int row,
                                       std::vector<ImportProblem>& problems);

// "'value'", shortened and on one line, for messages; only ever of columns that hold no
// identity.
std::string QuoteForMessage(std::string_view value);

}  // namespace regen
