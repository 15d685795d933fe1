// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/treatment/parse_treatment.h"

#include <string>
#include <string_view>
#include <vector>

namespace regen {

// One record of a CSV file. Fields may hold line breaks where they were quoted.
struct CsvRecord {
  int row = 0;  // line on which the record begins, the first line being 1
  std::vector<std::string> fields;
};

// A CSV file (RFC 4180; comma or semicolon, whichever the header line has more of) as records,
// the header first. Lines that are empty or hold only separators are left out. What is wrong
// with the file as text (not UTF-8, NUL bytes, quotation marks out of place) is appended to
// `problems`; the records before it are still given.
std::vector<CsvRecord> ReadCsv(std::string_view csv, std::vector<ImportProblem>& problems);

}  // namespace regen
