// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_content.h"
#include "analysis/dicom/sr_document.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/write_results.h"
#include "analysis/report/result_kinds.h"

namespace regen::dicom {

namespace {

Result<WrittenObject> Write(const ResultContext& context,
                            const ReportedExam& baseline,
                            const ReportedExam& follow_up,
                            const FollowUpReport& report) {
  const std::filesystem::path source = FirstImageFile(follow_up);
  if (source.empty() ||
      FindTimePoint(report, follow_up.folder->study.study_instance_uid) == nullptr ||
      FindTimePoint(report, baseline.folder->study.study_instance_uid) == nullptr) {
    return Error{ErrorKind::kInternal,
                 "SR: an exam has no images or no time point in the report"};
  }
  auto object = ResultObject::Begin(context, {result_kinds::kReport, {}}, report, source);
  if (!object) return object.error();
  SrDocument document;
  document.content = ReportContent(context, baseline, follow_up, report);
  document.evidence = EvidenceOf(follow_up);
  const auto of_baseline = EvidenceOf(baseline);
  document.evidence.insert(document.evidence.end(), of_baseline.begin(), of_baseline.end());
  document.predecessors = PredecessorsIn(context.supersedes);
  document.completion = kNotReviewed;
  return WriteDocument(*object, std::move(document));
}

}  // namespace

Result<WrittenObject> WriteMeasurementReport(const ResultContext& context,
                                             const ReportedExam& baseline,
                                             const ReportedExam& follow_up,
                                             const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, baseline, follow_up, report); });
}

}  // namespace regen::dicom
