// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/follow_up_exams.h"
#include "analysis/options/analysis_options.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/report/provenance.h"
#include "analysis/treatment/treatment.h"

#include <filesystem>
#include <optional>
#include <string>

namespace regen {

// One follow-up to analyse.
struct FollowUpRequest {
  Treatment treatment;
  std::filesystem::path baseline;
  std::filesystem::path follow_up;
  std::optional<std::filesystem::path> roi;  // else a SEG inside the baseline's folder
  // A folder with the results of an earlier analysis that this one takes the place of.
  std::optional<std::filesystem::path> supersedes;
  AnalysisOptions options;
  std::string job_key;  // empty: computed from the inputs
  // Why nothing is to be measured, known beforehand: then there is no baseline, and only the
  // refusal is written. Empty: measure.
  Reasons refusal;
};

// Reads REQUEST.json; relative paths are relative to its folder.
Result<FollowUpRequest> ReadFollowUpRequest(const std::filesystem::path& file);

// The whole way of one follow-up: match, select, load, register, segment, measure, assess,
// report. Writes report.json and the DICOM results into `output` (made where it is missing);
// where the outcome is held or refused, report.json alone, and beside it proposal.dcm where an
// automatic region waits for a person, or a short SR where the site wants refusals written. A
// refusal is a report, not an error; errors mean that the input cannot be used at all, and then
// nothing is written.
Result<FollowUpReport> RunFollowUp(const FollowUpRequest& request,
                                   const std::filesystem::path& output,
                                   const Progress& progress);

}  // namespace regen
