// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/key_slice_content.h"
#include "analysis/dicom/source_slices.h"
#include "analysis/dicom/sr_document.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/report/result_kinds.h"

namespace regen::dicom {

namespace {

Result<KeySliceView> ViewOf(const OutlinedReportedExam& outlined) {
  const ReportedExam& exam = outlined.exam;
  const int k = KeySlice(outlined.region);
  if (k < 0) return InputError("key slice: no voxel is inside, expected a region");
  const auto slices = FindSourceSlices(
      *exam.folder, exam.acquisition->sop_instance_uids, outlined.region.geometry);
  if (!slices) return slices.error();
  const SourceSlice& slice = (*slices)[static_cast<std::size_t>(k)];
  return KeySliceView{{slice.sop_class_uid, slice.sop_instance_uid, slice.series_instance_uid},
                      LargestOutline(outlined.region, k)};
}

WrittenObject Evidence(const ReportedExam& exam, const KeySliceView& view) {
  return {{},
          exam.folder->study.study_instance_uid,
          view.image.series_instance_uid,
          view.image.sop_class_uid,
          view.image.sop_instance_uid,
          {}};
}

Result<WrittenObject> Write(const ResultContext& context,
                            const OutlinedReportedExam& baseline,
                            const OutlinedReportedExam& follow_up,
                            const FollowUpReport& report,
                            std::string_view kind) {
  const auto before = ViewOf(baseline);
  if (!before) return before.error();
  const auto after = ViewOf(follow_up);
  if (!after) return after.error();
  auto object =
      ResultObject::Begin(context, {kind, {}}, report, FirstImageFile(follow_up.exam));
  if (!object) return object.error();
  SrDocument document;
  document.evidence = {Evidence(follow_up.exam, *after), Evidence(baseline.exam, *before)};
  if (kind == result_kinds::kKeyObjects) {
    document.content = KeyObjectsContent(context, *before, *after, report);
  } else {
    document.content =
        KeySliceContent(context, baseline.exam, *before, follow_up.exam, *after, report);
    document.completion = kNotReviewed;
  }
  return WriteDocument(*object, std::move(document));
}

}  // namespace

Result<WrittenObject> WriteKeySliceReport(const ResultContext& context,
                                          const OutlinedReportedExam& baseline,
                                          const OutlinedReportedExam& follow_up,
                                          const FollowUpReport& report) {
  return GuardDcmtk([&] {
    return Write(context, baseline, follow_up, report, result_kinds::kKeySliceReport);
  });
}

Result<WrittenObject> WriteKeyObjects(const ResultContext& context,
                                      const OutlinedReportedExam& baseline,
                                      const OutlinedReportedExam& follow_up,
                                      const FollowUpReport& report) {
  return GuardDcmtk(
      [&] { return Write(context, baseline, follow_up, report, result_kinds::kKeyObjects); });
}

}  // namespace regen::dicom
