// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_parts.h"

#include "analysis/base/text.h"
#include "analysis/codes/measurement_codes.h"
#include "analysis/indications/indication.h"

#include <algorithm>
#include <cassert>

namespace regen::dicom {

namespace {

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

}  // namespace

ContentExam ContentExamOf(const ReportedExam& exam, const FollowUpReport& report) {
  const TimePoint* time_point = FindTimePoint(report, exam.folder->study.study_instance_uid);
  assert(time_point != nullptr);
  return {&exam, time_point, time_point->is_baseline ? 1 : 2};
}

std::vector<ContentExam> ContentExams(const ReportedExam& baseline,
                                      const ReportedExam& follow_up,
                                      const FollowUpReport& report) {
  return {ContentExamOf(baseline, report), ContentExamOf(follow_up, report)};
}

CodedConcept QuantityOf(const ReportedMeasurement& measurement) {
  const MeasurementCodes* coded = FindMeasurementCodes(measurement.name);
  return (coded != nullptr ? coded->quantity : codes::kOtherQuantity).Concept();
}

CodedConcept UnitOf(const std::string& unit) {
  for (const Code& known : {codes::kMilliseconds,
                            codes::kPercent,
                            codes::kCubicMillimetres,
                            codes::kMillimetres,
                            codes::kSquareMillimetres,
                            codes::kNoUnit}) {
    if (unit == known.value) return known.Concept();
  }
  return {unit, "UCUM", unit};
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

void AddLanguage(ContentItem& root) {
  ContentItem& language =
      root.Add(CodeItem(Relation::kHasConceptMod, codes::kLanguage, codes::kEnglish));
  language.Add(CodeItem(Relation::kHasConceptMod, codes::kCountry, codes::kUnitedKingdom));
}

void AddObserver(ContentItem& root, const ResultContext& context) {
  const auto observer = Relation::kHasObsContext;
  root.Add(CodeItem(observer, codes::kObserverType, codes::kDevice));
  root.Add(UidItem(observer, codes::kDeviceObserverUid, context.device_uid));
  root.Add(TextItem(observer, codes::kDeviceObserverName, "Orthanc Regeneration"));
  root.Add(TextItem(observer, codes::kDeviceObserverManufacturer, std::string(kManufacturer)));
  root.Add(TextItem(observer, codes::kDeviceObserverModel, std::string(kModelName)));
  root.Add(TextItem(observer, codes::kDeviceObserverSerial, context.device_uid));
}

void AddProcedureReported(ContentItem& root) {
  root.Add(
      CodeItem(Relation::kHasConceptMod, codes::kProcedureReported, codes::kImagingProcedure));
}

void AddAlgorithm(ContentItem& measured,
                  const ResultContext& context,
                  const FollowUpReport& report) {
  const auto modifier = Relation::kHasConceptMod;
  measured.Add(TextItem(modifier, codes::kAlgorithmName, std::string(kManufacturer)));
  measured.Add(TextItem(modifier, codes::kAlgorithmVersion, context.software_version));
  const std::string& hash = report.software.configuration_hash;
  if (!hash.empty()) {
    measured.Add(
        TextItem(modifier, codes::kAlgorithmParameters, StrCat("configuration sha256:", hash)));
  }
}

ContentItem ImageLibrary(const std::vector<ContentExam>& exams,
                         const std::vector<std::vector<ListedImage>>& images) {
  assert(exams.size() == images.size());
  ContentItem library = ContainerItem(Relation::kContains, codes::kImageLibrary, "1600");
  for (std::size_t n = 0; n < exams.size(); ++n) {
    ContentItem& group =
        library.Add(ContainerItem(Relation::kContains, codes::kImageLibraryGroup, "1601"));
    const auto acquisition = Relation::kHasAcqContext;
    group.Add(CodeItem(acquisition, codes::kModality, codes::kMagneticResonance));
    const StudySummary& study = exams[n].exam->folder->study;
    if (!study.study_date.empty()) {
      group.Add(DateItem(acquisition, codes::kStudyDate, study.study_date));
    }
    for (const ListedImage& image : images[n]) {
      group.Add(ImageItem(Relation::kContains, image.sop_class_uid, image.sop_instance_uid));
    }
  }
  return library;
}

ContentItem TreatmentHistory(const Treatment& treatment) {
  ContentItem history = ContainerItem(Relation::kContains, codes::kHistory);
  ContentItem& procedure = history.Add(
      CodeItem(Relation::kContains, codes::kProcedureDescription, codes::kCmcAdministration));
  procedure.Add(DateItem(Relation::kHasProperties,
                         codes::kAdministrationDate,
                         DicomDate(treatment.application_date)));
  procedure.Add(FindingSiteItem(treatment));
  return history;
}

ContentItem FindingSiteItem(const Treatment& treatment) {
  ContentItem site =
      CodeItem(Relation::kHasConceptMod, codes::kFindingSite, FindingSiteOf(treatment));
  if (const auto laterality = LateralityOf(treatment)) {
    site.Add(CodeItem(Relation::kHasConceptMod, codes::kLaterality, *laterality));
  }
  return site;
}

void AddReasons(ContentItem& item, const Reasons& reasons) {
  for (const Reason& reason : reasons) {
    item.Add(TextItem(Relation::kHasProperties,
                      codes::kReason,
                      reason.text.empty() ? reason.code : reason.text));
  }
}

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

std::vector<ContentItem> RegistrationItems(const FollowUpReport& report) {
  std::vector<ContentItem> items;
  for (const StructureRegistration& registration : report.registrations) {
    items.push_back(RegistrationItem(registration));
    if (items.size() == 1) AddSummary(items.front(), report.registration);
  }
  return items;
}

}  // namespace regen::dicom
