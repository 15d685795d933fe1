// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/date.h"
#include "analysis/base/reason.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/select_series.h"
#include "analysis/treatment/treatment.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// The content of one follow-up's report: everything that report.json, the text and the DICOM
// objects say comes from here, so that they cannot differ.

enum class Outcome { kMeasured, kHeld, kRefused };
std::string_view OutcomeName(Outcome outcome);

enum class Verdict { kExceedsError, kWithinError, kNotComparable };
std::string_view VerdictName(Verdict verdict);

// Whose region was measured. kReader and kAutomatic: drawn or proposed on the baseline and
// carried to the follow-up; kExternal: the follow-up's was drawn there by a person or another
// program and used as given.
enum class RegionMethod { kReader, kPropagated, kAutomatic, kExternal };
std::string_view RegionMethodName(RegionMethod method);

struct TimePoint {
  bool is_baseline = false;
  std::string study_instance_uid;
  std::vector<std::string> series_instance_uids;
  std::optional<Date> date;
  std::optional<int> days_from_treatment;
};

// `ReportedMeasurement::fit` of an echo train that was fitted with all its echo paths.
inline constexpr std::string_view kFittedAsEchoTrain = "extended phase graph";

// A value that could not be measured is absent, never 0 or NaN; the reason stands beside it.
struct ReportedMeasurement {
  std::string name;       // "t2"
  std::string structure;  // "patellar-tendon"
  std::string unit;       // UCUM
  bool primary = false;
  std::optional<double> baseline;
  std::optional<double> follow_up;
  std::optional<double> change;
  std::optional<double> change_percent;
  std::optional<double> change_percent_lower;  // 95 % interval of the true change
  std::optional<double> change_percent_upper;
  std::optional<double> change_lower;  // the same interval in the unit
  std::optional<double> change_upper;
  std::optional<double> repeatability_percent;  // RC: 95 % limit of a change by error alone
  std::optional<double> repeatability;          // the same in the unit
  // The change over its combined error; a standard normal number where nothing changed.
  std::optional<double> z;
  // Standard deviations of the change: in the unit or, with the model "constant-cv", of ln
  // (follow-up / baseline).
  struct Errors {
    double of_exams = 0;         // noise, partial volume, position
    double repeatability = 0;    // of test–retest
    double reproducibility = 0;  // of degraded comparability
    double combined = 0;
  };
  std::optional<Errors> errors;
  std::string error_model;  // "constant-sd", "constant-cv", "proportional"
  std::string role;         // of the series it was measured on; empty: none
  std::string fit;          // FitMethodName of fitted relaxation times; empty: none
  // The same measured in untreated tissue of the same images, to be looked at beside.
  struct Control {
    std::string region;  // what it is, for people
    double baseline = 0;
    double follow_up = 0;
    double change_percent = 0;
  };
  std::optional<Control> control;
  std::string repeatability_source;  // "site", "literature", "phantom" or empty
  std::string repeatability_citation;
  Verdict verdict = Verdict::kNotComparable;
  Reasons reasons;
  // How the values came about, for each time point (baseline, follow-up).
  struct Exam {
    int voxels_measured = 0;
    int voxels_rejected = 0;
    double volume_mm3 = 0;                 // of the region
    std::optional<double> standard_error;  // of the value, from this exam's own fit residuals
    // Of the value, from where the region lies: follow-up with a carried region only.
    std::optional<double> registration_error;
  };
  std::optional<Exam> baseline_exam;
  std::optional<Exam> follow_up_exam;
};

struct StructureRegistration {
  std::string name;
  std::array<double, 16> baseline_from_follow_up{};  // row-major, LPS mm
  double residual_mm = -1;             // median remaining shift of pieces of about 15 mm
  double inverse_consistency_mm = -1;  // forward then backward, at the region
  double correlation = 0;              // of both images after alignment, around the region
  bool usable = false;
  double half_sample_mm = -1;  // disagreement of two half-sample solutions at the region
  double overlap = 0;          // share of the surroundings inside both images
  std::string why_not;         // one sentence, where not usable
};

// What holds for the alignment as a whole.
struct RegistrationSummary {
  std::optional<double> joint_angle_deg;  // largest turn of one usable bone against another
  std::optional<double> uncertainty_mm;   // standard deviation of where the structure lies
  std::string carried_by;                 // names of the bones that carry it, or empty
  std::string residual;                   // what was compared: as in docs/report-json.md, or empty
};

// How the region came about and what is known of its quality.
struct RegionQuality {
  std::optional<double> proposal;   // of an automatic region, 0..1
  std::optional<double> agreement;  // 0..1, of the follow-up's outline with the random walker's
  // Of the follow-up's outline by refinement, against the carried one.
  std::optional<double> volume_change_percent;
  std::optional<double> mean_shift_mm;  // outwards
};

struct SoftwareProvenance {
  std::string version;
  std::string configuration_hash;  // SHA-256 of the analysis options
  std::string input_digest;        // SHA-256 of the sorted SOP Instance UIDs read
  std::string job_key;             // names this analysis; result UIDs derive from it
};

struct FollowUpReport {
  Outcome outcome = Outcome::kRefused;
  Reasons reasons;
  Reasons warnings;  // that stop nothing: name-differs, degraded comparability
  Treatment treatment;
  std::vector<TimePoint> time_points;  // baseline, follow-up; those that are known
  RegionMethod region_method = RegionMethod::kReader;
  bool region_reviewed = false;
  RegionQuality region_quality;
  std::vector<ReportedMeasurement> measurements;
  std::vector<ComparabilityCheck> comparability;
  std::vector<StructureRegistration> registrations;
  RegistrationSummary registration;
  std::vector<Candidate> candidates;
  SoftwareProvenance software;
};

}  // namespace regen
