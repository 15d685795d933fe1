// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/write_results.h"

#include <filesystem>
#include <vector>

namespace regen::dicom {

// Results of an earlier analysis, as files.
struct EarlierResults {
  std::vector<WrittenObject> objects;  // the newest report first
  int version = 0;                     // the highest of their reports; 0: no report
};

// Reads the heads of all files of the folder. Fails by name where one cannot be read or is none
// of our results.
Result<EarlierResults> ReadEarlierResults(const std::filesystem::path& folder);

}  // namespace regen::dicom
