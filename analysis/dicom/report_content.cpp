// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_content.h"

#include "analysis/base/text.h"
#include "analysis/codes/measurement_codes.h"
#include "analysis/dicom/report_parts.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/indications/indication.h"

#include <algorithm>

namespace regen::dicom {

namespace {

// Labels by which a change refers to the two values that it comes from.
std::string LabelOf(std::size_t measurement, const ContentExam& exam) {
  return StrCat(measurement, exam.time_point->is_baseline ? "/baseline" : "/follow-up");
}

// TID 1502.
void AddTimePoint(ContentItem& group, const ContentExam& exam) {
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

// Upper and lower range of a value's uncertainty (CID 225): one standard error either way, from
// the exam itself; and the error from where a carried region lies.
void AddUncertainty(ContentItem& number,
                    const ReportedMeasurement::Exam& details,
                    const CodedConcept& unit) {
  const auto property = Relation::kHasProperties;
  if (details.standard_error) {
    for (const Code& range : {codes::kUpperUncertainty, codes::kLowerUncertainty}) {
      ContentItem& error =
          number.Add(NumberItem(property, range.Concept(), details.standard_error, unit));
      error.Add(CodeItem(Relation::kHasConceptMod, codes::kDerivation, codes::kStandardError));
    }
  }
  if (details.registration_error) {
    number.Add(NumberItem(
        property, codes::kRegistrationError.Concept(), details.registration_error, unit));
  }
}

void AddVoxelCounts(ContentItem& number, const ReportedMeasurement::Exam& details) {
  if (details.voxels_measured + details.voxels_rejected == 0) return;
  const auto property = Relation::kHasProperties;
  number.Add(NumberItem(
      property, codes::kVoxelsMeasured, double(details.voxels_measured), codes::kVoxels));
  number.Add(NumberItem(
      property, codes::kVoxelsRejected, double(details.voxels_rejected), codes::kVoxels));
}

// Which part of the structure, where it is not the whole.
void AddPart(ContentItem& item,
             const Treatment& treatment,
             const ReportedMeasurement& measurement) {
  if (measurement.structure == ProtocolOf(treatment.indication).structure) return;
  item.Add(TextItem(Relation::kHasConceptMod, codes::kPartOfStructure, measurement.structure));
}

// The series that the value comes from: those of the acquisition that plays its role.
void AddSources(ContentItem& number,
                const ContentExam& exam,
                const ReportedMeasurement& measurement) {
  for (const EchoAcquisition* acquisition : AcquisitionsOf(*exam.exam)) {
    if (acquisition->role != measurement.role) continue;
    for (const std::string& uid : acquisition->series_instance_uids)
      number.Add(UidItem(Relation::kHasAcqContext, codes::kSeriesInstanceUid, uid));
    return;
  }
}

// The first echo of every acquisition that was measured.
std::vector<ListedImage> LibraryImages(const ReportedExam& exam) {
  std::vector<ListedImage> images;
  for (const EchoAcquisition* acquisition : AcquisitionsOf(exam)) {
    const auto listed = FirstEchoImages(*exam.folder, *acquisition);
    images.insert(images.end(), listed.begin(), listed.end());
  }
  return images;
}

// An echo train is fitted by its own model where that explains it.
std::optional<Code> MethodOf(const MeasurementCodes& coded,
                             const ReportedMeasurement& measurement) {
  const bool fitted = coded.method && coded.method->value == codes::kMonoExponentialFit.value;
  return fitted && measurement.fit == kFittedAsEchoTrain ? codes::kEchoTrainFit : coded.method;
}

// TID 1419 rows 5 to 8 with TID 310 and TID 4019.
ContentItem MeasuredItem(const ResultContext& context,
                         const ContentExam& exam,
                         const FollowUpReport& report,
                         std::size_t index) {
  const ReportedMeasurement& measurement = report.measurements[index];
  const bool is_baseline = exam.time_point->is_baseline;
  const auto& value = is_baseline ? measurement.baseline : measurement.follow_up;
  const auto& details = is_baseline ? measurement.baseline_exam : measurement.follow_up_exam;
  const CodedConcept unit = UnitOf(measurement.unit);
  ContentItem number = NumberItem(Relation::kContains, QuantityOf(measurement), value, unit);
  if (!value && !details) number.code = codes::kNotAttempted.Concept();
  number.label = LabelOf(index, exam);
  if (const MeasurementCodes* coded = FindMeasurementCodes(measurement.name)) {
    const auto modifier = Relation::kHasConceptMod;
    if (const auto method = MethodOf(*coded, measurement))
      number.Add(CodeItem(modifier, codes::kMeasurementMethod, *method));
    if (coded->derivation)
      number.Add(CodeItem(modifier, codes::kDerivation, *coded->derivation));
  }
  AddPart(number, report.treatment, measurement);
  if (value) AddSources(number, exam, measurement);
  AddAlgorithm(number, context, report);
  if (value && details) AddUncertainty(number, *details, unit);
  if (details) AddVoxelCounts(number, *details);
  if (!value) AddReasons(number, measurement.reasons);
  return number;
}

// How large the outlined region is, where no measurement says so.
void AddRegionVolume(ContentItem& group, bool is_baseline, const FollowUpReport& report) {
  for (const ReportedMeasurement& measurement : report.measurements) {
    if (measurement.name == "volume") return;
  }
  for (const ReportedMeasurement& measurement : report.measurements) {
    const auto& details = is_baseline ? measurement.baseline_exam : measurement.follow_up_exam;
    if (!details || details->volume_mm3 <= 0) continue;
    group.Add(NumberItem(
        Relation::kContains, codes::kVolume, details->volume_mm3, codes::kCubicMillimetres));
    return;
  }
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

// TID 1411: the region at one time point; TID 1501 where there is no segment to refer to.
ContentItem MeasurementGroup(const ResultContext& context,
                             const ContentExam& exam,
                             const FollowUpReport& report) {
  const Treatment& treatment = report.treatment;
  const auto& segmentation = exam.exam->segmentation;
  ContentItem group = ContainerItem(
      Relation::kContains, codes::kMeasurementGroup, segmentation ? "1411" : "1501");
  const auto observation = Relation::kHasObsContext;
  group.Add(TextItem(observation, codes::kActivitySession, std::to_string(exam.order)));
  group.Add(TextItem(
      observation, codes::kTrackingIdentifier, TrackingText(context, *exam.time_point)));
  group.Add(UidItem(observation, codes::kTrackingUid, context.tracking_uid));
  group.Add(CodeItem(Relation::kContains,
                     codes::kFinding,
                     ProtocolOf(treatment.indication).segment_property_type));
  AddTimePoint(group, exam);
  if (segmentation) {
    ContentItem image = ImageItem(
        Relation::kContains, segmentation->sop_class_uid, segmentation->sop_instance_uid);
    image.name = codes::kReferencedSegment.Concept();
    image.segment_number = exam.exam->segment_number;
    group.Add(std::move(image));
  }
  for (const std::string& series_uid : exam.exam->acquisition->series_instance_uids) {
    group.Add(UidItem(Relation::kContains, codes::kSourceSeries, series_uid));
  }
  group.Add(FindingSiteItem(treatment));
  for (std::size_t n = 0; n < report.measurements.size(); ++n) {
    group.Add(MeasuredItem(context, exam, report, n));
  }
  AddRegionVolume(group, exam.time_point->is_baseline, report);
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

// One of the two forms of a change: absolute, percent.
ContentItem ChangeItem(const std::vector<ContentExam>& exams,
                       const FollowUpReport& report,
                       std::size_t index,
                       bool percent) {
  const ReportedMeasurement& measurement = report.measurements[index];
  const MeasurementCodes* coded = FindMeasurementCodes(measurement.name);
  const Code& generic = percent ? codes::kPercentChange : codes::kChange;
  const Code& name = coded == nullptr ? generic
                     : percent        ? coded->percent_change
                                      : coded->change;
  const auto& value = percent ? measurement.change_percent : measurement.change;
  ContentItem change =
      NumberItem(Relation::kContains,
                 name.Concept(),
                 value,
                 percent ? codes::kPercent.Concept() : UnitOf(measurement.unit));
  if (!value) change.code = codes::kNotAttempted.Concept();
  change.Add(
      CodeItem(Relation::kHasConceptMod, codes::kChangedQuantity, QuantityOf(measurement)));
  AddPart(change, report.treatment, measurement);
  for (const ContentExam& exam : exams) change.inferred_from.push_back(LabelOf(index, exam));
  if (percent) {
    change.Add(
        CodeItem(Relation::kHasConceptMod, codes::kDerivation, codes::kFractionalChange));
    AddChangeProperties(change, measurement);
  }
  if (!value) AddReasons(change, measurement.reasons);
  return change;
}

// TID 1500 row 10 (TID 1420): changes, each inferred from the values of both time points.
ContentItem DerivedMeasurements(const std::vector<ContentExam>& exams,
                                const FollowUpReport& report) {
  ContentItem derived = ContainerItem(Relation::kContains, codes::kDerivedMeasurements);
  for (std::size_t n = 0; n < report.measurements.size(); ++n) {
    derived.Add(ChangeItem(exams, report, n, false));
    derived.Add(ChangeItem(exams, report, n, true));
  }
  return derived;
}

// TID 1500 row 12.
ContentItem Evaluations(const FollowUpReport& report) {
  ContentItem evaluations = ContainerItem(Relation::kContains, codes::kQualitativeEvaluations);
  for (const ReportedMeasurement& measurement : report.measurements) {
    ContentItem& verdict = evaluations.Add(
        CodeItem(Relation::kContains, codes::kVerdict, VerdictCode(measurement.verdict)));
    verdict.Add(
        CodeItem(Relation::kHasConceptMod, codes::kChangedQuantity, QuantityOf(measurement)));
    verdict.Add(CodeItem(Relation::kHasConceptMod,
                         codes::kRank,
                         measurement.primary ? codes::kPrimary : codes::kSecondary));
    AddPart(verdict, report.treatment, measurement);
    AddReasons(verdict, measurement.reasons);
    if (&measurement == &report.measurements.front()) {
      AddReasons(verdict, report.reasons);
      AddReasons(verdict, report.warnings);
    }
  }
  if (!report.comparability.empty()) evaluations.Add(ComparabilityItem(report.comparability));
  for (ContentItem& item : RegistrationItems(report)) evaluations.Add(std::move(item));
  return evaluations;
}

}  // namespace

ContentItem ReportContent(const ResultContext& context,
                          const ReportedExam& baseline,
                          const ReportedExam& follow_up,
                          const FollowUpReport& report) {
  const std::vector<ContentExam> exams = ContentExams(baseline, follow_up, report);
  ContentItem root = ContainerItem(Relation::kRoot, codes::kImagingMeasurementReport, "1500");
  AddLanguage(root);
  AddObserver(root, context);
  AddProcedureReported(root);
  root.Add(ImageLibrary(exams, {LibraryImages(baseline), LibraryImages(follow_up)}));
  root.Add(TreatmentHistory(report.treatment));
  ContentItem& measurements =
      root.Add(ContainerItem(Relation::kContains, codes::kImagingMeasurements));
  for (const ContentExam& exam : exams) {
    measurements.Add(MeasurementGroup(context, exam, report));
  }
  if (!report.measurements.empty()) {
    root.Add(DerivedMeasurements(exams, report));
    root.Add(Evaluations(report));
  }
  return root;
}

}  // namespace regen::dicom
