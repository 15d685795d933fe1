// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/read_test_retest.h"

#include "analysis/base/text.h"
#include "analysis/treatment/read_csv.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace regen {
namespace {

const std::vector<std::string> kColumns = {"measurement", "subject", "value", "true_value"};

// Places of the known columns in a record; -1: absent.
struct Columns {
  int measurement = -1;
  int subject = -1;
  int value = -1;
  int true_value = -1;
};

Columns ReadHeader(const CsvRecord& header, std::vector<std::string>& problems) {
  Columns columns;
  int* const places[] = {
      &columns.measurement, &columns.subject, &columns.value, &columns.true_value};
  for (std::size_t n = 0; n < header.fields.size(); ++n) {
    const std::string name(Trim(header.fields[n]));
    const auto known = std::find(kColumns.begin(), kColumns.end(), name);
    if (known == kColumns.end()) {
      const std::string nearest = NearestOf(name, kColumns);
      problems.push_back(StrCat("row ",
                                header.row,
                                ": unknown column \"",
                                name,
                                "\"; expected ",
                                nearest.empty() ? JoinStrings(kColumns, ", ") : nearest));
      continue;
    }
    *places[known - kColumns.begin()] = static_cast<int>(n);
  }
  for (std::size_t n = 0; n < 3; ++n) {
    if (*places[n] < 0)
      problems.push_back(
          StrCat("row ", header.row, ": the column ", kColumns[n], " is missing"));
  }
  return columns;
}

std::string Field(const CsvRecord& record, int column) {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= record.fields.size() ? std::string()
                                                  : std::string(Trim(record.fields[at]));
}

std::optional<double> Number(const std::string& text) {
  const auto number = ParseDouble(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

void ReadRecord(const CsvRecord& record,
                const Columns& columns,
                RetestStudy& study,
                std::vector<std::string>& problems) {
  const auto wrong = [&](const std::string& column, const std::string& expected) {
    problems.push_back(
        StrCat("row ", record.row, ", column ", column, ": expected ", expected));
  };
  const std::string key = Field(record, columns.measurement);
  RetestValue value;
  value.subject = Field(record, columns.subject);
  const auto number = Number(Field(record, columns.value));
  const std::string truth = Field(record, columns.true_value);
  value.true_value = Number(truth);
  if (MeasurementOfKey(key) == nullptr) {
    wrong("measurement", "a measurement of this version, such as patellar-tendon/t2");
    return;
  }
  if (value.subject.empty()) {
    wrong("subject", "a name for the subject, the same for its repeats");
    return;
  }
  if (!number) {
    wrong("value", "a number in the measurement's unit");
    return;
  }
  if (!truth.empty() && !value.true_value) {
    wrong("true_value", "a number in the measurement's unit, or nothing");
    return;
  }
  value.value = *number;
  study[key].push_back(std::move(value));
}

}  // namespace

const MeasurementDefinition* MeasurementOfKey(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == std::string_view::npos) return nullptr;
  const auto indication = ParseIndication(key.substr(0, slash));
  return indication ? FindMeasurement(ProtocolOf(*indication), key.substr(slash + 1)) : nullptr;
}

Result<RetestStudy> ReadTestRetest(std::string_view csv) {
  std::vector<ImportProblem> unreadable;
  const auto records = ReadCsv(csv, unreadable);
  std::vector<std::string> problems;
  for (const ImportProblem& problem : unreadable)
    problems.push_back(ImportProblemText(problem));
  if (records.empty() && problems.empty()) problems.push_back("the file holds no rows");
  RetestStudy study;
  if (!records.empty()) {
    const Columns columns = ReadHeader(records.front(), problems);
    if (problems.empty()) {
      for (std::size_t n = 1; n < records.size(); ++n)
        ReadRecord(records[n], columns, study, problems);
      if (records.size() == 1) problems.push_back("the file holds a header and no values");
    }
  }
  if (!problems.empty()) return InputError(JoinStrings(problems, "\n"));
  return study;
}

}  // namespace regen
