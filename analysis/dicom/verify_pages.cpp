// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/verified_instance.h"
#include "analysis/dicom/verify_report.h"
#include "analysis/report/result_kinds.h"

#include <memory>
#include <utility>

namespace regen::dicom {

namespace {

using Object = std::unique_ptr<DcmFileFormat>;

Result<Object> ReadOurs(const std::filesystem::path& file, std::string_view kind_name) {
  auto object = ReadObject(file);
  if (!object) return object.error();
  const ResultKind& kind = *FindResultKind(kind_name);
  DcmDataset& dataset = *(*object)->getDataset();
  if (AttributeText(dataset, DCM_ManufacturerModelName) == kModelName &&
      AttributeText(dataset, DCM_SOPClassUID) == kind.sop_class_uid &&
      AttributeText(dataset, DCM_SeriesNumber) == StrCat(kind.series_number)) {
    return object;
  }
  return InputError(
      StrCat(ShortName(file), ": expected the ", kind.series_description, " of this product"));
}

Result<std::string> PdfIn(const std::filesystem::path& file) {
  const auto object = ReadOurs(file, result_kinds::kPdf);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  Uint32 length = 0;
  if (dataset.findAndGetUint8Array(DCM_EncapsulatedDocument, bytes, &count).bad() ||
      dataset.findAndGetUint32(DCM_EncapsulatedDocumentLength, length).bad() ||
      length > count) {
    return InputError(StrCat(ShortName(file), ": expected an encapsulated document"));
  }
  return std::string(reinterpret_cast<const char*>(bytes), length);
}

Result<RgbPicture> PageIn(const std::filesystem::path& file) {
  const auto object = ReadOurs(file, result_kinds::kSecondaryCapture);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  Uint16 rows = 0;
  Uint16 columns = 0;
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  const bool there = dataset.findAndGetUint16(DCM_Rows, rows).good() &&
                     dataset.findAndGetUint16(DCM_Columns, columns).good() &&
                     dataset.findAndGetUint8Array(DCM_PixelData, bytes, &count).good();
  const std::size_t expected = std::size_t{rows} * columns * 3;
  if (!there || count < expected)
    return InputError(StrCat(ShortName(file), ": expected three bytes for each pixel"));
  return RgbPicture{columns, rows, {bytes, bytes + expected}};
}

Result<WrittenObject> Pdf(const std::filesystem::path& file,
                          const Verification& verification,
                          const std::string& pdf,
                          const std::filesystem::path& output) {
  auto object = ReadOurs(file, result_kinds::kPdf);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  std::string title = AttributeText(dataset, DCM_DocumentTitle);
  constexpr std::string_view kUnverified = ", unverified";
  if (title.ends_with(kUnverified)) {
    title.replace(title.size() - kUnverified.size(), kUnverified.size(), ", verified");
    Put(dataset, DCM_DocumentTitle, title);
  }
  Put(dataset, DCM_VerificationFlag, "VERIFIED");
  PutEncapsulated(dataset, pdf);
  return SaveVerified(**object, result_kinds::kPdf, {}, verification, output);
}

Result<WrittenObject> Page(const std::filesystem::path& file,
                           const Verification& verification,
                           const RgbPicture& picture,
                           const std::filesystem::path& output) {
  auto object = ReadOurs(file, result_kinds::kSecondaryCapture);
  if (!object) return object.error();
  PutPicture(*(*object)->getDataset(), picture);
  return SaveVerified(**object, result_kinds::kSecondaryCapture, "1", verification, output);
}

}  // namespace

Result<std::string> ReadPdf(const std::filesystem::path& file) {
  return GuardDcmtk([&] { return PdfIn(file); });
}

Result<RgbPicture> ReadPage(const std::filesystem::path& file) {
  return GuardDcmtk([&] { return PageIn(file); });
}

Result<WrittenObject> WriteVerifiedPdf(const std::filesystem::path& file,
                                       const Verification& verification,
                                       const std::string& pdf,
                                       const std::filesystem::path& output) {
  return GuardDcmtk([&] { return Pdf(file, verification, pdf, output); });
}

Result<WrittenObject> WriteVerifiedPage(const std::filesystem::path& file,
                                        const Verification& verification,
                                        const RgbPicture& picture,
                                        const std::filesystem::path& output) {
  return GuardDcmtk([&] { return Page(file, verification, picture, output); });
}

}  // namespace regen::dicom
