// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/change/change_assessment.h"
#include "analysis/follow_up_measure.h"
#include "analysis/follow_up_outline.h"
#include "analysis/follow_up_region.h"
#include "analysis/follow_up_results.h"
#include "analysis/image/shrink.h"
#include "analysis/registration/register_follow_up.h"
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

// How much of the drawn region must lie inside an exam's images.
constexpr double kRegionInsideFraction = 0.9;

// What the stages hand on; each stage fills its part.
struct Analysis {
  Analysis(const FollowUpRequest& asked, const IndicationProtocol& of)
      : request(asked), protocol(of) {}

  const FollowUpRequest& request;
  const IndicationProtocol& protocol;
  FollowUpReport report;
  dicom::StudyFolder baseline_folder;
  dicom::StudyFolder follow_up_folder;
  SeriesPair series;
  dicom::DrawnRegion drawn;  // on the baseline
  Reasons why_no_region;     // until an automatic one is found
  std::optional<dicom::DrawnRegion> drawn_on_follow_up;
  EchoSeries baseline;
  EchoSeries follow_up;
  Volume baseline_mean;  // of all echoes
  Volume follow_up_mean;
  FollowUpRegistration registration;
  RegionShape shape;
  Volume baseline_region;
  FollowUpOutline outline;
  bool propose = false;  // the baseline's region is a proposal, for a person to look at
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
  } else if (analysis.request.options.automatic_region != "off" && NobodyDrew(found->reasons)) {
    analysis.why_no_region = std::move(found->reasons);
  } else {
    return Stop(analysis, Outcome::kHeld, std::move(found->reasons));
  }
  RegionFound on_follow_up = FindFollowUpRegion(
      analysis.follow_up_folder, *analysis.series.follow_up.acquisition, analysis.protocol);
  for (Reason& reason : on_follow_up.reasons) report.warnings.push_back(std::move(reason));
  analysis.drawn_on_follow_up = std::move(on_follow_up.region);
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
  analysis.baseline_mean = MeanOfEchoes(analysis.baseline);
  analysis.follow_up_mean = MeanOfEchoes(analysis.follow_up);
  return Done{};
}

// Where nobody drew a region: an automatic one, used or held for a person as the site says.
Next ProposeBaselineRegion(Analysis& analysis) {
  if (analysis.why_no_region.empty()) return Next::kGoOn;
  const Treatment& treatment = analysis.request.treatment;
  Reasons why = std::move(analysis.why_no_region);
  auto proposal = ProposeRegion(treatment.indication, treatment.level, analysis.baseline_mean);
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
  if (!analysis.protocol.paired || !treatment.side) return Next::kGoOn;
  const std::string& uid = analysis.series.baseline.acquisition->series_instance_uids.front();
  for (const SeriesSummary& series : analysis.baseline_folder.study.series) {
    if (series.series_instance_uid != uid) continue;
    const double left_mm = CoverageCentre(analysis.baseline_region)[0];
    return ApplyMatch(analysis, "baseline", MatchRegionSide(series, left_mm, *treatment.side));
  }
  return Next::kGoOn;
}

