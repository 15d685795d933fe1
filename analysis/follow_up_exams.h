// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/follow_up_outline.h"
#include "analysis/image/volume.h"
#include "analysis/indications/indication.h"
#include "analysis/measurement/spine_landmarks.h"
#include "analysis/options/analysis_options.h"
#include "analysis/registration/register_follow_up.h"
#include "analysis/report/follow_up_report.h"
#include "analysis/segmentation/region.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// Both exams' images of one role.
struct RoleSeries {
  std::string role;
  EchoSeries baseline;
  EchoSeries follow_up;
};

// A pair of exams as the analysis sees them, wherever they come from: files or a phantom.
struct FollowUpExams {
  std::vector<RoleSeries> roles;           // the first carries the registration
  std::map<std::string, Reasons> missing;  // why a role of the protocol is not there
  Volume region;                           // the structure, drawn; in the baseline's frame
  std::optional<Volume> defect;            // drawn on the baseline, in its frame
  Reasons why_no_defect;
  std::optional<Volume> region_on_follow_up;  // drawn there; else the region is carried over
  bool level_named = false;                   // the region's label says the treated level
};

// One analysis on its way through the stages; each fills its part.
struct ExamAnalysis {
  ExamAnalysis(const Treatment& treated,
               const IndicationProtocol& of,
               const AnalysisOptions& asked)
      : treatment(treated), protocol(of), options(asked) {}

  const Treatment& treatment;
  const IndicationProtocol& protocol;
  const AnalysisOptions& options;
  FollowUpExams exams;
  FollowUpReport report;  // comparability of the series stands in it already
  // What the stages find.
  Volume baseline_mean;  // of the carrying role's echoes
  Volume follow_up_mean;
  RegionShape shape;
  Volume baseline_region;  // coverage on the carrying role's grid
  FollowUpRegistration registration;
  FollowUpOutline outline;
  std::optional<SpinePair> spine;  // of the carrying role, where the structure has a level
};

// A stage ends the way (its outcome and reasons stand in the report) or lets it go on.
enum class Next { kGoOn, kStop };

Next Stop(FollowUpReport& report, Outcome outcome, Reasons why);

// Stage names in order: "load", "register", "segment", "measure", "report".
using Progress = std::function<void(std::string_view stage, double fraction)>;

// The measurement that is the primary one of these exams, by what images and regions there are
// and before anything is measured: the lowest rank of which a role is there and, where it needs
// one, a defect. Null where there is none.
const MeasurementDefinition* PlannedPrimary(const IndicationProtocol& protocol,
                                            const std::vector<std::string>& roles,
                                            bool has_defect);

// The primary measurement as "not comparable", without a number.
void ReportNotComparable(const MeasurementDefinition* primary,
                         const IndicationProtocol& protocol,
                         const Reasons& why,
                         FollowUpReport& report);

// Means of the echoes of the carrying role; before any of the stages.
void PrepareImages(ExamAnalysis& analysis);

// From the exams in memory to the assessed changes: place the region, register, check the
// joint, segment, check the level, measure, assess. The report's outcome is kMeasured where
// kGoOn comes back.
Next AnalyseExams(ExamAnalysis& analysis, const Progress& progress);

}  // namespace regen
