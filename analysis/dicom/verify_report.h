// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/write_results.h"

#include <filesystem>
#include <string>

namespace regen::dicom {

// Who verifies a report, and when.
struct Verification {
  std::string name;          // DICOM PN in UTF-8: "Family^Given"
  std::string organisation;  // UTF-8, at most 64 characters
  std::string date_time;     // DICOM DT: "20260711101500+0200"
};

// Writes the VERIFIED version of one of our measurement reports (`report`, unverified) as
// sr.dcm into `output`: the same content, evidence and series; the next instance number, a
// SOP Instance UID that derives from the report's and the verification, the verifying observer,
// and the report as predecessor. kInput where `report` is no unverified report of ours, or the
// name cannot be written in the character set of its patient's name.
Result<WrittenObject> WriteVerifiedReport(const std::filesystem::path& report,
                                          const Verification& verification,
                                          const std::filesystem::path& output);

// The document and the page of our own objects. kInput where the file is none of them.
Result<std::string> ReadPdf(const std::filesystem::path& file);
Result<RgbPicture> ReadPage(const std::filesystem::path& file);

// Write the version of such an object that goes with a verified report: `pdf`, `picture` in the
// place of its own, as the next instance of its series, pdf.dcm and secondary-capture-1.dcm in
// `output`.
Result<WrittenObject> WriteVerifiedPdf(const std::filesystem::path& file,
                                       const Verification& verification,
                                       const std::string& pdf,
                                       const std::filesystem::path& output);
Result<WrittenObject> WriteVerifiedPage(const std::filesystem::path& file,
                                        const Verification& verification,
                                        const RgbPicture& picture,
                                        const std::filesystem::path& output);

}  // namespace regen::dicom
