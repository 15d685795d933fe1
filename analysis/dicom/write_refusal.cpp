// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_parts.h"
#include "analysis/dicom/sr_document.h"
#include "analysis/report/result_kinds.h"

namespace regen::dicom {

namespace {

// TID 1500 with its row 12 alone: nothing was measured.
ContentItem RefusalContent(const ResultContext& context, const FollowUpReport& report) {
  ContentItem root = ContainerItem(Relation::kRoot, codes::kImagingMeasurementReport, "1500");
  AddLanguage(root);
  AddObserver(root, context);
  AddProcedureReported(root);
  root.Add(TreatmentHistory(report.treatment));
  ContentItem& evaluations =
      root.Add(ContainerItem(Relation::kContains, codes::kQualitativeEvaluations));
  ContentItem& outcome =
      evaluations.Add(CodeItem(Relation::kContains, codes::kOutcome, codes::kOutcomeRefused));
  AddReasons(outcome, report.reasons);
  AddReasons(outcome, report.warnings);
  if (!report.comparability.empty()) evaluations.Add(ComparabilityItem(report.comparability));
  for (ContentItem& item : RegistrationItems(report)) evaluations.Add(std::move(item));
  return root;
}

Result<WrittenObject> Write(const ResultContext& context,
                            const StudyFolder& follow_up,
                            const FollowUpReport& report) {
  if (follow_up.file_of_sop_instance.empty()) {
    return Error{ErrorKind::kInternal, "refusal: the study has no objects"};
  }
  auto object = ResultObject::Begin(
      context, {result_kinds::kRefusalReport, {}}, report, ImageFileOf(follow_up));
  if (!object) return object.error();
  SrDocument document;
  document.content = RefusalContent(context, report);
  document.predecessors = PredecessorsIn(context.supersedes);
  document.completion = kNotReviewed;
  return WriteDocument(*object, std::move(document));
}

}  // namespace

Result<WrittenObject> WriteRefusalReport(const ResultContext& context,
                                         const StudyFolder& follow_up,
                                         const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, follow_up, report); });
}

}  // namespace regen::dicom
