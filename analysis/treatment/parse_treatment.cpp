// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/parse_treatment.h"

#include "analysis/base/text.h"
#include "analysis/treatment/read_csv.h"
#include "analysis/treatment/treatment_fields.h"

#include <algorithm>
#include <set>

namespace regen {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{32} << 20;

bool IsKnown(const std::string& column) {
  const auto& columns = TreatmentColumns();
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

std::string UnknownColumnMessage(const std::string& column) {
  const std::string nearest = NearestOf(ToLower(column), TreatmentColumns());
  if (nearest.empty()) return "is not a known column";
  return StrCat("is not a known column; did you mean ", nearest, "?");
}

void CheckHeader(const CsvRecord& header, std::vector<ImportProblem>& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string& name = header.fields[i];
    if (name.empty()) {
      problems.push_back({header.row, "", StrCat("has no name for column number ", i + 1)});
    } else if (!IsKnown(name)) {
      problems.push_back({header.row, QuoteForMessage(name), UnknownColumnMessage(name)});
    } else if (!seen.insert(name).second) {
      problems.push_back({header.row, name, "stands twice in the header"});
    }
  }
  for (const char* required :
       {"treatment_id", "patient_id", "indication", "application_date"}) {
    if (!seen.contains(required)) {
      problems.push_back({header.row, required, "is missing from the header; it is required"});
    }
  }
}

std::map<std::string, std::string> FieldsOf(const CsvRecord& header, const CsvRecord& record) {
  std::map<std::string, std::string> fields;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    if (IsKnown(header.fields[i])) fields.emplace(header.fields[i], record.fields[i]);
  }
  return fields;
}

void ReadRecords(const std::vector<CsvRecord>& records, TreatmentsParsed& parsed) {
  const CsvRecord& header = records.front();
  CheckHeader(header, parsed.problems);
  const bool header_usable = parsed.problems.empty();
  std::map<std::string, int> row_of_id;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const CsvRecord& record = records[i];
    if (record.fields.size() != header.fields.size()) {
      parsed.problems.push_back({record.row,
                                 "",
                                 StrCat("has ",
                                        record.fields.size(),
                                        " fields; the header has ",
                                        header.fields.size())});
      continue;
    }
    // Without the right columns every row would be wrong for the same reason.
    if (!header_usable) continue;
    const auto fields = FieldsOf(header, record);
    auto treatment = ReadTreatment(fields, record.row, parsed.problems);
    const std::string id(Trim(fields.at("treatment_id")));
    const auto [first, is_new] = row_of_id.emplace(id, record.row);
    if (!is_new && !id.empty()) {
      parsed.problems.push_back({record.row,
                                 "treatment_id",
                                 StrCat(QuoteForMessage(id),
                                        " stands already in row ",
                                        first->second,
                                        "; expected one row per treatment")});
    }
    if (treatment) parsed.treatments.push_back(std::move(*treatment));
  }
}

}  // namespace

std::string ImportProblemText(const ImportProblem& problem) {
  std::string where;
  if (problem.row > 0) where = StrCat("row ", problem.row);
  if (!problem.column.empty())
    where += StrCat(where.empty() ? "" : ", ", "column ", problem.column);
  return where.empty() ? problem.message : StrCat(where, ": ", problem.message);
}

TreatmentsParsed ParseTreatmentsCsv(std::string_view csv) {
  TreatmentsParsed parsed;
  if (csv.size() > kMaxBytes) {
    parsed.problems.push_back(
        {0, "", StrCat("the file is larger than ", kMaxBytes >> 20, " MiB")});
    return parsed;
  }
  const auto records = ReadCsv(csv, parsed.problems);
  if (!records.empty()) {
    const auto of_text = std::move(parsed.problems);
    parsed.problems.clear();
    ReadRecords(records, parsed);
    parsed.problems.insert(parsed.problems.end(), of_text.begin(), of_text.end());
  }
  if (parsed.problems.empty() && records.empty()) {
    parsed.problems.push_back({0, "", "the file is empty; expected a header row"});
  } else if (parsed.problems.empty() && parsed.treatments.empty()) {
    parsed.problems.push_back({0, "", "the file holds no treatment below its header row"});
  }
  if (!parsed.problems.empty()) parsed.treatments.clear();
  return parsed;
}

TreatmentsParsed ParseTreatmentFields(const std::map<std::string, std::string>& fields) {
  TreatmentsParsed parsed;
  std::map<std::string, std::string> known;
  for (const auto& [column, text] : fields) {
    if (IsKnown(column)) {
      known.emplace(column, text);
    } else {
      parsed.problems.push_back({0, QuoteForMessage(column), UnknownColumnMessage(column)});
    }
  }
  auto treatment = ReadTreatment(known, 0, parsed.problems);
  if (treatment && parsed.problems.empty()) parsed.treatments.push_back(std::move(*treatment));
  return parsed;
}

}  // namespace regen
