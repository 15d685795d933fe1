// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "analysis/options/analysis_options.h"
#include "analysis/selection/select_series.h"
#include "analysis/treatment/treatment.h"
#include "plugin/archive/archive.h"
#include "plugin/database/records.h"
#include "plugin/registry/treatment_registry.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace regen {

struct ArchivedObject {
  std::string sop_instance_uid;
  std::string orthanc_id;
};

// One analysis: everything that decides its result, and so its key.
struct JobSpec {
  std::string job_key;
  std::string input_digest;
  Treatment treatment;
  std::string follow_up_study_uid;
  std::vector<ArchivedObject> baseline;   // images of the baseline's acquisition
  std::vector<ArchivedObject> follow_up;  // images of the follow-up's acquisition
  // Holds the reader's region on the baseline; nothing: the program looks for one itself.
  std::optional<ArchivedObject> region;
  std::vector<ArchivedObject> region_images;  // further images of the baseline: ImagesBehind
  // Holds a region of the defect on the baseline, where that is another object.
  std::optional<ArchivedObject> defect_region;
  std::optional<ArchivedObject> follow_up_region;  // holds one drawn on the follow-up itself
  std::vector<ArchivedObject> follow_up_region_images;
  // Why nothing is to be measured: the job writes only the report that says so, into the study
  // of `follow_up`, which then is one image of it. Empty: the job measures.
  Reasons refusal;
};

// What is to be done with a study, and why.
struct StudyPlan {
  std::string last_update;     // the archive's, when the study was read
  std::string content_digest;  // of its foreign objects: images and regions
  std::string patient_id;      // for finding the patient's other studies; never stored
  bool patient_treated = false;
  // Queued where there is a job that measures, with warnings alone as reasons.
  StudyPhase phase = StudyPhase::kNotApplicable;
  Reasons reasons;
  std::vector<Candidate> candidates;
  std::string treatment_id;
  std::string baseline_study_uid;
  std::optional<JobSpec> job;
};

// Whether this product made the object with this SOP Instance UID.
using IsOwnObjectLookup = std::function<Result<bool>(const std::string& sop_instance_uid)>;

struct PlanningContext {
  Archive* archive = nullptr;
  TreatmentRegistry* registry = nullptr;
  IsOwnObjectLookup is_own_object;
  int baseline_window_days = 365;
  AnalysisOptions options;
};

// Plans a study from the archive and the registry as they are now; writes nothing. Nothing
// where the archive has no such study. Errors are those of archive, registry and lookup.
Result<std::optional<StudyPlan>> PlanStudy(const PlanningContext& context,
                                           const std::string& orthanc_id);

}  // namespace regen
