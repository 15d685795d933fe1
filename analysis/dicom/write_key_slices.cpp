// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/key_slice_content.h"
#include "analysis/dicom/sr_document.h"
#include "analysis/report/result_kinds.h"

#include <utility>

namespace regen::dicom {

namespace {

WrittenObject Evidence(const ReportedExam& exam, const SourceSlice& image) {
  return {{},
          exam.folder->study.study_instance_uid,
          image.series_instance_uid,
          image.sop_class_uid,
          image.sop_instance_uid,
          {}};
}

Result<WrittenObject> KeySliceReport(const ResultContext& context,
                                     const std::string& role,
                                     const OutlinedReportedExam& outlined,
                                     const std::optional<WrittenObject>& key_image,
                                     const FollowUpReport& report) {
  const ReportedExam& exam = outlined.exam;
  const auto view = KeySliceOf(outlined);
  if (!view) return view.error();
  SourceSlice shown = view->image;
  if (key_image) {
    shown = {key_image->sop_class_uid,
             key_image->sop_instance_uid,
             0,
             key_image->series_instance_uid,
             view->image.position_lps};
  }
  auto object = ResultObject::Begin(
      context, {result_kinds::kKeySliceReport, role}, report, FirstImageFile(exam));
  if (!object) return object.error();
  SrDocument document;
  document.evidence = {Evidence(exam, view->image)};
  if (key_image) document.evidence.push_back(*key_image);
  document.content = KeySliceContent(context, exam, view->outline, shown, report);
  document.completion = kNotReviewed;
  document.remark = role;  // not the day, which a corrected treatment changes within the series
  return WriteDocument(*object, std::move(document));
}

Result<WrittenObject> KeyObjects(const ResultContext& context,
                                 const OutlinedReportedExam& baseline,
                                 const OutlinedReportedExam& follow_up,
                                 const FollowUpReport& report) {
  const auto before = KeySliceOf(baseline);
  if (!before) return before.error();
  const auto after = KeySliceOf(follow_up);
  if (!after) return after.error();
  auto object = ResultObject::Begin(
      context, {result_kinds::kKeyObjects, {}}, report, FirstImageFile(follow_up.exam));
  if (!object) return object.error();
  SrDocument document;
  document.evidence = {Evidence(follow_up.exam, after->image),
                       Evidence(baseline.exam, before->image)};
  document.content = KeyObjectsContent(context, *before, *after, report);
  return WriteDocument(*object, std::move(document));
}

}  // namespace

Result<WrittenObject> WriteKeySliceReport(const ResultContext& context,
                                          const std::string& role,
                                          const OutlinedReportedExam& outlined,
                                          const std::optional<WrittenObject>& key_image,
                                          const FollowUpReport& report) {
  return GuardDcmtk([&] { return KeySliceReport(context, role, outlined, key_image, report); });
}

Result<WrittenObject> WriteKeyObjects(const ResultContext& context,
                                      const OutlinedReportedExam& baseline,
                                      const OutlinedReportedExam& follow_up,
                                      const FollowUpReport& report) {
  return GuardDcmtk([&] { return KeyObjects(context, baseline, follow_up, report); });
}

}  // namespace regen::dicom
