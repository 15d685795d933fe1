// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/sr_document.h"

#include "analysis/dicom/content_tree.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/report/result_kinds.h"

#include <set>

#include <dcmtk/dcmsr/dsrdoc.h>

namespace regen::dicom {

namespace {

OFString Of(std::string_view text) {
  return {text.data(), text.size()};
}

void AddReference(DSRSOPInstanceReferenceList& list, const WrittenObject& object) {
  Require(list.addItem(Of(object.study_instance_uid),
                       Of(object.series_instance_uid),
                       Of(object.sop_class_uid),
                       Of(object.sop_instance_uid)),
          "reference to another object");
}

void AddEvidence(DSRDocument& document,
                 const WrittenObject& written,
                 const std::vector<WrittenObject>& evidence) {
  const bool key_objects = written.sop_class_uid == UID_KeyObjectSelectionDocumentStorage;
  for (const WrittenObject& object : evidence) {
    const bool here = object.study_instance_uid == written.study_instance_uid;
    AddReference(here || key_objects ? document.getCurrentRequestedProcedureEvidence()
                                     : document.getPertinentOtherEvidence(),
                 object);
  }
}

// ReferencedRequestSequence (PS3.3 table C.17-2): the request that the source's images answer.
void PutRequest(DcmItem& dataset, DcmItem& source) {
  if (!source.tagExistsWithValue(DCM_AccessionNumber)) return;
  DcmItem& request = AppendItem(dataset, DCM_ReferencedRequestSequence);
  DcmItem* attributes = nullptr;
  source.findAndGetSequenceItem(DCM_RequestAttributesSequence, attributes, 0);
  for (const DcmTagKey& tag : {DCM_StudyInstanceUID,
                               DCM_AccessionNumber,
                               DCM_PlacerOrderNumberImagingServiceRequest,
                               DCM_FillerOrderNumberImagingServiceRequest}) {
    if (source.findAndInsertCopyOfElement(tag, &request).bad()) Put(request, tag, "");
  }
  for (const DcmTagKey& tag : {DCM_RequestedProcedureID, DCM_RequestedProcedureDescription}) {
    const bool copied =
        attributes != nullptr && attributes->findAndInsertCopyOfElement(tag, &request).good();
    if (!copied) Put(request, tag, "");
  }
  for (const DcmTagKey& tag :
       {DCM_ReferencedStudySequence, DCM_RequestedProcedureCodeSequence}) {
    Require(request.insertEmptyElement(tag), DcmTag(tag).getTagName());
  }
}

}  // namespace

std::vector<WrittenObject> EvidenceOf(const ReportedExam& exam) {
  std::vector<WrittenObject> evidence;
  const std::string& study_uid = exam.folder->study.study_instance_uid;
  std::set<std::string> known;  // two acquisitions may share an object of several frames
  for (const EchoAcquisition* acquisition : AcquisitionsOf(exam)) {
    for (const ListedImage& image : AllImages(*exam.folder, *acquisition)) {
      if (!known.insert(image.sop_instance_uid).second) continue;
      evidence.push_back({{},
                          study_uid,
                          image.series_instance_uid,
                          image.sop_class_uid,
                          image.sop_instance_uid,
                          {}});
    }
  }
  if (exam.segmentation) evidence.push_back(*exam.segmentation);
  evidence.insert(evidence.end(), exam.further.begin(), exam.further.end());
  return evidence;
}

std::vector<WrittenObject> PredecessorsIn(const std::vector<WrittenObject>& supersedes) {
  for (const WrittenObject& object : supersedes) {
    if (object.kind == result_kinds::kReport || object.kind == result_kinds::kRefusalReport) {
      return {object};
    }
  }
  return {};
}

Result<WrittenObject> WriteDocument(ResultObject& object, SrDocument document) {
  const WrittenObject& written = object.written();
  if (!object.utf8()) MakeAscii(document.content);
  const auto type = DSRTypes::sopClassUIDToDocumentType(Of(written.sop_class_uid));
  DSRDocument report(type);
  Require(report.createNewDocument(type), "SR");
  Require(report.createNewSeriesInStudy(Of(written.study_instance_uid)), "StudyInstanceUID");
  if (object.utf8()) {
    Require(report.setSpecificCharacterSetType(DSRTypes::CS_UTF8), "character set");
  }
  FillTree(report.getTree(), document.content);
  AddEvidence(report, written, document.evidence);
  for (const WrittenObject& predecessor : document.predecessors) {
    AddReference(report.getPredecessorDocuments(), predecessor);
  }
  if (!document.completion.empty()) {
    Require(report.completeDocument(Of(document.completion)), "CompletionFlag");
    Require(report.setPreliminaryFlag(DSRTypes::PF_Preliminary), "PreliminaryFlag");
  }
  Require(report.write(object.dataset()), "SR");
  object.PutCommonModules(document.remark);
  PutPrivateCodingScheme(object.dataset());
  if (!document.completion.empty()) PutRequest(object.dataset(), object.source());
  return object.Save();
}

}  // namespace regen::dicom
