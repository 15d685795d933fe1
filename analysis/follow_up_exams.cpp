// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_exams.h"

#include "analysis/base/text.h"
#include "analysis/follow_up_measure.h"
#include "analysis/image/shrink.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/report/provenance.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace regen {
namespace {

// How much of the drawn region must lie inside an exam's images.
constexpr double kRegionInsideFraction = 0.9;

std::vector<std::string> RolesOf(const FollowUpExams& exams) {
  std::vector<std::string> roles;
  for (const RoleSeries& images : exams.roles) roles.push_back(images.role);
  return roles;
}

Next Refuse(ExamAnalysis& analysis, const Reasons& why) {
  ReportNotComparable(
      PlannedPrimary(
          analysis.protocol, RolesOf(analysis.exams), analysis.exams.defect.has_value()),
      analysis.protocol,
      why,
      analysis.report);
  return Stop(analysis.report, Outcome::kRefused, why);
}

// Where the region lies in the baseline's own images.
Next PlaceRegion(ExamAnalysis& analysis) {
  analysis.shape = MakeRegionShape(analysis.exams.region);
  analysis.baseline_region =
      RegionCoverage(analysis.shape, analysis.baseline_mean.geometry, Rigid3{}, 0);
  const double inside_mm3 = CoverageVolumeMm3(analysis.baseline_region);
  if (inside_mm3 > 0 && inside_mm3 >= kRegionInsideFraction * analysis.shape.volume_mm3) {
    return Next::kGoOn;
  }
  return Stop(analysis.report,
              Outcome::kHeld,
              {MakeReason(reasons::kRegionOutsideImages,
                          StrCat("of the drawn region's ",
                                 FormatFixed(analysis.shape.volume_mm3, 0),
                                 " mm3 only ",
                                 FormatFixed(inside_mm3, 0),
                                 " mm3 lie inside the baseline's images"))});
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

// What takes no part in the alignment: the structure, and of a bone, which tells its own
// motion, only the defect.
Volume LeftOut(const ExamAnalysis& analysis) {
  const auto& bones = analysis.protocol.joint.bones;
  const bool is_bone = std::any_of(
      bones.begin(), bones.end(), [](const BoneAnchor& bone) { return bone.is_structure; });
  if (!is_bone || !analysis.exams.defect) return analysis.baseline_region;
  return RegionCoverage(
      MakeRegionShape(*analysis.exams.defect), analysis.baseline_mean.geometry, Rigid3{}, 0);
}

// register: where the follow-up's structure lies in the baseline.
Next RegisterStructure(ExamAnalysis& analysis) {
  FollowUpRegistrationOptions options;
  options.lateral_sign = LateralSign(analysis.treatment.side);
  analysis.registration = RegisterFollowUp(analysis.baseline_mean,
                                           analysis.follow_up_mean,
                                           LeftOut(analysis),
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
  return Refuse(analysis, {MakeReason(reasons::kRegistrationNotUsable, registration.why_not)});
}

// Degrees between the structure's axis and the field, which runs along the patient.
double AngleToField(const Vec3& axis) {
  constexpr double kDegreesPerRadian = 57.295779513082323;
  return std::acos(std::min(1.0, std::abs(axis.normalized()[2]))) * kDegreesPerRadian;
}

// What only the registration can tell joins the comparability checks: the joint's angle and
// that of the fibres to the field.
Next ComparePostures(ExamAnalysis& analysis) {
  std::vector<ComparabilityCheck> checks;
  const ComparabilityThresholds& thresholds = analysis.options.comparability;
  if (const auto& angle_deg = analysis.report.registration.joint_angle_deg)
    checks.push_back(CompareJointAngle(*angle_deg, thresholds));
  if (analysis.protocol.fibres_along_axis) {
    const ShapeAxes axes = AxesOf(analysis.shape);
    const AxisMotion& motion = analysis.registration.followup_from_baseline;
    const double reach = axes.half_length_mm / 2;
    const Vec3 upper = motion * (axes.centre + reach * axes.along);
    const Vec3 lower = motion * (axes.centre - reach * axes.along);
    checks.push_back(
        CompareFibreAngle(AngleToField(axes.along), AngleToField(upper - lower), thresholds));
  }
  auto& all = analysis.report.comparability;
  all.insert(all.end(), checks.begin(), checks.end());
  const auto refuses_everything = [](const ComparabilityCheck& check) {
    return std::min({check.t2, check.signal, check.geometry}) == Comparability::kRefused;
  };
  if (std::any_of(checks.begin(), checks.end(), refuses_everything))
    return Refuse(analysis, ComparabilityReasons(checks, Comparability::kRefused));
  for (const Comparability result : {Comparability::kDegraded, Comparability::kRefused}) {
    for (Reason& reason : ComparabilityReasons(checks, result))
      analysis.report.warnings.push_back(std::move(reason));
  }
  return Next::kGoOn;
}

// The outline on the follow-up: drawn there, else the baseline's, carried over and refined.
void OutlineFollowUp(ExamAnalysis& analysis) {
  FollowUpReport& report = analysis.report;
  if (analysis.exams.region_on_follow_up) {
    analysis.outline =
        DrawnOutline(*analysis.exams.region_on_follow_up, analysis.follow_up_mean.geometry);
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
Next SegmentFollowUp(ExamAnalysis& analysis) {
  OutlineFollowUp(analysis);
  const double inside_mm3 = CoverageVolumeMm3(analysis.outline.coverage);
  const double whole_mm3 = ShapeVolumeMm3(analysis.outline.shape);
  if (inside_mm3 > 0 && inside_mm3 >= kRegionInsideFraction * whole_mm3) return Next::kGoOn;
  return Refuse(analysis,
                {MakeReason(reasons::kRegionOutsideFollowUp,
                            StrCat("of the region's ",
                                   FormatFixed(whole_mm3, 0),
                                   " mm3 only ",
                                   FormatFixed(inside_mm3, 0),
                                   " mm3 lie inside the follow-up's images"))});
}

// The disc's neighbours in both exams, and whether the region lies on the treated level.
Next CheckTreatedLevel(ExamAnalysis& analysis) {
  if (!analysis.protocol.has_level) return Next::kGoOn;
  const FollowUpOutline& outline = analysis.outline;
  analysis.spine = SpinePair{
      FindSpineLandmarks(analysis.baseline_mean, AxesOf(analysis.shape).centre),
      FindSpineLandmarks(analysis.follow_up_mean,
                         outline.follow_up_from_shape * AxesOf(outline.shape).centre)};
  LevelCheck check =
      CheckLevels(*analysis.spine, analysis.treatment.level, analysis.exams.level_named);
  if (!check.conflicts.empty()) return Refuse(analysis, check.conflicts);
  Reasons& warnings = analysis.report.warnings;
  warnings.insert(warnings.end(), check.warnings.begin(), check.warnings.end());
  return Next::kGoOn;
}

}  // namespace

Next Stop(FollowUpReport& report, Outcome outcome, Reasons why) {
  report.outcome = outcome;
  for (Reason& reason : why) report.reasons.push_back(std::move(reason));
  return Next::kStop;
}

const MeasurementDefinition* PlannedPrimary(const IndicationProtocol& protocol,
                                            const std::vector<std::string>& roles,
                                            bool has_defect) {
  const MeasurementDefinition* best = nullptr;
  for (const MeasurementDefinition& row : protocol.measurements) {
    if (row.primary_rank == 0 || (row.needs_defect && !has_defect)) continue;
    const bool has_role =
        std::any_of(row.roles.begin(), row.roles.end(), [&](const std::string& role) {
          return std::find(roles.begin(), roles.end(), role) != roles.end();
        });
    if (has_role && (best == nullptr || row.primary_rank < best->primary_rank)) best = &row;
  }
  return best;
}

void ReportNotComparable(const MeasurementDefinition* primary,
                         const IndicationProtocol& protocol,
                         const Reasons& why,
                         FollowUpReport& report) {
  if (primary == nullptr) return;
  ReportedMeasurement measurement;
  measurement.name = primary->name;
  measurement.structure = protocol.structure;
  measurement.unit = primary->unit;
  measurement.primary = true;
  measurement.reasons = why;
  report.measurements.push_back(std::move(measurement));
}

void PrepareImages(ExamAnalysis& analysis) {
  analysis.baseline_mean = MeanOfEchoes(analysis.exams.roles.front().baseline);
  analysis.follow_up_mean = MeanOfEchoes(analysis.exams.roles.front().follow_up);
}

Next AnalyseExams(ExamAnalysis& analysis, const Progress& progress) {
  if (PlaceRegion(analysis) == Next::kStop) return Next::kStop;
  progress("register", 0.2);
  if (RegisterStructure(analysis) == Next::kStop) return Next::kStop;
  if (ComparePostures(analysis) == Next::kStop) return Next::kStop;
  progress("segment", 0.7);
  if (SegmentFollowUp(analysis) == Next::kStop) return Next::kStop;
  if (CheckTreatedLevel(analysis) == Next::kStop) return Next::kStop;
  progress("measure", 0.8);
  return MeasureAndAssess(analysis);
}

}  // namespace regen
