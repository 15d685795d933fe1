// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_results.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/report/result_kinds.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace regen::dicom {

namespace {

namespace fs = std::filesystem;

// The kind that an object's class and series number say.
const ResultKind* KindOf(DcmItem& dataset) {
  const std::string sop_class = AttributeText(dataset, DCM_SOPClassUID);
  const auto number = ParseInt(AttributeText(dataset, DCM_SeriesNumber));
  if (!number || AttributeText(dataset, DCM_ManufacturerModelName) != kModelName) {
    return nullptr;
  }
  for (const ResultKind& kind : ResultKinds()) {
    if (kind.sop_class_uid == sop_class && kind.series_number == *number) return &kind;
  }
  return nullptr;
}

Status AddResult(const fs::path& file, EarlierResults& results) {
  const auto header = ReadHeader(file);
  if (!header) return header.error();
  DcmItem& dataset = *(*header)->getDataset();
  const ResultKind* kind = KindOf(dataset);
  if (kind == nullptr) {
    return InputError(
        StrCat(ShortName(file), ": not a result of this product, expected one of an analysis"));
  }
  WrittenObject object = {std::string(kind->name),
                          AttributeText(dataset, DCM_StudyInstanceUID),
                          AttributeText(dataset, DCM_SeriesInstanceUID),
                          AttributeText(dataset, DCM_SOPClassUID),
                          AttributeText(dataset, DCM_SOPInstanceUID),
                          ShortName(file)};
  const bool report =
      kind->name == result_kinds::kReport || kind->name == result_kinds::kRefusalReport;
  const int version =
      static_cast<int>(ParseInt(AttributeText(dataset, DCM_InstanceNumber)).value_or(1));
  if (report && version > results.version) {
    results.version = version;
    results.objects.insert(results.objects.begin(), std::move(object));
  } else {
    results.objects.push_back(std::move(object));
  }
  return Done{};
}

}  // namespace

Result<EarlierResults> ReadEarlierResults(const fs::path& folder) {
  return GuardDcmtk([&]() -> Result<EarlierResults> {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      files.push_back(entry->path());
    }
    if (error) {
      return InputError(StrCat(ShortName(folder), ": not a folder, expected one with results"));
    }
    std::sort(files.begin(), files.end());
    EarlierResults results;
    for (const fs::path& file : files) {
      if (const Status added = AddResult(file, results); !added) return added.error();
    }
    return results;
  });
}

}  // namespace regen::dicom
