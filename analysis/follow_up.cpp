// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up.h"

#include "analysis/atlas_region.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/follow_up_region.h"
#include "analysis/follow_up_results.h"
#include "analysis/segmentation/propose_region.h"
#include "analysis/segmentation/region.h"
#include "analysis/selection/match_treatment.h"
#include "analysis/selection/select_region.h"
#include "analysis/selection/select_series.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace regen {
namespace {

// What the stages hand on; each stage fills its part.
struct Analysis : ExamAnalysis {
  explicit Analysis(const FollowUpRequest& asked)
      : ExamAnalysis(asked.treatment,
                     ProtocolAt(asked.treatment.indication, asked.treatment.level),
                     asked.options),
        request(asked) {}

  const FollowUpRequest& request;
  dicom::StudyFolder baseline_folder;
  dicom::StudyFolder follow_up_folder;
  SeriesPair series;
  dicom::DrawnRegion drawn;  // on the baseline
  Reasons why_no_region;     // until an automatic one is found
  std::optional<dicom::DrawnRegion> drawn_on_follow_up;
  std::optional<dicom::DrawnRegion> defect;  // drawn on the baseline
  bool propose = false;  // the baseline's region is a proposal, for a person to look at
};

Next Stop(Analysis& analysis, Outcome outcome, Reasons why) {
  return Stop(analysis.report, outcome, std::move(why));
}

Next StopFor(Analysis& analysis, Outcome outcome, std::string_view code, std::string text) {
  return Stop(analysis, outcome, {MakeReason(code, std::move(text))});
}

TimePoint DescribeTimePoint(const StudySummary& study,
                            bool is_baseline,
                            const Treatment& treatment) {
  TimePoint point;
  point.is_baseline = is_baseline;
  point.study_instance_uid = study.study_instance_uid;
  point.date = ParseDicomDate(study.study_date);
  if (point.date)
    point.days_from_treatment = DaysBetween(treatment.application_date, *point.date);
  return point;
}

Next ApplyMatch(Analysis& analysis, const char* exam, TreatmentMatch match) {
  for (Reasons* reasons : {&match.reasons, &match.warnings}) {
    for (Reason& reason : *reasons) reason.text = StrCat(exam, ": ", reason.text);
  }
  Reasons& warnings = analysis.report.warnings;
  warnings.insert(warnings.end(), match.warnings.begin(), match.warnings.end());
  if (match.outcome == MatchOutcome::kMatches) return Next::kGoOn;
  const bool held = match.outcome == MatchOutcome::kHeld;
  return Stop(analysis, held ? Outcome::kHeld : Outcome::kRefused, std::move(match.reasons));
}

// match: the studies are the treated patient's, before and after the application.
Next MatchStudies(Analysis& analysis) {
  const Treatment& treatment = analysis.request.treatment;
  const StudySummary& baseline = analysis.baseline_folder.study;
  const StudySummary& follow_up = analysis.follow_up_folder.study;
  analysis.report.time_points = {DescribeTimePoint(baseline, true, treatment),
                                 DescribeTimePoint(follow_up, false, treatment)};
  if (!analysis.protocol.supported) {
    return StopFor(analysis,
                   Outcome::kRefused,
                   reasons::kIndicationNotSupported,
                   StrCat("this version does not measure ", analysis.protocol.structure));
  }
  if (ApplyMatch(analysis, "baseline", MatchIdentity(baseline.patient, treatment)) ==
          Next::kStop ||
      ApplyMatch(analysis, "follow-up", MatchIdentity(follow_up.patient, treatment)) ==
          Next::kStop) {
    return Next::kStop;
  }
  for (const TimePoint& point : analysis.report.time_points) {
    const char* exam = point.is_baseline ? "baseline" : "follow-up";
    if (!point.date) {
      return StopFor(analysis,
                     Outcome::kHeld,
                     reasons::kStudyDateMissing,
                     StrCat(exam, ": the study has no valid StudyDate"));
    }
    const int days = *point.days_from_treatment;
    if (point.is_baseline ? days > 0 : days <= 0) {
      return StopFor(analysis,
                     Outcome::kRefused,
                     point.is_baseline ? reasons::kNoBaseline : reasons::kIsBaseline,
                     StrCat(exam,
                            ": taken ",
                            std::abs(days),
                            days > 0 ? " days after" : " days before",
                            " the treatment"));
    }
  }
  return Next::kGoOn;
}

// select: the comparable series of both studies.
Next SelectSeries(Analysis& analysis) {
  analysis.series = SelectSeriesPair(analysis.baseline_folder.study,
                                     analysis.follow_up_folder.study,
                                     analysis.protocol,
                                     analysis.options.comparability,
                                     DescriptionDictionary(analysis.options.dictionary));
  const SeriesPair& pair = analysis.series;
  FollowUpReport& report = analysis.report;
  for (const AcquisitionChoice* choice : {&pair.baseline, &pair.follow_up}) {
    report.candidates.insert(
        report.candidates.end(), choice->candidates.begin(), choice->candidates.end());
  }
  if (!pair.baseline.acquisition || !pair.follow_up.acquisition) {
    Reasons why = pair.baseline.reasons;
    why.insert(why.end(), pair.follow_up.reasons.begin(), pair.follow_up.reasons.end());
    const bool ambiguous = std::any_of(why.begin(), why.end(), [](const Reason& reason) {
      return reason.code == reasons::kSeveralSuitableSeries;
    });
    return Stop(analysis, ambiguous ? Outcome::kHeld : Outcome::kRefused, std::move(why));
  }
  report.time_points[0].series_instance_uids = pair.baseline.acquisition->series_instance_uids;
  report.time_points[1].series_instance_uids = pair.follow_up.acquisition->series_instance_uids;
  report.comparability = pair.comparability;
  if (analysis.protocol.diurnal) {
    report.comparability.push_back(CompareTimeOfDay(analysis.baseline_folder.study.study_time,
                                                    analysis.follow_up_folder.study.study_time,
                                                    analysis.options.comparability));
  }
  analysis.exams.missing = pair.missing;

  const Treatment& treatment = analysis.request.treatment;
  if (ApplyMatch(analysis,
                 "baseline",
                 MatchStructure(analysis.baseline_folder.study,
                                pair.baseline.acquisition->series_instance_uids,
                                treatment)) == Next::kStop ||
      ApplyMatch(analysis,
                 "follow-up",
                 MatchStructure(analysis.follow_up_folder.study,
                                pair.follow_up.acquisition->series_instance_uids,
                                treatment)) == Next::kStop) {
    return Next::kStop;
  }
  return Next::kGoOn;
}

std::vector<std::string> RolesOf(const SeriesPair& pair) {
  std::vector<std::string> roles;
  for (const RolePair& role : pair.roles) roles.push_back(role.role);
  return roles;
}

// Whether comparability leaves at least one role for the measurement.
bool IsComparable(const Analysis& analysis, const MeasurementDefinition& row) {
  return std::any_of(row.roles.begin(), row.roles.end(), [&](const std::string& role) {
    return FindRolePair(analysis.series, role) != nullptr &&
           !IsRefusedFor(analysis.report.comparability, role, row.domain);
  });
}

// Refused where nothing that may be the primary measurement can be compared; else the rest is
// told as warnings.
Next CheckComparability(Analysis& analysis) {
  FollowUpReport& report = analysis.report;
  const auto roles = RolesOf(analysis.series);
  const bool has_defect = analysis.defect.has_value();
  const MeasurementDefinition* planned = PlannedPrimary(analysis.protocol, roles, has_defect);
  if (planned == nullptr) {
    return StopFor(analysis,
                   Outcome::kHeld,
                   reasons::kNoDefectRegion,
                   "what these series can tell needs a region of the defect on the baseline");
  }
  const auto& rows = analysis.protocol.measurements;
  const bool any = std::any_of(rows.begin(), rows.end(), [&](const MeasurementDefinition& row) {
    return row.primary_rank > 0 && (!row.needs_defect || has_defect) &&
           IsComparable(analysis, row);
  });
  if (!any) {
    const Reasons why = ComparabilityReasons(report.comparability, Comparability::kRefused);
    ReportNotComparable(planned, analysis.protocol, why, report);
    return Stop(analysis, Outcome::kRefused, why);
  }
  for (const Comparability result : {Comparability::kDegraded, Comparability::kRefused}) {
    for (Reason& reason : ComparabilityReasons(report.comparability, result))
      report.warnings.push_back(std::move(reason));
  }
  return Next::kGoOn;
}

// The reader's region on the baseline, and what somebody may have drawn on the follow-up.
Result<Next> FindRegions(Analysis& analysis) {
  FollowUpReport& report = analysis.report;
  auto found = FindBaselineRegion(analysis.baseline_folder,
                                  *analysis.series.baseline.acquisition,
                                  analysis.request.roi,
                                  analysis.protocol);
  if (!found) return found.error();
  if (found->region) {
    analysis.drawn = *std::move(found->region);
    report.region_method = RegionMethod::kReader;
    report.region_reviewed = analysis.drawn.algorithm_type == "MANUAL";
    analysis.exams.level_named =
        analysis.protocol.has_level &&
        NamedLevel(analysis.drawn.label, analysis.protocol) == analysis.protocol.level;
  } else if (analysis.request.options.automatic_region != "off" && NobodyDrew(found->reasons)) {
    analysis.why_no_region = std::move(found->reasons);
  } else {
    return Stop(analysis, Outcome::kHeld, std::move(found->reasons));
  }
  RegionFound on_follow_up = FindFollowUpRegion(
      analysis.follow_up_folder, *analysis.series.follow_up.acquisition, analysis.protocol);
  for (Reason& reason : on_follow_up.reasons) report.warnings.push_back(std::move(reason));
  analysis.drawn_on_follow_up = std::move(on_follow_up.region);
  auto defect = FindDefectRegion(analysis.baseline_folder,
                                 *analysis.series.baseline.acquisition,
                                 analysis.request.roi,
                                 analysis.protocol);
  if (!defect) return defect.error();
  analysis.defect = std::move(defect->region);
  analysis.exams.why_no_defect = std::move(defect->reasons);
  return Next::kGoOn;
}

// Names the analysis by everything that was read.
void IdentifyInputs(Analysis& analysis) {
  std::vector<std::string> uids = analysis.series.baseline.acquisition->sop_instance_uids;
  const auto& follow_up = analysis.series.follow_up.acquisition->sop_instance_uids;
  uids.insert(uids.end(), follow_up.begin(), follow_up.end());
  if (!analysis.drawn.sop_instance_uid.empty()) uids.push_back(analysis.drawn.sop_instance_uid);
  if (analysis.drawn_on_follow_up)
    uids.push_back(analysis.drawn_on_follow_up->sop_instance_uid);
  if (analysis.defect && analysis.defect->sop_instance_uid != analysis.drawn.sop_instance_uid)
    uids.push_back(analysis.defect->sop_instance_uid);
  SoftwareProvenance& software = analysis.report.software;
  software.input_digest = DigestOfUids(std::move(uids));
  software.job_key = analysis.request.job_key.empty()
                         ? JobKey(analysis.request.treatment,
                                  analysis.follow_up_folder.study.study_instance_uid,
                                  software.input_digest,
                                  software.configuration_hash,
                                  software.version)
                         : analysis.request.job_key;
}

// load: the voxels of every role of both exams.
Status LoadVolumes(Analysis& analysis) {
  for (const RolePair& role : analysis.series.roles) {
    auto baseline = dicom::LoadEchoSeries(analysis.baseline_folder, role.baseline);
    if (!baseline) return baseline.error();
    auto follow_up = dicom::LoadEchoSeries(analysis.follow_up_folder, role.follow_up);
    if (!follow_up) return follow_up.error();
    analysis.exams.roles.push_back({role.role, *std::move(baseline), *std::move(follow_up)});
  }
  PrepareImages(analysis);
  return Done{};
}

// The indication's own method, and where it has none that finds it, the site's atlas. Not
// usable: with the reasons of both.
std::optional<RegionProposal> BestProposal(const Analysis& analysis) {
  const Treatment& treatment = analysis.request.treatment;
  const AnalysisOptions& options = analysis.request.options;
  auto own = ProposeRegion(treatment.indication, treatment.level, analysis.baseline_mean);
  if (options.atlas.empty() || (own && IsUsable(*own))) return own;
  auto found = ProposeFromAtlas(options.atlas,
                                treatment,
                                {&analysis.baseline_folder.study,
                                 &analysis.series.roles.front().baseline,
                                 &analysis.protocol,
                                 options.comparability,
                                 options.dictionary},
                                analysis.baseline_mean);
  if (!found) return own;
  if (own && !IsUsable(*found)) {
    found->why_not.insert(found->why_not.begin(), own->why_not.begin(), own->why_not.end());
  }
  return found;
}

// Where nobody drew a region: an automatic one, used or held for a person as the site says.
Next ProposeBaselineRegion(Analysis& analysis) {
  if (analysis.why_no_region.empty()) return Next::kGoOn;
  Reasons why = std::move(analysis.why_no_region);
  auto proposal = BestProposal(analysis);
  if (!proposal || !IsUsable(*proposal)) {
    if (proposal) why.insert(why.end(), proposal->why_not.begin(), proposal->why_not.end());
    return Stop(analysis, Outcome::kHeld, std::move(why));
  }
  FollowUpReport& report = analysis.report;
  report.region_method = RegionMethod::kAutomatic;
  report.region_reviewed = false;
  report.region_quality.proposal = AsReported(proposal->quality);
  report.warnings.insert(
      report.warnings.end(), proposal->remarks.begin(), proposal->remarks.end());
  if (analysis.request.options.automatic_region == "propose") {
    analysis.propose = true;
    analysis.baseline_region = std::move(proposal->coverage);
    return StopFor(analysis,
                   Outcome::kHeld,
                   reasons::kAutomaticRegionUnconfirmed,
                   StrCat("an automatic region of quality ",
                          FormatFixed(proposal->quality, 2),
                          " waits for a reader, who stores an own one in the baseline"));
  }
  analysis.drawn.coverage = std::move(proposal->coverage);
  return Next::kGoOn;
}

// Images of both sides leave it to the region which one is measured.
Next CheckSideOfRegion(Analysis& analysis) {
  const Treatment& treatment = analysis.request.treatment;
  const Volume& drawn = analysis.drawn.coverage;
  if (!analysis.protocol.paired || !treatment.side || !(CoverageVolumeMm3(drawn) > 0))
    return Next::kGoOn;
  const std::string& uid = analysis.series.baseline.acquisition->series_instance_uids.front();
  for (const SeriesSummary& series : analysis.baseline_folder.study.series) {
    if (series.series_instance_uid != uid) continue;
    const double left_mm = CoverageCentre(drawn)[0];
    return ApplyMatch(analysis, "baseline", MatchRegionSide(series, left_mm, *treatment.side));
  }
  return Next::kGoOn;
}

// Every stage up to the assessed change.
Result<Next> Analyse(Analysis& analysis, const Progress& progress) {
  progress("load", 0.0);
  if (MatchStudies(analysis) == Next::kStop) return Next::kStop;
  if (SelectSeries(analysis) == Next::kStop) return Next::kStop;
  const auto region = FindRegions(analysis);
  if (!region || *region == Next::kStop) return region;
  if (CheckComparability(analysis) == Next::kStop) return Next::kStop;
  IdentifyInputs(analysis);
  if (const Status loaded = LoadVolumes(analysis); !loaded) return loaded.error();
  if (ProposeBaselineRegion(analysis) == Next::kStop) return Next::kStop;
  analysis.exams.region = analysis.drawn.coverage;
  if (analysis.defect) analysis.exams.defect = analysis.defect->coverage;
  if (analysis.drawn_on_follow_up)
    analysis.exams.region_on_follow_up = analysis.drawn_on_follow_up->coverage;
  if (CheckSideOfRegion(analysis) == Next::kStop) return Next::kStop;
  return AnalyseExams(analysis, progress);
}

bool IsMeasuredOn(const FollowUpReport& report, const std::string& role) {
  return std::any_of(
      report.measurements.begin(),
      report.measurements.end(),
      [&role](const ReportedMeasurement& measurement) { return measurement.role == role; });
}

// What the outcome calls for: all results, or report.json and perhaps a proposal.
Status WriteOutcome(const Analysis& analysis, Next end, const std::filesystem::path& output) {
  if (end == Next::kStop && !analysis.propose) {
    return analysis.report.outcome == Outcome::kRefused
               ? WriteRefusal(
                     analysis.request, analysis.report, analysis.follow_up_folder, output)
               : WriteReportFile(analysis.report, output);
  }
  // The results lie on the grid of the role that carries the registration.
  const RolePair& carrier = analysis.series.roles.front();
  const RoleSeries& voxels = analysis.exams.roles.front();
  AnalysedExam baseline{
      &analysis.baseline_folder, &carrier.baseline, analysis.baseline_region, &voxels.baseline};
  AnalysedExam follow_up{&analysis.follow_up_folder,
                         &carrier.follow_up,
                         analysis.outline.coverage,
                         &voxels.follow_up};
  for (const RolePair& role : analysis.series.roles) {
    if (&role == &carrier || !IsMeasuredOn(analysis.report, role.role)) continue;
    baseline.further_acquisitions.push_back(&role.baseline);
    follow_up.further_acquisitions.push_back(&role.follow_up);
  }
  if (analysis.propose)
    return WriteProposal(analysis.request, analysis.report, baseline, output);
  return WriteFollowUpResults(analysis.request,
                              analysis.report,
                              baseline,
                              follow_up,
                              analysis.drawn,
                              MakeReportPictures(analysis.baseline_mean,
                                                 analysis.baseline_region,
                                                 analysis.follow_up_mean,
                                                 analysis.outline.coverage,
                                                 analysis.registration.followup_from_baseline),
                              output);
}

// Where the refusal was known beforehand.
Result<FollowUpReport> RefuseAsAsked(Analysis& analysis, const std::filesystem::path& output) {
  const FollowUpRequest& request = analysis.request;
  analysis.report.time_points = {
      DescribeTimePoint(analysis.follow_up_folder.study, false, request.treatment)};
  Stop(analysis, Outcome::kRefused, request.refusal);
  const Status written =
      WriteRefusal(request, analysis.report, analysis.follow_up_folder, output);
  if (!written) return written.error();
  return std::move(analysis.report);
}

}  // namespace

Result<FollowUpReport> RunFollowUp(const FollowUpRequest& request,
                                   const std::filesystem::path& output,
                                   const Progress& progress) {
  Analysis analysis(request);
  analysis.report.treatment = request.treatment;
  analysis.report.software.version = SoftwareVersion();
  analysis.report.software.configuration_hash = ConfigurationHash(request.options);

  auto follow_up = dicom::ReadStudyFolder(request.follow_up);
  if (!follow_up) return follow_up.error();
  analysis.follow_up_folder = *std::move(follow_up);
  if (!request.refusal.empty()) return RefuseAsAsked(analysis, output);
  auto baseline = dicom::ReadStudyFolder(request.baseline);
  if (!baseline) return baseline.error();
  analysis.baseline_folder = *std::move(baseline);

  const auto next = Analyse(analysis, progress);
  if (!next) return next.error();
  progress("report", 0.9);
  if (const Status written = WriteOutcome(analysis, *next, output); !written)
    return written.error();
  progress("report", 1.0);
  return std::move(analysis.report);
}

}  // namespace regen
