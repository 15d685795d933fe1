// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace regen {

// A verification as `regeneration verify` is asked for it: {"Report", "Name", "Organisation",
// "DateTime"} and, where the report has them, {"Pdf", "Page", "Language"}; paths are relative
// to the request's folder.
struct VerificationRequest {
  std::filesystem::path report;
  std::filesystem::path pdf;               // empty: none
  std::filesystem::path page;              // a Secondary Capture of page 1; empty: none
  Language language = Language::kEnglish;  // of these two
  std::string name;                        // DICOM PN: "Family^Given"
  std::string organisation;                // at most 64 bytes
  std::string date_time;                   // DICOM DT with seconds
};

// Fails (kInput), by key, where one is missing, unknown or no such text.
Result<VerificationRequest> ReadVerificationRequest(const std::filesystem::path& file);

// Writes the verified version of the report as sr.dcm into `output`, and beside it those of the
// PDF and the page, which name the verifier in the place of UNVERIFIED. Gives why one of these
// two was left out, a line each: pages of another version have another form.
Result<std::vector<std::string>> RunVerification(const VerificationRequest& request,
                                                 const std::filesystem::path& output);

}  // namespace regen
