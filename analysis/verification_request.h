// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <filesystem>
#include <string>

namespace regen {

// A verification as `regeneration verify` is asked for it: {"Report", "Name", "Organisation",
// "DateTime"}; `Report` is relative to the request's folder.
struct VerificationRequest {
  std::filesystem::path report;
  std::string name;          // DICOM PN: "Family^Given"
  std::string organisation;  // at most 64 bytes
  std::string date_time;     // DICOM DT with seconds
};

// Fails (kInput), by key, where one is missing, unknown or no such text.
Result<VerificationRequest> ReadVerificationRequest(const std::filesystem::path& file);

// Writes the verified version of the report as sr.dcm into `output`.
Status RunVerification(const VerificationRequest& request, const std::filesystem::path& output);

}  // namespace regen
