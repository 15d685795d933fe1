// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_measure.h"

#include "analysis/base/text.h"
#include "analysis/change/change_assessment.h"
#include "analysis/image/shrink.h"
#include "analysis/measurement/control_region.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/report/provenance.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <future>
#include <utility>

namespace regen {
namespace {

Repeatability RepeatabilityOf(const ChangeContext& context,
                              const MeasurementDefinition& definition) {
  const auto site = context.options.repeatability.find(
      StrCat(context.protocol.structure, "/", definition.name));
  if (site != context.options.repeatability.end()) {
    return {site->second.within_subject,
            site->second.subjects,
            site->second.source,
            site->second.citation};
  }
  const RepeatabilityPrior& prior = definition.repeatability;
  return {prior.within_subject, prior.subjects, "literature", prior.citation};
}

double OutlinedVolumeMm3(const OutlinedExam& exam) {
  return CoverageVolumeMm3(
      RegionCoverage(exam.shape, exam.image.geometry, exam.exam_from_shape, 0));
}

ReportedMeasurement::Exam DescribeExam(const MeasuredValue& measured,
                                       const OutlinedExam& exam,
                                       const std::optional<double>& volume_mm3) {
  ReportedMeasurement::Exam described;
  described.voxels_measured = measured.voxels_measured;
  described.voxels_rejected = measured.voxels_rejected;
  described.volume_mm3 = AsReported(volume_mm3 ? *volume_mm3 : OutlinedVolumeMm3(exam));
  if (measured.value) described.standard_error = AsReported(measured.standard_error);
  return described;
}

void AppendPrefixed(Reasons& to, const char* exam, const Reasons& from) {
  for (const Reason& reason : from)
    to.push_back({reason.code, StrCat(exam, ": ", reason.text)});
}

std::string_view ErrorModelName(ErrorModel model) {
  switch (model) {
    case ErrorModel::kConstantSd:
      return "constant-sd";
    case ErrorModel::kConstantCv:
      return "constant-cv";
    case ErrorModel::kProportional:
      return "proportional";
  }
  return {};
}

ReportedMeasurement Describe(const MeasurementDefinition& definition,
                             const IndicationProtocol& protocol) {
  ReportedMeasurement reported;
  reported.name = definition.name;
  reported.structure = protocol.structure;
  reported.unit = definition.unit;
  reported.error_model = std::string(ErrorModelName(definition.error_model));
  return reported;
}

std::optional<double> Rounded(const std::optional<double>& value) {
  return value ? std::optional(AsReported(*value)) : std::nullopt;
}

void ReportChange(const ChangeAssessment& change, ReportedMeasurement& reported) {
  reported.change = AsReported(change.change);
  reported.change_lower = AsReported(change.lower);
  reported.change_upper = AsReported(change.upper);
  reported.change_percent = Rounded(change.change_percent);
  reported.change_percent_lower = Rounded(change.lower_percent);
  reported.change_percent_upper = Rounded(change.upper_percent);
  reported.repeatability = AsReported(change.repeatability);
  reported.repeatability_percent = Rounded(change.repeatability_percent);
  reported.z = AsReported(change.z);
  reported.errors = ReportedMeasurement::Errors{AsReported(change.errors.of_exams),
                                                AsReported(change.errors.repeatability),
                                                AsReported(change.errors.reproducibility),
                                                AsReported(change.errors.combined)};
  reported.verdict = change.verdict;
}

AxisMotion Shifted(AxisMotion motion, const Vec3& by_mm) {
  for (Rigid3& station : motion.stations) station.translation_mm += by_mm;
  return motion;
}

// What does not change with the outline's place: its own shape; and end-plates and oedema,
// which are found in each exam by themselves.
bool DependsOnPlace(MeasuringMethod method) {
  constexpr std::array kOfItself{MeasuringMethod::kVolume,
                                 MeasuringMethod::kCrossSectionalArea,
                                 MeasuringMethod::kLevelCrossSection,
                                 MeasuringMethod::kLengthVolume,
                                 MeasuringMethod::kDiscHeight,
                                 MeasuringMethod::kDiscHeightIndex,
                                 MeasuringMethod::kOedemaVolume,
                                 MeasuringMethod::kOedemaLength};
  return std::find(kOfItself.begin(), kOfItself.end(), method) == kOfItself.end();
}

}  // namespace

std::optional<double> PositionError(const MeasurementDefinition& definition,
                                    const ExamPair& pair,
                                    double uncertainty_mm,
                                    double value) {
  assert(uncertainty_mm >= 0);
  if (!DependsOnPlace(definition.method)) return 0.0;
  constexpr int kShifts = 6;
  const OutlinedExam& exam = pair.follow_up;
  const auto measure_shifted = [&](int n) {
    const Vec3 by_mm =
        (n % 2 == 0 ? -1.0 : 1.0) * uncertainty_mm * exam.image.geometry.direction.col(n / 2);
    const ExamPair shifted{pair.baseline,
                           {exam.series,
                            exam.image,
                            exam.shape,
                            Shifted(exam.exam_from_shape, by_mm),
                            Shifted(exam.exam_from_baseline, by_mm),
                            exam.is_map},
                           pair.defect,
                           pair.reference,
                           pair.spine,
                           false,
                           pair.fit_method};
    return Measure(definition, shifted).follow_up.value;
  };
  std::array<std::optional<double>, kShifts> values;
  const auto measure_every_other = [&](int first) {
    for (int n = first; n < kShifts; n += 2)
      values[static_cast<std::size_t>(n)] = measure_shifted(n);
  };
  auto others = std::async(std::launch::async, measure_every_other, 1);
  measure_every_other(0);
  others.get();
  double squares = 0;
  int measured = 0;
  for (const auto& again : values) {
    if (!again) continue;
    squares += (*again - value) * (*again - value);
    ++measured;
  }
  if (measured == 0) return std::nullopt;
  return std::sqrt(squares / measured);
}

ReportedMeasurement MeasureChange(const MeasurementDefinition& definition,
                                  const ExamPair& pair,
                                  const ChangeContext& context) {
  MeasuredPair measured = Measure(definition, pair);
  MeasuredValue& baseline = measured.baseline;
  MeasuredValue& follow_up = measured.follow_up;
  ReportedMeasurement reported = Describe(definition, context.protocol);
  reported.baseline = Rounded(baseline.value);
  reported.follow_up = Rounded(follow_up.value);
  reported.baseline_exam = DescribeExam(baseline, pair.baseline, context.baseline_mm3);
  reported.follow_up_exam = DescribeExam(follow_up, pair.follow_up, context.follow_up_mm3);
  if (measured.fit_method) reported.fit = FitMethodName(*measured.fit_method);
  AppendPrefixed(reported.reasons, "baseline", baseline.reasons);
  AppendPrefixed(reported.reasons, "follow-up", follow_up.reasons);
  reported.reasons.insert(
      reported.reasons.end(), measured.remarks.begin(), measured.remarks.end());
  if (follow_up.value && context.uncertainty_mm) {
    ExamPair alike = pair;
    alike.fit_method = measured.fit_method;
    const auto by_position =
        PositionError(definition, alike, *context.uncertainty_mm, *follow_up.value);
    if (by_position) {
      reported.follow_up_exam->registration_error = AsReported(*by_position);
      follow_up.standard_error = std::hypot(follow_up.standard_error, *by_position);
    }
  }
  const Repeatability repeatability = RepeatabilityOf(context, definition);
  reported.repeatability_source = repeatability.source;
  reported.repeatability_citation = repeatability.citation;
  if (!reported.baseline || !reported.follow_up) return reported;
  // A logarithm needs something to take it of.
  ErrorModel model = definition.error_model;
  if (model == ErrorModel::kConstantCv && !(*reported.baseline > 0 && *reported.follow_up > 0))
    model = ErrorModel::kProportional;
  ReportChange(AssessChange(model,
                            {*reported.baseline, baseline.standard_error},
                            {*reported.follow_up, follow_up.standard_error},
                            repeatability,
                            context.widening * measured.widening),
               reported);
  return reported;
}

namespace {

// What all measurements on one role share.
struct RoleWork {
  std::string role;
  bool is_map = false;
  const EchoSeries* baseline = nullptr;
  const EchoSeries* follow_up = nullptr;
  Volume baseline_image;
  Volume follow_up_image;
  std::optional<SignalReference> reference;  // where something asked for it
  std::optional<double> baseline_mm3;        // of the outline, from the first row that asks
  std::optional<double> follow_up_mm3;
};

struct Work {
  ExamAnalysis& analysis;
  AxisMotion still;
  std::optional<RegionShape> defect;
  std::vector<RoleWork> roles;
};

ExamPair PairOf(const Work& work, const RoleWork& role) {
  const ExamAnalysis& analysis = work.analysis;
  const FollowUpOutline& outline = analysis.outline;
  return {{*role.baseline,
           role.baseline_image,
           analysis.shape,
           work.still,
           work.still,
           role.is_map},
          {*role.follow_up,
           role.follow_up_image,
           outline.shape,
           outline.follow_up_from_shape,
           analysis.registration.followup_from_baseline,
           role.is_map},
          work.defect ? &*work.defect : nullptr,
          role.reference ? &*role.reference : nullptr,
          analysis.spine ? &*analysis.spine : nullptr};
}

Work PrepareWork(ExamAnalysis& analysis) {
  Work work{analysis, RigidMotion(Rigid3{}), {}, {}};
  if (analysis.exams.defect) work.defect = MakeRegionShape(*analysis.exams.defect);
  for (const RoleSeries& images : analysis.exams.roles) {
    const SeriesRole* role = FindRole(analysis.protocol, images.role);
    assert(role != nullptr);
    work.roles.push_back({images.role,
                          role->images == RoleImages::kMap,
                          &images.baseline,
                          &images.follow_up,
                          MeanOfEchoes(images.baseline),
                          MeanOfEchoes(images.follow_up),
                          {},
                          {},
                          {}});
  }
  return work;
}

RoleWork* RoleFor(Work& work, const MeasurementDefinition& definition, Reasons& why_not) {
  const auto& checks = work.analysis.report.comparability;
  for (const std::string& name : definition.roles) {
    for (RoleWork& role : work.roles) {
      if (role.role != name) continue;
      if (!IsRefusedFor(checks, name, definition.domain)) return &role;
      const Reasons refused =
          ComparabilityReasonsFor(checks, name, definition.domain, Comparability::kRefused);
      why_not.insert(why_not.end(), refused.begin(), refused.end());
    }
  }
  if (!why_not.empty()) return nullptr;
  const auto& missing = work.analysis.exams.missing;
  for (const std::string& name : definition.roles) {
    const auto found = missing.find(name);
    if (found == missing.end()) continue;
    why_not.insert(why_not.end(), found->second.begin(), found->second.end());
    return nullptr;
  }
  why_not.push_back(MakeReason(reasons::kRoleMissing,
                               StrCat("the exams have no series for it in common; expected ",
                                      JoinStrings(definition.roles, " or "))));
  return nullptr;
}

void AddControl(const MeasurementDefinition& definition,
                const RoleWork& role,
                const ExamPair& pair,
                ReportedMeasurement& reported) {
  if (role.is_map || role.baseline->echoes.size() < 2) return;
  const auto control = MeasureControl(definition, pair);
  if (!control) return;
  reported.control = ReportedMeasurement::Control{
      control->region,
      AsReported(control->baseline),
      AsReported(control->follow_up),
      AsReported(100 * (control->follow_up / control->baseline - 1))};
}

// Whether the value leans on untreated tissue all around; a disc and oedema have their own
// references.
bool NeedsReference(const MeasurementDefinition& definition) {
  return definition.domain == ComparabilityDomain::kSignal &&
         definition.method != MeasuringMethod::kDiscSignal &&
         definition.method != MeasuringMethod::kOedemaVolume &&
         definition.method != MeasuringMethod::kOedemaLength &&
         definition.method != MeasuringMethod::kContralateral;
}

ReportedMeasurement MeasureRow(Work& work, const MeasurementDefinition& definition) {
  ExamAnalysis& analysis = work.analysis;
  ReportedMeasurement reported = Describe(definition, analysis.protocol);
  if (definition.needs_defect && !work.defect) {
    reported.reasons = analysis.exams.why_no_defect;
    return reported;
  }
  RoleWork* role = RoleFor(work, definition, reported.reasons);
  if (role == nullptr) return reported;
  if (NeedsReference(definition) && !role->reference)
    role->reference = CompareUntreatedTissue(PairOf(work, *role));
  const ExamPair pair = PairOf(work, *role);
  if (!role->baseline_mm3) {
    role->baseline_mm3 = OutlinedVolumeMm3(pair.baseline);
    role->follow_up_mm3 = OutlinedVolumeMm3(pair.follow_up);
  }
  ChangeContext context{
      analysis.protocol, analysis.options, {}, 1, role->baseline_mm3, role->follow_up_mm3};
  context.widening = WideningFor(analysis.report.comparability, role->role, definition.domain);
  if (IsUncertain(analysis.outline)) context.widening *= kUncertainRegionInflation;
  if (analysis.outline.carried) context.uncertainty_mm = analysis.registration.UncertaintyMm();
  reported = MeasureChange(definition, pair, context);
  reported.role = role->role;
  if (reported.change) {  // measured, but less surely than it might have been
    Reasons& warnings = analysis.report.warnings;
    warnings.insert(warnings.end(), reported.reasons.begin(), reported.reasons.end());
  }
  if (definition.domain == ComparabilityDomain::kT2)
    AddControl(definition, *role, pair, reported);
  return reported;
}

// Places of the protocol's rows: the planned primary, the other ranks in order, the rest.
std::vector<std::size_t> OrderOf(const IndicationProtocol& protocol,
                                 const MeasurementDefinition* planned) {
  std::vector<std::size_t> order;
  for (std::size_t n = 0; n < protocol.measurements.size(); ++n) order.push_back(n);
  const auto rank = [&](std::size_t n) {
    const MeasurementDefinition& row = protocol.measurements[n];
    return &row == planned ? 0 : row.primary_rank == 0 ? 1000 : row.primary_rank;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rank(a) < rank(b);
  });
  return order;
}

// The planned primary or, where it has no number, the next declared rank that has one.
ReportedMeasurement* ChoosePrimary(const IndicationProtocol& protocol, FollowUpReport& report) {
  ReportedMeasurement& planned = report.measurements.front();
  if (planned.change) return &planned;
  for (ReportedMeasurement& other : report.measurements) {
    const MeasurementDefinition* row = FindMeasurement(protocol, other.name);
    if (row->primary_rank == 0 || !other.change) continue;
    report.warnings.push_back(
        MakeReason(reasons::kFallbackPrimary,
                   StrCat(planned.name, " could not be measured; ", other.name, " stands in")));
    return &other;
  }
  return nullptr;
}

}  // namespace

Next MeasureAndAssess(ExamAnalysis& analysis) {
  FollowUpReport& report = analysis.report;
  Work work = PrepareWork(analysis);
  std::vector<std::string> roles;
  for (const RoleWork& role : work.roles) roles.push_back(role.role);
  const MeasurementDefinition* planned =
      PlannedPrimary(analysis.protocol, roles, work.defect.has_value());
  for (const std::size_t place : OrderOf(analysis.protocol, planned))
    report.measurements.push_back(MeasureRow(work, analysis.protocol.measurements[place]));
  ReportedMeasurement* primary = ChoosePrimary(analysis.protocol, report);
  if (primary == nullptr) {
    report.measurements.front().primary = true;
    return Stop(report, Outcome::kRefused, report.measurements.front().reasons);
  }
  primary->primary = true;
  std::rotate(report.measurements.begin(),
              report.measurements.begin() + (primary - report.measurements.data()),
              report.measurements.begin() + (primary - report.measurements.data()) + 1);
  std::stable_partition(report.measurements.begin(),
                        report.measurements.end(),
                        [](const ReportedMeasurement& m) { return m.change.has_value(); });
  report.outcome = Outcome::kMeasured;
  return Next::kGoOn;
}

}  // namespace regen
