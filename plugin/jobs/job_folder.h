// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/options/analysis_options.h"
#include "plugin/archive/archive.h"
#include "plugin/matching/plan_study.h"

#include <filesystem>

namespace regen {

// Names inside the folder of one analysis.
inline constexpr const char* kRequestFile = "request.json";
inline constexpr const char* kOutputFolder = "output";

// Fills an empty folder with what the analysis program needs: baseline/, follow-up/ (with the
// images that regions were drawn on, and the region that somebody drew on the follow-up),
// roi.dcm where the job has a region, superseded/ with those of `superseded` (the results that
// the job's take the place of) that the archive still has, and request.json (docs:
// `regeneration analyze --help`). kUnavailable: archive or disk.
Status FillJobFolder(Archive& archive,
                     const JobSpec& job,
                     const AnalysisOptions& options,
                     const std::vector<StoredResult>& superseded,
                     const std::filesystem::path& folder);

}  // namespace regen
