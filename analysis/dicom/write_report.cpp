// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/content_tree.h"
#include "analysis/dicom/report_content.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/write_results.h"

#include <system_error>

#include <dcmtk/dcmsr/dsrdoc.h>

namespace regen::dicom {

namespace {

constexpr std::string_view kRole = "sr";

OFString Of(std::string_view text) {
  return {text.data(), text.size()};
}

// Images and segmentation of one time point.
void AddEvidence(DSRSOPInstanceReferenceList& evidence, const ReportedExam& exam) {
  const std::string& study_uid = exam.folder->study.study_instance_uid;
  for (const ListedImage& image : AllImages(*exam.folder, *exam.acquisition)) {
    Require(evidence.addItem(Of(study_uid),
                             Of(image.series_instance_uid),
                             Of(image.sop_class_uid),
                             Of(image.sop_instance_uid)),
            "evidence");
  }
  if (const auto& segmentation = exam.segmentation) {
    Require(evidence.addItem(Of(segmentation->study_instance_uid),
                             Of(segmentation->series_instance_uid),
                             Of(segmentation->sop_class_uid),
                             Of(segmentation->sop_instance_uid)),
            "evidence");
  }
}

// ReferencedRequestSequence (PS3.3 table C.17-2): the request that the follow-up's images
// answer.
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

// The document as DCMTK's SR classes write it; patient, study and identity come afterwards.
void WriteDocument(const ResultContext& context,
                   const ReportedExam& baseline,
                   const ReportedExam& follow_up,
                   const ContentItem& content,
                   bool utf8,
                   DcmDataset& dataset) {
  DSRDocument document(DSRTypes::DT_Comprehensive3DSR);
  Require(document.createNewDocument(DSRTypes::DT_Comprehensive3DSR), "SR");
  Require(document.createNewSeriesInStudy(Of(follow_up.folder->study.study_instance_uid)),
          "StudyInstanceUID");
  if (utf8) Require(document.setSpecificCharacterSetType(DSRTypes::CS_UTF8), "character set");
  FillTree(document.getTree(), content);
  AddEvidence(document.getCurrentRequestedProcedureEvidence(), follow_up);
  const bool other_study =
      baseline.folder->study.study_instance_uid != follow_up.folder->study.study_instance_uid;
  AddEvidence(other_study ? document.getPertinentOtherEvidence()
                          : document.getCurrentRequestedProcedureEvidence(),
              baseline);
  Require(document.setContentDate(Of(context.content_date)), "ContentDate");
  Require(document.setContentTime(Of(context.content_time)), "ContentTime");
  Require(document.completeDocument("Automated analysis, not reviewed by a person"),
          "CompletionFlag");
  Require(document.setPreliminaryFlag(DSRTypes::PF_Preliminary), "PreliminaryFlag");
  Require(document.write(dataset), "SR");
}

Result<WrittenObject> Write(const ResultContext& context,
                            const ReportedExam& baseline,
                            const ReportedExam& follow_up,
                            const FollowUpReport& report) {
  const std::string& study_uid = follow_up.folder->study.study_instance_uid;
  const auto images = AllImages(*follow_up.folder, *follow_up.acquisition);
  if (images.empty() || FindTimePoint(report, study_uid) == nullptr ||
      FindTimePoint(report, baseline.folder->study.study_instance_uid) == nullptr) {
    return Error{ErrorKind::kInternal,
                 "SR: an exam has no images or no time point in the report"};
  }
  auto source =
      ReadHeader(follow_up.folder->file_of_sop_instance.at(images.front().sop_instance_uid));
  if (!source) return source.error();
  DcmItem& header = *(*source)->getDataset();

  DcmDataset only_patient;
  const bool utf8 = CopyPatientAndStudy(header, only_patient);
  ContentItem content = ReportContent(context, baseline, follow_up, report);
  if (!utf8) MakeAscii(content);

  DcmFileFormat object;
  DcmDataset& dataset = *object.getDataset();
  WriteDocument(context, baseline, follow_up, content, utf8, dataset);
  CopyPatientAndStudy(header, dataset);
  CompletePatientAndStudy(dataset);
  const std::string name = StrCat(context.job_key, "/", kRole);
  const ObjectIdentity identity = {
      UID_Comprehensive3DSRStorage,
      UidFromName(name),
      UidFromName(name + "/series"),
      "SR",
      kReportSeriesNumber,
      StrCat("Regeneration: measurement report, ", StructureText(report.treatment)),
      context.content_date,
      context.content_time};
  PutIdentity(dataset, identity);
  PutEquipment(dataset,
               {std::string(kManufacturer),
                std::string(kModelName),
                context.device_uid,
                context.software_version});
  PutAcquisitionEquipment(dataset, header);
  PutPrivateCodingScheme(dataset);
  PutRequest(dataset, header);
  std::error_code ignored;
  std::filesystem::create_directories(context.output, ignored);
  const std::string file_name = StrCat(kRole, ".dcm");
  if (const Status saved = SaveObject(object, context.output / file_name); !saved) {
    return saved.error();
  }
  return WrittenObject{"sr",
                       study_uid,
                       identity.series_instance_uid,
                       identity.sop_class_uid,
                       identity.sop_instance_uid,
                       file_name};
}

}  // namespace

Result<WrittenObject> WriteMeasurementReport(const ResultContext& context,
                                             const ReportedExam& baseline,
                                             const ReportedExam& follow_up,
                                             const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, baseline, follow_up, report); });
}

}  // namespace regen::dicom
