// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"
#include "analysis/rendition/report_pictures.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/selection/series_summary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// Who verified a result, as its VERIFIED instance says.
struct Verification {
  std::string person;        // DICOM person name, UTF-8
  std::string organisation;  // UTF-8
  std::string date;          // "2026-07-11"
};

// Everything that the two pages show.
struct ReportDocument {
  const FollowUpReport* report = nullptr;
  PatientIdentity patient;  // of the follow-up's images, UTF-8
  std::string institution;  // UTF-8, may be empty; likewise:
  std::string accession_number;
  std::string study_description;
  ReportPictures pictures;
  Language language = Language::kEnglish;
  std::string created;  // "2026-07-10T12:30:00", local time; also the PDF's own date
  std::optional<Verification> verification;  // absent: the pages say UNVERIFIED
};

// An A4 PDF of at most two pages. Page 1: identity, result in one sentence, both key slices
// with the region's outline, the course with its error band, the table of measurements. Page 2:
// comparability, registration, origin of the values, provenance, limits. The same document
// gives the same bytes on the same installation (fonts and Cairo are the system's; characters
// that no installed font has are counted on the page). An error where Cairo fails.
Result<std::string> RenderReportPdf(const ReportDocument& document);

// Pixels row by row, three bytes each: red, green, blue.
struct RgbRaster {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

// Page 1 as a picture, for a Secondary Capture.
Result<RgbRaster> RenderFirstPage(const ReportDocument& document, int dots_per_inch = 150);

// A DICOM person name for people: "García, Ana María", with ideographic and phonetic groups in
// parentheses (PS3.5 section 6.2.1).
std::string PersonNameText(const std::string& person_name);

}  // namespace regen
