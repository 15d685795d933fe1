// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "plugin/database/records.h"

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace regen {

// A DICOM result that waits on disk.
struct OutputObject {
  std::string kind;  // a name of result_kinds (analysis/report/result_kinds.h)
  std::string sop_instance_uid;
  std::filesystem::path file;
};

// What an analysis left in its output folder.
struct AnalysisOutput {
  StudyPhase phase = StudyPhase::kRefused;  // measured, held or refused
  Reasons reasons;
  std::string report_json;            // the program's own bytes
  // In the order in which to store them: where measured, the results; where refused, what says
  // so; where held, the proposal of a region that waits for a person, if there is one.
  std::vector<OutputObject> objects;
};

// Reads report.json and, where the outcome is "measured" or "refused", the heads of the DICOM
// files beside it: everything that is referred to before the reports that refer to it. kInput
// where the program did not keep to its contract: no report, no JSON, an unknown outcome, an
// object whose name is no result's or whose SOP class is not that of its name, a measured
// outcome without the SR that `outputs` (AnalysisOptions) asks for. Of a refused outcome only
// what says so is taken, of one that is held for automatic-region-unconfirmed only proposal.dcm,
// which must be a SEG; nothing of any other is ever stored.
Result<AnalysisOutput> ReadAnalysisOutput(const std::filesystem::path& folder,
                                          const std::set<std::string, std::less<>>& outputs);

// The DICOM files of a folder in that order, whatever the outcome was.
Result<std::vector<OutputObject>> ListOutputObjects(const std::filesystem::path& folder);

}  // namespace regen
