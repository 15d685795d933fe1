// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_measure.h"

#include "analysis/base/text.h"
#include "analysis/change/change_assessment.h"
#include "analysis/image/shrink.h"
#include "analysis/measurement/control_region.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/report/provenance.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <future>
#include <list>
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

std::vector<std::optional<double>> PositionErrors(const std::vector<MeasuredRow>& rows,
                                                  const ExamPair& pair,
                                                  double uncertainty_mm) {
  assert(uncertainty_mm >= 0);
  constexpr int kShifts = 6;
  const OutlinedExam& exam = pair.follow_up;
  using Values = std::vector<std::optional<double>>;  // by row
  const auto measure_shifted = [&](int n) {
    const Vec3 by_mm =
        (n % 2 == 0 ? -1.0 : 1.0) * uncertainty_mm * exam.image.geometry.direction.col(n / 2);
    SharedWork work(exam.work);
    ExamPair shifted{pair.baseline,
                     {exam.series,
                      exam.image,
                      exam.shape,
                      Shifted(exam.exam_from_shape, by_mm),
                      Shifted(exam.exam_from_baseline, by_mm),
                      exam.is_map,
                      &work},
                     pair.defect,
                     pair.reference,
                     pair.spine,
                     false,
                     {}};
    Values values;
    for (const MeasuredRow& row : rows) {
      values.emplace_back();
      if (!row.measured.follow_up.value || !DependsOnPlace(row.definition.method)) continue;
      shifted.fit_method = row.measured.fit_method;
      values.back() = Measure(row.definition, shifted).follow_up.value;
    }
    return values;
  };
  std::array<Values, kShifts> shifts;
  const auto measure_every_other = [&](int first) {
    for (int n = first; n < kShifts; n += 2)
      shifts[static_cast<std::size_t>(n)] = measure_shifted(n);
  };
  auto others = std::async(std::launch::async, measure_every_other, 1);
  measure_every_other(0);
  others.get();
  Values errors;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    errors.emplace_back();
    const std::optional<double>& value = rows[at].measured.follow_up.value;
    if (!value) continue;
    double squares = 0;
    int measured = 0;
    for (const Values& shift : shifts) {
      if (!shift[at]) continue;
      squares += (*shift[at] - *value) * (*shift[at] - *value);
      ++measured;
    }
    if (!DependsOnPlace(rows[at].definition.method))
      errors.back() = 0.0;
    else if (measured > 0)
      errors.back() = std::sqrt(squares / measured);
  }
  return errors;
}

