// SPDX-License-Identifier: GPL-3.0-or-later
// The report for viewers that show no SR: as a PDF and as pictures of its pages.
#include "analysis/base/text.h"
#include "analysis/dicom/result_object.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/verified_instance.h"
#include "analysis/report/result_kinds.h"

namespace regen::dicom {

// PS3.3 C.24.2: a document of an even number of bytes, its true length beside it.
void PutEncapsulated(DcmItem& dataset, const std::string& pdf) {
  std::string padded = pdf;
  if (padded.size() % 2 != 0) padded.push_back('\0');
  Require(dataset.putAndInsertUint8Array(DCM_EncapsulatedDocument,
                                         reinterpret_cast<const Uint8*>(padded.data()),
                                         static_cast<unsigned long>(padded.size())),
          "EncapsulatedDocument");
  Require(dataset.putAndInsertUint32(DCM_EncapsulatedDocumentLength,
                                     static_cast<Uint32>(pdf.size())),
          "EncapsulatedDocumentLength");
  Put(dataset, DCM_MIMETypeOfEncapsulatedDocument, "application/pdf");
}

void PutPicture(DcmItem& dataset, const RgbPicture& picture) {
  PutUint16(dataset, DCM_SamplesPerPixel, 3);
  Put(dataset, DCM_PhotometricInterpretation, "RGB");
  PutUint16(dataset, DCM_PlanarConfiguration, 0);
  PutUint16(dataset, DCM_Rows, picture.rows);
  PutUint16(dataset, DCM_Columns, picture.columns);
  PutUint16(dataset, DCM_BitsAllocated, 8);
  PutUint16(dataset, DCM_BitsStored, 8);
  PutUint16(dataset, DCM_HighBit, 7);
  PutUint16(dataset, DCM_PixelRepresentation, 0);
  std::vector<std::uint8_t> padded = picture.pixels;
  if (padded.size() % 2 != 0) padded.push_back(0);
  Require(dataset.putAndInsertUint8Array(
              DCM_PixelData, padded.data(), static_cast<unsigned long>(padded.size())),
          "PixelData");
}

namespace {

// The images that the document speaks of.
void PutSources(DcmItem& dataset, const ReportedExam& exam) {
  for (const ListedImage& image : FirstEchoImages(*exam.folder, *exam.acquisition)) {
    DcmItem& source = AppendItem(dataset, DCM_SourceInstanceSequence);
    Put(source, DCM_ReferencedSOPClassUID, image.sop_class_uid);
    Put(source, DCM_ReferencedSOPInstanceUID, image.sop_instance_uid);
  }
}

Result<WrittenObject> Pdf(const ResultContext& context,
                          const ReportedExam& exam,
                          const std::string& pdf,
                          const FollowUpReport& report) {
  if (!pdf.starts_with("%PDF-")) return InputError("report: not a PDF, expected %PDF- first");
  auto object =
      ResultObject::Begin(context, {result_kinds::kPdf, {}}, report, FirstImageFile(exam));
  if (!object) return object.error();
  DcmDataset& dataset = object->dataset();
  Put(dataset, DCM_ConversionType, "WSD");
  Put(dataset, DCM_AcquisitionDateTime, "");
  Put(dataset, DCM_BurnedInAnnotation, "YES");
  Put(dataset, DCM_RecognizableVisualFeatures, "NO");
  Put(dataset,
      DCM_DocumentTitle,
      object->Own(
          StrCat("Follow-up of the ", StructureText(report.treatment), ", unverified")));
  PutCode(dataset, DCM_ConceptNameCodeSequence, codes::kDiagnosticImagingReport);
  Put(dataset, DCM_VerificationFlag, "UNVERIFIED");
  PutSources(dataset, exam);
  PutEncapsulated(dataset, pdf);
  object->PutCommonModules();
  return object->Save();
}

Result<WrittenObject> Page(const ResultContext& context,
                           const ReportedExam& exam,
                           const RgbPicture& picture,
                           int page,
                           const FollowUpReport& report) {
  const auto expected =
      static_cast<std::size_t>(picture.columns) * static_cast<std::size_t>(picture.rows) * 3;
  if (expected == 0 || picture.pixels.size() != expected) {
    return Error{ErrorKind::kInternal, "page: its pixels are not columns times rows times 3"};
  }
  auto object = ResultObject::Begin(
      context, {result_kinds::kSecondaryCapture, StrCat(page)}, report, FirstImageFile(exam));
  if (!object) return object.error();
  DcmDataset& dataset = object->dataset();
  Put(dataset, DCM_ImageType, "DERIVED\\SECONDARY");
  Put(dataset, DCM_ConversionType, "WSD");
  Put(dataset, DCM_BurnedInAnnotation, "YES");
  Put(dataset, DCM_RecognizableVisualFeatures, "NO");
  Put(dataset, DCM_PatientOrientation, "");
  PutPicture(dataset, picture);
  object->PutCommonModules(StrCat("page ", page));
  object->PutLaterality();
  Put(dataset, DCM_InstanceNumber, StrCat(page));
  return object->Save();
}

}  // namespace

Result<WrittenObject> WritePdf(const ResultContext& context,
                               const ReportedExam& exam,
                               const std::string& pdf,
                               const FollowUpReport& report) {
  return GuardDcmtk([&] { return Pdf(context, exam, pdf, report); });
}

Result<WrittenObject> WriteSecondaryCapture(const ResultContext& context,
                                            const ReportedExam& exam,
                                            const RgbPicture& picture,
                                            int page,
                                            const FollowUpReport& report) {
  return GuardDcmtk([&] { return Page(context, exam, picture, page, report); });
}

}  // namespace regen::dicom
