// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/base/result.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/report/provenance.h"
#include "analysis/selection/comparability.h"
#include "analysis/treatment/treatment.h"

namespace regen {

// A site's own test–retest result for one measurement of one indication.
struct SiteRepeatability {
  double within_subject_cv_percent = 0;
  int subjects = 0;
  std::string source;  // "site" or "phantom"
  std::string citation;
};

// What a site may set about the analysis; part of the configuration hash.
struct AnalysisOptions {
  // Key: "patellar-tendon/t2".
  std::map<std::string, SiteRepeatability> repeatability;
  ComparabilityThresholds comparability;
  bool write_into_baseline_study = true;
  std::string device_uid;  // of this installation; empty: derived from the host name
};

// Options as they stand in a request and in Orthanc's configuration ("Options"); every unknown
// key and wrong value is named in the error, one line each.
Result<AnalysisOptions> ParseAnalysisOptions(std::string_view json);

// SHA-256 of the options in canonical form (keys sorted, defaults filled in).
std::string ConfigurationHash(const AnalysisOptions& options);

// One follow-up to analyse.
struct FollowUpRequest {
  Treatment treatment;
  std::filesystem::path baseline;
  std::filesystem::path follow_up;
  std::optional<std::filesystem::path> roi;
  AnalysisOptions options;
};

// Reads REQUEST.json; relative paths are relative to its folder.
Result<FollowUpRequest> ReadFollowUpRequest(const std::filesystem::path& file);

// Stage names in order: "load", "register", "segment", "measure", "report".
using Progress = std::function<void(std::string_view stage, double fraction)>;

// The whole way of one follow-up: match, select, load, register, segment, measure, assess,
// report. Writes report.json and the DICOM results into `output` (made where it is missing);
// where the outcome is held or refused, report.json alone. A refusal is a report, not an error;
// errors mean that the input cannot be used at all, and then nothing is written.
Result<FollowUpReport> RunFollowUp(const FollowUpRequest& request,
                                   const std::filesystem::path& output,
                                   const Progress& progress);

}  // namespace regen