ReportedMeasurement AssessRow(const MeasuredRow& row,
                              const std::optional<double>& position_error,
                              const ExamPair& pair,
                              const ChangeContext& context) {
  const MeasurementDefinition& definition = row.definition;
  const MeasuredPair& measured = row.measured;
  const MeasuredValue& baseline = measured.baseline;
  MeasuredValue follow_up = measured.follow_up;
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
  if (position_error) {
    reported.follow_up_exam->registration_error = AsReported(*position_error);
    follow_up.standard_error = std::hypot(follow_up.standard_error, *position_error);
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
  double baseline_mm3 = 0;                   // of the outline
  double follow_up_mm3 = 0;
  SharedWork baseline_work;
  SharedWork follow_up_work;
  std::vector<MeasuredRow> rows;
  std::vector<std::optional<double>> position_errors;  // of the rows
};

struct Work {
  ExamAnalysis& analysis;
  AxisMotion still;
  std::optional<RegionShape> defect;
  std::list<RoleWork> roles;
};

ExamPair PairOf(Work& work, RoleWork& role) {
  const ExamAnalysis& analysis = work.analysis;
  const FollowUpOutline& outline = analysis.outline;
  return {{*role.baseline,
           role.baseline_image,
           analysis.shape,
           work.still,
           work.still,
           role.is_map,
           &role.baseline_work},
          {*role.follow_up,
           role.follow_up_image,
           outline.shape,
           outline.follow_up_from_shape,
           analysis.registration.followup_from_baseline,
           role.is_map,
           &role.follow_up_work},
          work.defect ? &*work.defect : nullptr,
          role.reference ? &*role.reference : nullptr,
          analysis.spine ? &*analysis.spine : nullptr};
}

void PrepareWork(Work& work) {
  const ExamAnalysis& analysis = work.analysis;
  if (analysis.exams.defect) work.defect = MakeRegionShape(*analysis.exams.defect);
  for (const RoleSeries& images : analysis.exams.roles) {
    const SeriesRole* role = FindRole(analysis.protocol, images.role);
    assert(role != nullptr);
    RoleWork& added = work.roles.emplace_back();
    added.role = images.role;
    added.is_map = role->images == RoleImages::kMap;
    added.baseline = &images.baseline;
    added.follow_up = &images.follow_up;
    added.baseline_image = MeanOfEchoes(images.baseline);
    added.follow_up_image = MeanOfEchoes(images.follow_up);
  }
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

// One row of the protocol on its way: as it will stand in the report and, where there are
// images and region for it, the role and the place among its rows.
struct PlacedRow {
  const MeasurementDefinition* definition = nullptr;
  ReportedMeasurement reported;
  RoleWork* role = nullptr;
  std::size_t at = 0;
};

PlacedRow MeasureRow(Work& work, const MeasurementDefinition& definition) {
  const ExamAnalysis& analysis = work.analysis;
  PlacedRow row{&definition, Describe(definition, analysis.protocol), nullptr, 0};
  if (definition.needs_defect && !work.defect) {
    row.reported.reasons = analysis.exams.why_no_defect;
    return row;
  }
  RoleWork* role = row.role = RoleFor(work, definition, row.reported.reasons);
  if (role == nullptr) return row;
  if (NeedsReference(definition) && !role->reference)
    role->reference = CompareUntreatedTissue(PairOf(work, *role));
  row.at = role->rows.size();
  role->rows.push_back({definition, Measure(definition, PairOf(work, *role))});
  return row;
}

// What all rows of a role have in common; after all of them.
void FinishRole(Work& work, RoleWork& role) {
  if (role.rows.empty()) return;
  const ExamAnalysis& analysis = work.analysis;
  const ExamPair pair = PairOf(work, role);
  role.baseline_mm3 = OutlinedVolumeMm3(pair.baseline);
  role.follow_up_mm3 = OutlinedVolumeMm3(pair.follow_up);
  role.position_errors.resize(role.rows.size());
  if (analysis.outline.carried) {
    role.position_errors =
        PositionErrors(role.rows, pair, analysis.registration.UncertaintyMm());
  }
}

void FinishRow(Work& work, PlacedRow& row) {
  if (row.role == nullptr) return;
  ExamAnalysis& analysis = work.analysis;
  RoleWork& role = *row.role;
  const ComparabilityDomain domain = row.definition->domain;
  ChangeContext context{
      analysis.protocol, analysis.options, 1, role.baseline_mm3, role.follow_up_mm3};
  context.widening = WideningFor(analysis.report.comparability, role.role, domain);
  if (IsUncertain(analysis.outline)) context.widening *= kUncertainRegionInflation;
  const ExamPair pair = PairOf(work, role);
  row.reported = AssessRow(role.rows[row.at], role.position_errors[row.at], pair, context);
  row.reported.role = role.role;
  if (row.reported.change) {  // measured, but less surely than it might have been
    Reasons& warnings = analysis.report.warnings;
    warnings.insert(warnings.end(), row.reported.reasons.begin(), row.reported.reasons.end());
  }
  if (domain == ComparabilityDomain::kT2) AddControl(*row.definition, role, pair, row.reported);
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
  Work work{analysis, RigidMotion(Rigid3{}), {}, {}};
  PrepareWork(work);
  std::vector<std::string> roles;
  for (const RoleWork& role : work.roles) roles.push_back(role.role);
  const MeasurementDefinition* planned =
      PlannedPrimary(analysis.protocol, roles, work.defect.has_value());
  std::vector<PlacedRow> rows;
  for (const std::size_t place : OrderOf(analysis.protocol, planned))
    rows.push_back(MeasureRow(work, analysis.protocol.measurements[place]));
  for (RoleWork& role : work.roles) FinishRole(work, role);
  for (PlacedRow& row : rows) {
    FinishRow(work, row);
    report.measurements.push_back(std::move(row.reported));
  }
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
