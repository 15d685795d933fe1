// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/report_pdf.h"
#include "tests/support/sample_report.h"

#include <cmath>

namespace regen {

// A picture of soft stripes with a round outline; made up.
inline ReportPicture SamplePicture(double phase) {
  ReportPicture picture;
  picture.width = 140;
  picture.height = 120;
  picture.pixel_mm = 0.5;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const double value = 128 + 100 * std::sin(0.11 * x + phase) * std::cos(0.07 * y);
      picture.grey.push_back(static_cast<std::uint8_t>(value));
    }
  }
  Outline outline;
  for (int n = 0; n < 60; ++n) {
    const double angle = n * 0.10471975511965977;
    outline.push_back({70 + 14 * std::cos(angle), 60 + 30 * std::sin(angle)});
  }
  picture.outlines = {outline};
  picture.edges = {"A", "P", "H", "F"};
  return picture;
}

// The sample report as a document; `report` must outlive it.
inline ReportDocument SampleDocument(const FollowUpReport& report,
                                     Language language = Language::kEnglish) {
  ReportDocument document;
  document.report = &report;
  document.patient = {"P-4711", "HOSPITAL", "García^Ana María", "19850614", "F"};
  document.institution = "Hospital Universitari";
  document.pictures = {SamplePicture(0), SamplePicture(0.2), 12, 24};
  document.language = language;
  document.created = "2026-07-10T12:30:00";
  return document;
}

}  // namespace regen