// Where the region lies in the baseline's own images.
Next PlaceRegion(Analysis& analysis) {
  analysis.shape = MakeRegionShape(analysis.drawn.coverage);
  analysis.baseline_region =
      RegionCoverage(analysis.shape, analysis.baseline.echoes.front().geometry, Rigid3{}, 0);
  const double inside_mm3 = CoverageVolumeMm3(analysis.baseline_region);
  if (inside_mm3 > 0 && inside_mm3 >= kRegionInsideFraction * analysis.shape.volume_mm3) {
    return CheckSideOfRegion(analysis);
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
  if (structure.half_sample_mm >= 0)
    reported.half_sample_mm = AsReported(structure.half_sample_mm);
  reported.overlap = AsReported(structure.overlap);
  reported.why_not = structure.why_not;
  return reported;
}

RegistrationSummary SummariseRegistration(const FollowUpRegistration& registration,
                                          Residual residual) {
  RegistrationSummary summary;
  summary.residual = residual == Residual::kIntensity ? "intensity" : "edges";
  summary.carried_by = registration.carried_by;
  if (registration.joint_angle_deg)
    summary.joint_angle_deg = AsReported(*registration.joint_angle_deg);
  if (registration.usable) summary.uncertainty_mm = AsReported(registration.UncertaintyMm());
  return summary;
}

double LateralSign(const std::optional<Side>& side) {
  return !side ? 0.0 : *side == Side::kRight ? -1.0 : 1.0;
}

// register: where the follow-up's structure lies in the baseline.
Next RegisterStructure(Analysis& analysis) {
  FollowUpRegistrationOptions options;
  options.lateral_sign = LateralSign(analysis.request.treatment.side);
  analysis.registration = RegisterFollowUp(analysis.baseline_mean,
                                           analysis.follow_up_mean,
                                           analysis.baseline_region,
                                           analysis.protocol.joint,
                                           options);
  FollowUpRegistration& registration = analysis.registration;
  registration.region.name = analysis.protocol.structure;
  analysis.report.registrations.push_back(DescribeRegistration(registration.region));
  for (const RegisteredStructure& bone : registration.bones) {
    analysis.report.registrations.push_back(DescribeRegistration(bone));
  }
  analysis.report.registration = SummariseRegistration(registration, options.residual);
  if (registration.usable) return Next::kGoOn;
  const Reasons why{MakeReason(reasons::kRegistrationNotUsable, registration.why_not)};
  ReportNotComparable(analysis, why);
  return Stop(analysis, Outcome::kRefused, why);
}

// The joint's angle, which only the registration can tell, joins the comparability checks.
Next CheckJointAngle(Analysis& analysis) {
  const auto& angle_deg = analysis.report.registration.joint_angle_deg;
  if (!angle_deg) return Next::kGoOn;
  const std::vector<ComparabilityCheck> check{
      CompareJointAngle(*angle_deg, analysis.request.options.comparability)};
  analysis.report.comparability.push_back(check.front());
  if (AnyRefused(check)) {
    const Reasons why = ComparabilityReasons(check, Comparability::kRefused);
    ReportNotComparable(analysis, why);
    return Stop(analysis, Outcome::kRefused, why);
  }
  for (Reason& reason : ComparabilityReasons(check, Comparability::kDegraded))
    analysis.report.warnings.push_back(std::move(reason));
  return Next::kGoOn;
}

// The outline on the follow-up: drawn there, else the baseline's, carried over and refined.
void OutlineFollowUp(Analysis& analysis) {
  FollowUpReport& report = analysis.report;
  if (analysis.drawn_on_follow_up) {
    analysis.outline =
        DrawnOutline(analysis.drawn_on_follow_up->coverage, analysis.follow_up_mean.geometry);
    report.region_method = RegionMethod::kExternal;
    return;
  }
  analysis.outline = CarriedOutline(analysis.shape,
                                    analysis.baseline_mean,
                                    analysis.follow_up_mean,
                                    analysis.registration.followup_from_baseline);
  const RegionQuality& quality = analysis.outline.quality;
  report.region_quality.agreement = quality.agreement;
  report.region_quality.volume_change_percent = quality.volume_change_percent;
  report.region_quality.mean_shift_mm = quality.mean_shift_mm;
  if (!IsUncertain(analysis.outline)) return;
  report.warnings.push_back(
      MakeReason(reasons::kRegionUncertain,
                 StrCat("the region on the follow-up agrees with the image by ",
                        FormatFixed(quality.agreement.value_or(0), 2),
                        " only (at least ",
                        FormatFixed(kLeastAgreement, 2),
                        " expected); the error was widened by ",
                        FormatFixed(kUncertainRegionInflation, 1))));
}

// segment: the region on the follow-up's grid.
Next SegmentFollowUp(Analysis& analysis) {
  OutlineFollowUp(analysis);
  const double inside_mm3 = CoverageVolumeMm3(analysis.outline.coverage);
  const double whole_mm3 = ShapeVolumeMm3(analysis.outline.shape);
  if (inside_mm3 > 0 && inside_mm3 >= kRegionInsideFraction * whole_mm3) return Next::kGoOn;
  const Reasons why{MakeReason(reasons::kRegionOutsideFollowUp,
                               StrCat("of the region's ",
                                      FormatFixed(whole_mm3, 0),
                                      " mm3 only ",
                                      FormatFixed(inside_mm3, 0),
                                      " mm3 lie inside the follow-up's images"))};
  ReportNotComparable(analysis, why);
  return Stop(analysis, Outcome::kRefused, why);
}

// measure and assess: T2 of both exams and what its change means.
Next MeasureAndAssess(Analysis& analysis) {
  FollowUpReport& report = analysis.report;
  const AxisMotion as_drawn = RigidMotion(Rigid3{});
  ChangeContext context{analysis.protocol, analysis.request.options, {}, 1};
  context.inflation = InflationOf(report.comparability);
  if (IsUncertain(analysis.outline)) context.inflation *= kUncertainRegionInflation;
  if (analysis.outline.carried) context.uncertainty_mm = analysis.registration.UncertaintyMm();
  const FollowUpOutline& outline = analysis.outline;
  ReportedMeasurement reported = MeasureChange(
      {analysis.baseline, analysis.shape, as_drawn, analysis.baseline_region},
      {analysis.follow_up, outline.shape, outline.follow_up_from_shape, outline.coverage},
      context);
  const bool comparable = reported.change.has_value();
  const Reasons why = reported.reasons;
  report.measurements.push_back(std::move(reported));
  if (!comparable) return Stop(analysis, Outcome::kRefused, why);
  report.outcome = Outcome::kMeasured;
  return Next::kGoOn;
}

// Every stage up to the assessed change.
Result<Next> Analyse(Analysis& analysis, const Progress& progress) {
  progress("load", 0.0);
  if (MatchStudies(analysis) == Next::kStop) return Next::kStop;
  if (SelectSeries(analysis) == Next::kStop) return Next::kStop;
  const auto region = FindRegions(analysis);
  if (!region || *region == Next::kStop) return region;
  IdentifyInputs(analysis);
  if (const Status loaded = LoadVolumes(analysis); !loaded) return loaded.error();
  if (ProposeBaselineRegion(analysis) == Next::kStop) return Next::kStop;
  if (PlaceRegion(analysis) == Next::kStop) return Next::kStop;
  progress("register", 0.2);
  if (RegisterStructure(analysis) == Next::kStop) return Next::kStop;
  if (CheckJointAngle(analysis) == Next::kStop) return Next::kStop;
  progress("segment", 0.7);
  if (SegmentFollowUp(analysis) == Next::kStop) return Next::kStop;
  progress("measure", 0.8);
  return MeasureAndAssess(analysis);
}

// What the outcome calls for: all results, or report.json and perhaps a proposal.
Status WriteOutcome(const Analysis& analysis, Next end, const std::filesystem::path& output) {
  if (end == Next::kStop && !analysis.propose) {
    return analysis.report.outcome == Outcome::kRefused
               ? WriteRefusal(
                     analysis.request, analysis.report, analysis.follow_up_folder, output)
               : WriteReportFile(analysis.report, output);
  }
  const AnalysedExam baseline{&analysis.baseline_folder,
                              &*analysis.series.baseline.acquisition,
                              analysis.baseline_region,
                              &analysis.baseline};
  if (analysis.propose)
    return WriteProposal(analysis.request, analysis.report, baseline, output);
  return WriteFollowUpResults(analysis.request,
                              analysis.report,
                              baseline,
                              {&analysis.follow_up_folder,
                               &*analysis.series.follow_up.acquisition,
                               analysis.outline.coverage,
                               &analysis.follow_up},
                              analysis.drawn,
                              MakeReportPictures(analysis.baseline_mean,
                                                 analysis.baseline_region,
                                                 analysis.follow_up_mean,
                                                 analysis.outline.coverage,
                                                 analysis.registration.followup_from_baseline),
                              output);
}

}  // namespace

Result<FollowUpReport> RunFollowUp(const FollowUpRequest& request,
                                   const std::filesystem::path& output,
                                   const Progress& progress) {
  Analysis analysis(request, ProtocolOf(request.treatment.indication));
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
  if (const Status written = WriteOutcome(analysis, *next, output); !written)
    return written.error();
  progress("report", 1.0);
  return std::move(analysis.report);
}

}  // namespace regen
