// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_content.h"

#include "analysis/base/text.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/indications/indication.h"

#include <algorithm>
#include <cassert>

namespace regen::dicom {

namespace {

// One time point with all that its content needs.
struct Exam {
  const ReportedExam* exam = nullptr;
  const TimePoint* time_point = nullptr;
  int order = 1;

  const std::string& study_uid() const { return exam->folder->study.study_instance_uid; }
};

CodedConcept UnitOf(const std::string& unit) {
  for (const Code& known : {codes::kMilliseconds,
                            codes::kPercent,
                            codes::kCubicMillimetres,
                            codes::kMillimetres,
                            codes::kNoUnit}) {
    if (unit == known.value) return known.Concept();
  }
  return {unit, "UCUM", unit};
}

CodedConcept ConceptOf(const Treatment& treatment, const ReportedMeasurement& measurement) {
  for (const MeasurementDefinition& row : ProtocolOf(treatment.indication).measurements) {
    if (row.name == measurement.name) return row.concept_code;
  }
  return codes::kT2.Concept();
}

// Labels by which a change refers to the two values that it comes from.
std::string LabelOf(const ReportedMeasurement& measurement, const Exam& exam) {
  return StrCat(measurement.name, exam.time_point->is_baseline ? "/baseline" : "/follow-up");
}

// TID 4019.
void AddAlgorithm(ContentItem& measured, const ResultContext& context) {
  measured.Add(
      TextItem(Relation::kHasConceptMod, codes::kAlgorithmName, std::string(kManufacturer)));
  measured.Add(
      TextItem(Relation::kHasConceptMod, codes::kAlgorithmVersion, context.software_version));
}

// TID 1204 and TID 1001 with a device as observer (TID 1004).
void AddObservationContext(ContentItem& root, const ResultContext& context) {
  ContentItem& language =
      root.Add(CodeItem(Relation::kHasConceptMod, codes::kLanguage, codes::kEnglish));
  language.Add(CodeItem(Relation::kHasConceptMod, codes::kCountry, codes::kUnitedKingdom));
  const auto observer = Relation::kHasObsContext;
  root.Add(CodeItem(observer, codes::kObserverType, codes::kDevice));
  root.Add(UidItem(observer, codes::kDeviceObserverUid, context.device_uid));
  root.Add(TextItem(observer, codes::kDeviceObserverName, "Orthanc Regeneration"));
  root.Add(TextItem(observer, codes::kDeviceObserverManufacturer, std::string(kManufacturer)));
  root.Add(TextItem(observer, codes::kDeviceObserverModel, std::string(kModelName)));
  root.Add(TextItem(observer, codes::kDeviceObserverSerial, context.device_uid));
  root.Add(
      CodeItem(Relation::kHasConceptMod, codes::kProcedureReported, codes::kImagingProcedure));
}

// TID 1600: one group per time point, one image per slice (of the shortest echo).
ContentItem ImageLibrary(const std::vector<Exam>& exams) {
  ContentItem library = ContainerItem(Relation::kContains, codes::kImageLibrary, "1600");
  for (const Exam& exam : exams) {
    ContentItem& group =
        library.Add(ContainerItem(Relation::kContains, codes::kImageLibraryGroup, "1601"));
    const auto acquisition = Relation::kHasAcqContext;
    group.Add(CodeItem(acquisition, codes::kModality, codes::kMagneticResonance));
    const StudySummary& study = exam.exam->folder->study;
    if (!study.study_date.empty()) {
      group.Add(DateItem(acquisition, codes::kStudyDate, study.study_date));
    }
    for (const ListedImage& image :
         FirstEchoImages(*exam.exam->folder, *exam.exam->acquisition)) {
      group.Add(ImageItem(Relation::kContains, image.sop_class_uid, image.sop_instance_uid));
    }
  }
  return library;
}

// What was done to the patient, when and where; no product, lot, dose or trial: those stay in
// the treatment registry.
ContentItem TreatmentHistory(const Treatment& treatment) {
  ContentItem history = ContainerItem(Relation::kContains, codes::kHistory);
  ContentItem& procedure = history.Add(
      CodeItem(Relation::kContains, codes::kProcedureDescription, codes::kCmcAdministration));
  procedure.Add(DateItem(Relation::kHasProperties,
                         codes::kAdministrationDate,
                         DicomDate(treatment.application_date)));
  ContentItem& site = procedure.Add(
      CodeItem(Relation::kHasConceptMod, codes::kFindingSite, FindingSiteOf(treatment)));
  if (const auto laterality = LateralityOf(treatment)) {
    site.Add(CodeItem(Relation::kHasConceptMod, codes::kLaterality, *laterality));
  }
  return history;
}

// TID 1502.
void AddTimePoint(ContentItem& group, const Exam& exam) {
  const auto context = Relation::kHasObsContext;
  const TimePoint& time_point = *exam.time_point;
  group.Add(TextItem(
      context, codes::kSubjectTimePoint, time_point.is_baseline ? "baseline" : "follow-up"));
  group.Add(TextItem(context, codes::kTimePoint, TimePointText(time_point)));
  group.Add(CodeItem(context,
                     codes::kTimePointType,
                     time_point.is_baseline ? codes::kBaseline : codes::kPosttreatment));
  group.Add(NumberItem(context, codes::kTimePointOrder, double(exam.order), codes::kNoUnit));
  if (time_point.days_from_treatment) {
    ContentItem& offset = group.Add(NumberItem(context,
                                               codes::kTemporalOffset,
                                               double(*time_point.days_from_treatment),
                                               codes::kDays));
    offset.Add(CodeItem(
        Relation::kHasConceptMod, codes::kTemporalEventType, codes::kCmcAdministration));
  }
}

// TID 1419 rows 5 to 8 with TID 310 and TID 4019.
void AddMeasurement(ContentItem& group,
                    const ResultContext& context,
                    const Exam& exam,
                    const Treatment& treatment,
                    const ReportedMeasurement& measurement) {
  const bool is_baseline = exam.time_point->is_baseline;
  const auto& value = is_baseline ? measurement.baseline : measurement.follow_up;
  const auto& details = is_baseline ? measurement.baseline_exam : measurement.follow_up_exam;
  const CodedConcept unit = UnitOf(measurement.unit);
  ContentItem& number = group.Add(
      NumberItem(Relation::kContains, ConceptOf(treatment, measurement), value, unit));
  number.label = LabelOf(measurement, exam);
  if (measurement.name == "t2") {
    number.Add(CodeItem(
        Relation::kHasConceptMod, codes::kMeasurementMethod, codes::kMonoExponentialFit));
    number.Add(CodeItem(Relation::kHasConceptMod, codes::kDerivation, codes::kMean));
  }
  if (value && details && details->standard_error) {
    ContentItem& error = number.Add(NumberItem(Relation::kHasProperties,
                                               codes::kUncertainty.Concept(),
                                               details->standard_error,
                                               unit));
    error.Add(CodeItem(Relation::kHasConceptMod, codes::kDerivation, codes::kStandardError));
  }
  if (value && details && details->registration_error) {
    number.Add(NumberItem(Relation::kHasProperties,
                          codes::kRegistrationError.Concept(),
                          details->registration_error,
                          unit));
  }
  AddAlgorithm(number, context);
  if (!details) return;
  group.Add(NumberItem(
      Relation::kContains, codes::kVolume, details->volume_mm3, codes::kCubicMillimetres));
  group.Add(NumberItem(Relation::kContains,
                       codes::kVoxelsMeasured,
                       double(details->voxels_measured),
                       codes::kVoxels));
  group.Add(NumberItem(Relation::kContains,
                       codes::kVoxelsRejected,
                       double(details->voxels_rejected),
                       codes::kVoxels));
}

// How the region came about and what is known of its quality.
void AddRegionOrigin(ContentItem& group, bool is_baseline, const FollowUpReport& report) {
  const auto& quality =
      is_baseline ? report.region_quality.proposal : report.region_quality.agreement;
  if (quality) {
    group.Add(NumberItem(Relation::kContains,
                         is_baseline ? codes::kProposalQuality : codes::kRegionAgreement,
                         *quality,
                         codes::kNoUnit));
  }
  group.Add(TextItem(Relation::kContains,
                     codes::kRegionOrigin,
                     RegionOriginText(report.region_method, is_baseline)));
}

// TID 1411: the region at one time point.
ContentItem MeasurementGroup(const ResultContext& context,
                             const Exam& exam,
                             const FollowUpReport& report) {
  const Treatment& treatment = report.treatment;
  ContentItem group = ContainerItem(Relation::kContains, codes::kMeasurementGroup, "1411");
  const auto observation = Relation::kHasObsContext;
  group.Add(TextItem(observation, codes::kActivitySession, std::to_string(exam.order)));
  group.Add(TextItem(
      observation, codes::kTrackingIdentifier, TrackingText(context, *exam.time_point)));
  group.Add(UidItem(observation, codes::kTrackingUid, context.tracking_uid));
  group.Add(CodeItem(Relation::kContains,
                     codes::kFinding,
                     ProtocolOf(treatment.indication).segment_property_type));
  AddTimePoint(group, exam);
  if (const auto& segmentation = exam.exam->segmentation) {
    ContentItem image = ImageItem(
        Relation::kContains, segmentation->sop_class_uid, segmentation->sop_instance_uid);
    image.name = codes::kReferencedSegment.Concept();
    image.segment_number = exam.exam->segment_number;
    group.Add(std::move(image));
  }
  for (const std::string& series_uid : exam.exam->acquisition->series_instance_uids) {
    group.Add(UidItem(Relation::kContains, codes::kSourceSeries, series_uid));
  }
  ContentItem& site = group.Add(
      CodeItem(Relation::kHasConceptMod, codes::kFindingSite, FindingSiteOf(treatment)));
  if (const auto laterality = LateralityOf(treatment)) {
    site.Add(CodeItem(Relation::kHasConceptMod, codes::kLaterality, *laterality));
  }
  for (const ReportedMeasurement& measurement : report.measurements) {
    AddMeasurement(group, context, exam, treatment, measurement);
  }
  AddRegionOrigin(group, exam.time_point->is_baseline, report);
  return group;
}

// The interval, the repeatability and its source, as properties of the percent change.
void AddChangeProperties(ContentItem& change, const ReportedMeasurement& measurement) {
  const auto property = Relation::kHasProperties;
  if (measurement.change_percent_lower) {
    change.Add(NumberItem(
        property, codes::kIntervalLower, measurement.change_percent_lower, codes::kPercent));
  }
  if (measurement.change_percent_upper) {
    change.Add(NumberItem(
        property, codes::kIntervalUpper, measurement.change_percent_upper, codes::kPercent));
  }
  if (measurement.repeatability_percent) {
    change.Add(NumberItem(
        property, codes::kRepeatability, measurement.repeatability_percent, codes::kPercent));
  }
  if (!measurement.repeatability_source.empty()) {
    const std::string citation = measurement.repeatability_citation.empty()
                                     ? std::string()
                                     : ": " + measurement.repeatability_citation;
    change.Add(TextItem(
        property, codes::kRepeatabilitySource, measurement.repeatability_source + citation));
  }
}

// TID 1500 row 10 (TID 1420): changes, each inferred from the values of both time points.
ContentItem DerivedMeasurements(const std::vector<Exam>& exams, const FollowUpReport& report) {
  ContentItem derived = ContainerItem(Relation::kContains, codes::kDerivedMeasurements);
  for (const ReportedMeasurement& measurement : report.measurements) {
    const bool is_t2 = measurement.name == "t2";
    const CodedConcept quantity = ConceptOf(report.treatment, measurement);
    ContentItem change = NumberItem(Relation::kContains,
                                    (is_t2 ? codes::kT2Change : codes::kChange).Concept(),
                                    measurement.change,
                                    UnitOf(measurement.unit));
    ContentItem percent =
        NumberItem(Relation::kContains,
                   (is_t2 ? codes::kT2PercentChange : codes::kPercentChange).Concept(),
                   measurement.change_percent,
                   codes::kPercent.Concept());
    for (ContentItem* item : {&change, &percent}) {
      item->Add(CodeItem(Relation::kHasConceptMod, codes::kChangedQuantity, quantity));
      for (const Exam& exam : exams) item->inferred_from.push_back(LabelOf(measurement, exam));
    }
    percent.Add(
        CodeItem(Relation::kHasConceptMod, codes::kDerivation, codes::kFractionalChange));
    AddChangeProperties(percent, measurement);
    derived.Add(std::move(change));
    derived.Add(std::move(percent));
  }
  return derived;
}

const Code& VerdictCode(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExceedsError:
      return codes::kExceedsError;
    case Verdict::kWithinError:
      return codes::kWithinError;
    case Verdict::kNotComparable:
      return codes::kNotComparable;
  }
  return codes::kNotComparable;
}

void AddReasons(ContentItem& item, const Reasons& reasons) {
  for (const Reason& reason : reasons) {
    item.Add(TextItem(Relation::kHasProperties,
                      codes::kReason,
                      reason.text.empty() ? reason.code : reason.text));
  }
}

// The worst of all checks, with every check as a property.
ContentItem ComparabilityItem(const std::vector<ComparabilityCheck>& checks) {
  Comparability worst = Comparability::kSame;
  for (const ComparabilityCheck& check : checks) worst = std::max(worst, check.result);
  ContentItem item = CodeItem(Relation::kContains,
                              codes::kComparability,
                              worst == Comparability::kSame       ? codes::kComparableSame
                              : worst == Comparability::kDegraded ? codes::kComparableDegraded
                                                                  : codes::kComparableRefused);
  for (const ComparabilityCheck& check : checks) {
    item.Add(TextItem(Relation::kHasProperties,
                      codes::kComparabilityCheck,
                      StrCat(check.check,
                             ": ",
                             ComparabilityName(check.result),
                             " (baseline ",
                             check.baseline,
                             ", follow-up ",
                             check.follow_up,
                             ")")));
  }
  return item;
}

// A distance that could not be told is negative and left out.
void AddDistance(ContentItem& item, const Code& code, double mm) {
  if (mm >= 0) item.Add(NumberItem(Relation::kHasProperties, code, mm, codes::kMillimetres));
}

ContentItem RegistrationItem(const StructureRegistration& registration) {
  ContentItem item = CodeItem(
      Relation::kContains,
      codes::kRegistration,
      registration.usable ? codes::kRegistrationUsable : codes::kRegistrationNotUsable);
  const auto property = Relation::kHasProperties;
  item.Add(TextItem(property, codes::kRegisteredStructure, registration.name));
  AddDistance(item, codes::kRegistrationResidual, registration.residual_mm);
  AddDistance(item, codes::kInverseConsistency, registration.inverse_consistency_mm);
  AddDistance(item, codes::kHalfSample, registration.half_sample_mm);
  item.Add(
      NumberItem(property, codes::kRegistrationOverlap, registration.overlap, codes::kNoUnit));
  if (!registration.why_not.empty())
    item.Add(TextItem(property, codes::kReason, registration.why_not));
  return item;
}

// What holds for the alignment as a whole, beside the figures of the treated structure.
void AddSummary(ContentItem& item, const RegistrationSummary& summary) {
  const auto property = Relation::kHasProperties;
  if (summary.uncertainty_mm)
    AddDistance(item, codes::kPositionUncertainty, *summary.uncertainty_mm);
  if (summary.joint_angle_deg) {
    item.Add(
        NumberItem(property, codes::kJointAngle, *summary.joint_angle_deg, codes::kDegrees));
  }
  if (!summary.carried_by.empty())
    item.Add(TextItem(property, codes::kCarriedBy, summary.carried_by));
  if (!summary.residual.empty())
    item.Add(TextItem(property, codes::kComparedFeature, summary.residual));
}

// TID 1500 row 12.
ContentItem Evaluations(const FollowUpReport& report) {
  ContentItem evaluations = ContainerItem(Relation::kContains, codes::kQualitativeEvaluations);
  for (const ReportedMeasurement& measurement : report.measurements) {
    ContentItem& verdict = evaluations.Add(
        CodeItem(Relation::kContains, codes::kVerdict, VerdictCode(measurement.verdict)));
    verdict.Add(CodeItem(Relation::kHasConceptMod,
                         codes::kChangedQuantity,
                         ConceptOf(report.treatment, measurement)));
    AddReasons(verdict, measurement.reasons);
    if (&measurement == &report.measurements.front()) {
      AddReasons(verdict, report.reasons);
      AddReasons(verdict, report.warnings);
    }
  }
  if (!report.comparability.empty()) evaluations.Add(ComparabilityItem(report.comparability));
  for (const StructureRegistration& registration : report.registrations) {
    ContentItem& item = evaluations.Add(RegistrationItem(registration));
    if (&registration == &report.registrations.front()) AddSummary(item, report.registration);
  }
  return evaluations;
}

}  // namespace

ContentItem ReportContent(const ResultContext& context,
                          const ReportedExam& baseline,
                          const ReportedExam& follow_up,
                          const FollowUpReport& report) {
  std::vector<Exam> exams = {{&baseline, nullptr, 1}, {&follow_up, nullptr, 2}};
  for (Exam& exam : exams) {
    exam.time_point = FindTimePoint(report, exam.study_uid());
    assert(exam.time_point != nullptr);
  }
  ContentItem root = ContainerItem(Relation::kRoot, codes::kImagingMeasurementReport, "1500");
  AddObservationContext(root, context);
  root.Add(ImageLibrary(exams));
  root.Add(TreatmentHistory(report.treatment));
  ContentItem& measurements =
      root.Add(ContainerItem(Relation::kContains, codes::kImagingMeasurements));
  for (const Exam& exam : exams) {
    measurements.Add(MeasurementGroup(context, exam, report));
  }
  if (!report.measurements.empty()) {
    root.Add(DerivedMeasurements(exams, report));
    root.Add(Evaluations(report));
  }
  return root;
}

}  // namespace regen::dicom
