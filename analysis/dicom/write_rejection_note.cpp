// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/report_parts.h"
#include "analysis/dicom/sr_document.h"
#include "analysis/report/result_kinds.h"

namespace regen::dicom {

namespace {

bool IsImage(const WrittenObject& object) {
  return object.kind == result_kinds::kSegmentation ||
         object.kind == result_kinds::kParametricMap ||
         object.kind == result_kinds::kSecondaryCapture;
}

// What the note takes back: the superseded objects of its own study. Those in the baseline's
// may be shared with other follow-ups.
std::vector<WrittenObject> TakenBack(const ResultContext& context,
                                     const std::string& study_uid) {
  std::vector<WrittenObject> objects;
  for (const WrittenObject& object : context.supersedes) {
    if (object.study_instance_uid == study_uid && object.kind != result_kinds::kRejectionNote) {
      objects.push_back(object);
    }
  }
  return objects;
}

Result<WrittenObject> Write(const ResultContext& context,
                            const StudyFolder& follow_up,
                            const FollowUpReport& report) {
  SrDocument document;
  document.evidence = TakenBack(context, follow_up.study.study_instance_uid);
  if (document.evidence.empty()) {
    return Error{ErrorKind::kInternal, "rejection note: there is nothing to take back"};
  }
  auto object = ResultObject::Begin(
      context, {result_kinds::kRejectionNote, {}}, report, ImageFileOf(follow_up));
  if (!object) return object.error();
  document.content = ContainerItem(Relation::kRoot, codes::kRejectedForQuality, "2010");
  AddObserver(document.content, context);
  document.content.Add(TextItem(Relation::kContains,
                                codes::kKeyObjectDescription,
                                "Superseded by a newer analysis of the same study"));
  for (const WrittenObject& old : document.evidence) {
    document.content.Add(
        IsImage(old)
            ? ImageItem(Relation::kContains, old.sop_class_uid, old.sop_instance_uid)
            : CompositeItem(Relation::kContains, old.sop_class_uid, old.sop_instance_uid));
  }
  return WriteDocument(*object, std::move(document));
}

}  // namespace

Result<WrittenObject> WriteRejectionNote(const ResultContext& context,
                                         const StudyFolder& follow_up,
                                         const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, follow_up, report); });
}

}  // namespace regen::dicom
