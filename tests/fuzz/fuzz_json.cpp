// SPDX-License-Identifier: GPL-3.0-or-later
// What we read as JSON or DICOM head from outside the process: the archive's answers, a report.
#include "analysis/report/report_json.h"
#include "plugin/archive/json_text.h"
#include "plugin/archive/study_json.h"
#include "plugin/results/file_meta.h"
#include "tests/fuzz/fuzz_input.h"

using namespace regen;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::TextOf(data, size);
  if (const auto report = ReadReportJson(text)) {
    fuzz::Must(ReadReportJson(ReportJson(*report)).has_value());
  }
  if (const auto meta = ReadFileMeta(text)) fuzz::Must(!meta->sop_instance_uid.empty());
  const auto json = ParseJson(text, "fuzz");
  if (!json) return 0;
  fuzz::Must(ParseJson(WriteJson(*json), "again").has_value());
  StudyStateFromJson(*json);
  SeriesListFromJson(*json);
  return 0;
}
