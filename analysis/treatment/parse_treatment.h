// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/treatment/treatment.h"

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace regen {

// One thing that is wrong with an import: where and what was expected. Holds no value of an
// identity column.
struct ImportProblem {
  int row = 0;         // line of the record in the file, the header being 1; 0: the whole file
  std::string column;  // empty: the whole row
  std::string message;
};

// "row 3, column application_date: 2026-13-01 is not a date; expected YYYY-MM-DD"
std::string ImportProblemText(const ImportProblem& problem);

// All rows, or every problem that was found; never some of the rows.
struct TreatmentsParsed {
  std::vector<Treatment> treatments;
  std::vector<ImportProblem> problems;  // empty: `treatments` holds all rows
};

// treatments.csv: UTF-8 (a byte order mark is accepted), comma or semicolon, header row.
TreatmentsParsed ParseTreatmentsCsv(std::string_view csv);

// One record from column names to text, as in REQUEST.json ("Treatment").
TreatmentsParsed ParseTreatmentFields(const std::map<std::string, std::string>& fields);

}  // namespace regen
