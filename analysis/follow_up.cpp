// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/change/change_assessment.h"
#include "analysis/follow_up_region.h"
#include "analysis/follow_up_results.h"
#include "analysis/image/shrink.h"
#include "analysis/measurement/t2_measurement.h"
#include "analysis/registration/register_follow_up.h"
#include "analysis/segmentation/region.h"
#include "analysis/selection/match_treatment.h"
#include "analysis/selection/select_series.h"

#include <algorithm>
#include <array>
#include <utility>

namespace regen {
namespace {

// How much of the drawn region must lie inside an exam's images.
constexpr double kRegionInsideFraction = 0.9;

// What the stages hand on; each stage fills its part.
struct Analysis {
  const FollowUpRequest& request;
  const IndicationProtocol& protocol;
  FollowUpReport report;
  dicom::StudyFolder baseline_folder;
  dicom::StudyFolder follow_up_folder;
  SeriesPair series;
  dicom::DrawnRegion drawn;
  EchoSeries baseline;
  EchoSeries follow_up;
  FollowUpRegistration registration;
  RegionShape shape;
  Volume baseline_region;
  Volume follow_up_region;
};

// A stage ends the way (its outcome and reasons stand in the report) or lets it go on.
enum class Next { kGoOn, kStop };

Next Stop(Analysis& analysis, Outcome outcome, Reasons why) {
  analysis.report.outcome = outcome;
  for (Reason& reason : why) analysis.report.reasons.push_back(std::move(reason));
  return Next::kStop;
}

Next StopFor(Analysis& analysis, Outcome outcome, std::string_view code, std::string text) {
  return Stop(analysis, outcome, {MakeReason(code, std::move(text))});
}

// The primary measurement as "not comparable", without a number.
void ReportNotComparable(Analysis& analysis, const Reasons& why) {
  const MeasurementDefinition* definition = PrimaryMeasurement(analysis.protocol);
  if (definition == nullptr) return;
  ReportedMeasurement measurement;
  measurement.name = definition->name;
  measurement.structure = analysis.protocol.structure;
  measurement.unit = definition->unit;
  measurement.primary = true;
  measurement.reasons = why;
  analysis.report.measurements.push_back(std::move(measurement));
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
                                     analysis.request.options.comparability);
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
  if (AnyRefused(pair.comparability)) {
    const Reasons why = ComparabilityReasons(pair.comparability, Comparability::kRefused);
    ReportNotComparable(analysis, why);
    return Stop(analysis, Outcome::kRefused, why);
  }
  const Reasons degraded = ComparabilityReasons(pair.comparability, Comparability::kDegraded);
  report.warnings.insert(report.warnings.end(), degraded.begin(), degraded.end());
  return Next::kGoOn;
}

// The reader's region on the baseline.
Result<Next> FindRegion(Analysis& analysis) {
  auto found = FindBaselineRegion(analysis.baseline_folder,
                                  *analysis.series.baseline.acquisition,
                                  analysis.request.roi,
                                  analysis.protocol);
  if (!found) return found.error();
  if (!found->region) return Stop(analysis, Outcome::kHeld, std::move(found->reasons));
  analysis.drawn = *std::move(found->region);
  analysis.report.region_method = RegionMethod::kReader;
  analysis.report.region_reviewed = analysis.drawn.algorithm_type == "MANUAL";
  return Next::kGoOn;
}

// Names the analysis by everything that was read.
void IdentifyInputs(Analysis& analysis) {
  std::vector<std::string> uids = analysis.series.baseline.acquisition->sop_instance_uids;
  const auto& follow_up = analysis.series.follow_up.acquisition->sop_instance_uids;
  uids.insert(uids.end(), follow_up.begin(), follow_up.end());
  uids.push_back(analysis.drawn.sop_instance_uid);
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

// load: the voxels of both acquisitions.
Status LoadVolumes(Analysis& analysis) {
  auto baseline =
      dicom::LoadEchoSeries(analysis.baseline_folder, *analysis.series.baseline.acquisition);
  if (!baseline) return baseline.error();
  analysis.baseline = *std::move(baseline);
  auto follow_up =
      dicom::LoadEchoSeries(analysis.follow_up_folder, *analysis.series.follow_up.acquisition);
  if (!follow_up) return follow_up.error();
  analysis.follow_up = *std::move(follow_up);
  return Done{};
}

// Where the region lies in the baseline's own images.
Next PlaceRegion(Analysis& analysis) {
  analysis.shape = MakeRegionShape(analysis.drawn.coverage);
  analysis.baseline_region =
      RegionCoverage(analysis.shape, analysis.baseline.echoes.front().geometry, Rigid3{}, 0);
  const double inside_mm3 = CoverageVolumeMm3(analysis.baseline_region);
  if (inside_mm3 > 0 && inside_mm3 >= kRegionInsideFraction * analysis.shape.volume_mm3) {
    return Next::kGoOn;
  }
  return StopFor(analysis,
                 Outcome::kHeld,
                 reasons::kRegionOutsideImages,
                 StrCat("of the drawn region's ",
                        FormatFixed(analysis.shape.volume_mm3, 0),
                        " mm3 only ",
                        FormatFixed(inside_mm3, 0),
                        " mm3 lie inside the baseline's images"));
}

StructureRegistration DescribeRegistration(const RegisteredStructure& structure) {
  StructureRegistration reported;
  reported.name = structure.name;
  reported.baseline_from_follow_up = RowMajor(Inverse(structure.followup_from_baseline));
  reported.correlation = AsReported(structure.correlation);
  reported.usable = structure.usable;
  if (structure.inverse_consistency_mm >= 0) {
    reported.inverse_consistency_mm = AsReported(structure.inverse_consistency_mm);
  }
  if (structure.residual_mm >= 0) reported.residual_mm = AsReported(structure.residual_mm);
  return reported;
}

double LateralSign(const std::optional<Side>& side) {
  return !side ? 0.0 : *side == Side::kRight ? -1.0 : 1.0;
}

// register: where the follow-up's structure lies in the baseline.
Next RegisterStructure(Analysis& analysis) {
  FollowUpRegistrationOptions options;
  options.lateral_sign = LateralSign(analysis.request.treatment.side);
  analysis.registration = RegisterFollowUp(MeanOfEchoes(analysis.baseline),
                                           MeanOfEchoes(analysis.follow_up),
                                           analysis.baseline_region,
                                           analysis.protocol.joint,
                                           options);
  FollowUpRegistration& registration = analysis.registration;
  registration.region.name = analysis.protocol.structure;
  analysis.report.registrations.push_back(DescribeRegistration(registration.region));
  for (const RegisteredStructure& bone : registration.bones) {
    analysis.report.registrations.push_back(DescribeRegistration(bone));
  }
  if (registration.usable) return Next::kGoOn;
  const Reasons why{MakeReason(reasons::kRegistrationNotUsable, registration.why_not)};
  ReportNotComparable(analysis, why);
  return Stop(analysis, Outcome::kRefused, why);
}

// segment: the region on the follow-up's grid.
Next PropagateRegion(Analysis& analysis) {
  analysis.follow_up_region = RegionCoverage(analysis.shape,
                                             analysis.follow_up.echoes.front().geometry,
                                             analysis.registration.followup_from_baseline,
                                             0);
  const double inside_mm3 = CoverageVolumeMm3(analysis.follow_up_region);
  const double baseline_mm3 = CoverageVolumeMm3(analysis.baseline_region);
  if (inside_mm3 >= kRegionInsideFraction * baseline_mm3) return Next::kGoOn;
  const Reasons why{MakeReason(reasons::kRegionOutsideFollowUp,
                               StrCat("of the region's ",
                                      FormatFixed(baseline_mm3, 0),
                                      " mm3 only ",
                                      FormatFixed(inside_mm3, 0),
                                      " mm3 lie inside the follow-up's images"))};
  ReportNotComparable(analysis, why);
  return Stop(analysis, Outcome::kRefused, why);
}

Repeatability RepeatabilityOf(const Analysis& analysis,
                              const MeasurementDefinition& definition) {
  const auto site = analysis.request.options.repeatability.find(
      StrCat(analysis.protocol.structure, "/", definition.name));
  if (site != analysis.request.options.repeatability.end()) {
    return {site->second.within_subject_cv_percent,
            site->second.subjects,
            site->second.source,
            site->second.citation};
  }
  const RepeatabilityPrior& prior = definition.repeatability;
  return {prior.within_subject_cv_percent, prior.subjects, "literature", prior.citation};
}

ReportedMeasurement::Exam DescribeExam(const T2Measurement& measured, const Volume& region) {
  ReportedMeasurement::Exam exam;
  exam.voxels_measured = measured.voxels_measured;
  exam.voxels_rejected = measured.voxels_rejected;
  exam.volume_mm3 = AsReported(CoverageVolumeMm3(region));
  if (measured.t2_ms)
    exam.standard_error = AsReported(*measured.t2_ms * measured.log_standard_error);
  return exam;
}

void AppendPrefixed(Reasons& to, const char* exam, const Reasons& from) {
  for (const Reason& reason : from)
    to.push_back({reason.code, StrCat(exam, ": ", reason.text)});
}

// measure and assess: T2 of both exams and what its change means.
Next MeasureAndAssess(Analysis& analysis) {
  const MeasurementDefinition& definition = *PrimaryMeasurement(analysis.protocol);
  T2MeasurementOptions options;
  options.lower_bound_ms = definition.lower_bound;
  options.upper_bound_ms = definition.upper_bound;
  const VolumeGeometry& baseline_grid = analysis.baseline.echoes.front().geometry;
  const VolumeGeometry& follow_up_grid = analysis.follow_up.echoes.front().geometry;
  const double margin_mm = MeasuredMarginMm(baseline_grid, follow_up_grid);
  const auto baseline =
      MeasureT2(analysis.baseline,
                RegionCoverage(analysis.shape, baseline_grid, Rigid3{}, margin_mm),
                options);
  const auto follow_up = MeasureT2(analysis.follow_up,
                                   RegionCoverage(analysis.shape,
                                                  follow_up_grid,
                                                  analysis.registration.followup_from_baseline,
                                                  margin_mm),
                                   options);

  ReportedMeasurement reported;
  reported.name = definition.name;
  reported.structure = analysis.protocol.structure;
  reported.unit = definition.unit;
  reported.primary = definition.primary;
  if (baseline.t2_ms) reported.baseline = AsReported(*baseline.t2_ms);
  if (follow_up.t2_ms) reported.follow_up = AsReported(*follow_up.t2_ms);
  reported.baseline_exam = DescribeExam(baseline, analysis.baseline_region);
  reported.follow_up_exam = DescribeExam(follow_up, analysis.follow_up_region);
  AppendPrefixed(reported.reasons, "baseline", baseline.reasons);
  AppendPrefixed(reported.reasons, "follow-up", follow_up.reasons);

  const Repeatability repeatability = RepeatabilityOf(analysis, definition);
  reported.repeatability_source = repeatability.source;
  reported.repeatability_citation = repeatability.citation;
  if (baseline.t2_ms && follow_up.t2_ms) {
    const auto change = AssessChange({*reported.baseline, baseline.log_standard_error},
                                     {*reported.follow_up, follow_up.log_standard_error},
                                     repeatability,
                                     InflationOf(analysis.report.comparability));
    reported.change = AsReported(change.change);
    reported.change_percent = AsReported(change.change_percent);
    reported.change_percent_lower = AsReported(change.lower_percent);
    reported.change_percent_upper = AsReported(change.upper_percent);
    reported.repeatability_percent = AsReported(change.repeatability_percent);
    reported.verdict = change.verdict;
  }
  const bool comparable = reported.change.has_value();
  const Reasons why = reported.reasons;
  analysis.report.measurements.push_back(std::move(reported));
  if (!comparable) return Stop(analysis, Outcome::kRefused, why);
  analysis.report.outcome = Outcome::kMeasured;
  return Next::kGoOn;
}

// Every stage up to the assessed change.
Result<Next> Analyse(Analysis& analysis, const Progress& progress) {
  progress("load", 0.0);
  if (MatchStudies(analysis) == Next::kStop) return Next::kStop;
  if (SelectSeries(analysis) == Next::kStop) return Next::kStop;
  const auto region = FindRegion(analysis);
  if (!region || *region == Next::kStop) return region;
  IdentifyInputs(analysis);
  if (const Status loaded = LoadVolumes(analysis); !loaded) return loaded.error();
  if (PlaceRegion(analysis) == Next::kStop) return Next::kStop;
  progress("register", 0.2);
  if (RegisterStructure(analysis) == Next::kStop) return Next::kStop;
  progress("segment", 0.7);
  if (PropagateRegion(analysis) == Next::kStop) return Next::kStop;
  progress("measure", 0.8);
  return MeasureAndAssess(analysis);
}

}  // namespace

Result<FollowUpReport> RunFollowUp(const FollowUpRequest& request,
                                   const std::filesystem::path& output,
                                   const Progress& progress) {
  Analysis analysis{request,
                    ProtocolOf(request.treatment.indication),
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {}};
  analysis.report.treatment = request.treatment;
  analysis.report.software.version = SoftwareVersion();
  analysis.report.software.configuration_hash = ConfigurationHash(request.options);

  auto baseline = dicom::ReadStudyFolder(request.baseline);
  if (!baseline) return baseline.error();
  analysis.baseline_folder = *std::move(baseline);
  auto follow_up = dicom::ReadStudyFolder(request.follow_up);
  if (!follow_up) return follow_up.error();
  analysis.follow_up_folder = *std::move(follow_up);

  const auto next = Analyse(analysis, progress);
  if (!next) return next.error();
  progress("report", 0.9);
  const Status written = *next == Next::kStop
                             ? WriteReportFile(analysis.report, output)
                             : WriteFollowUpResults(request,
                                                    analysis.report,
                                                    {&analysis.baseline_folder,
                                                     &*analysis.series.baseline.acquisition,
                                                     analysis.baseline_region},
                                                    {&analysis.follow_up_folder,
                                                     &*analysis.series.follow_up.acquisition,
                                                     analysis.follow_up_region},
                                                    analysis.drawn,
                                                    output);
  if (!written) return written.error();
  progress("report", 1.0);
  return std::move(analysis.report);
}

}  // namespace regen
