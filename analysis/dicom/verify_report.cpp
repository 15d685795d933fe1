// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/verify_report.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/result_object.h"
#include "analysis/dicom/verified_instance.h"
#include "analysis/report/result_kinds.h"

#include <system_error>

#include <dcmtk/dcmdata/dcspchrs.h>

namespace regen::dicom {

namespace {

Status CheckReport(DcmItem& report, const std::filesystem::path& file) {
  const ResultKind& kind = *FindResultKind(result_kinds::kReport);
  const bool ours = AttributeText(report, DCM_ManufacturerModelName) == kModelName &&
                    AttributeText(report, DCM_SOPClassUID) == kind.sop_class_uid &&
                    AttributeText(report, DCM_SeriesNumber) == StrCat(kind.series_number);
  if (ours && AttributeText(report, DCM_VerificationFlag) == "UNVERIFIED") return Done{};
  return InputError(StrCat(
      ShortName(file), ": expected a measurement report of this product that is unverified"));
}

// Text as the dataset's own character set writes it.
Result<std::string> InCharacterSetOf(DcmItem& dataset, const std::string& utf8) {
  OFString set;
  dataset.findAndGetOFStringArray(DCM_SpecificCharacterSet, set);
  if (utf8 == AsciiOnly(utf8) || set == "ISO_IR 192") return utf8;
  DcmSpecificCharacterSet converter;
  OFString converted;
  if (!set.empty() && converter.selectCharacterSet("ISO_IR 192", set).good() &&
      converter.convertString(OFString(utf8.c_str(), utf8.size()), converted, "^=").good()) {
    return std::string(converted.c_str(), converted.size());
  }
  return InputError(
      StrCat("the verifier's name or organisation cannot be written in the "
             "character set of the report, ",
             set.empty() ? "ASCII" : set.c_str()));
}

// VerifyingObserverSequence (PS3.3 table C.17-2).
Status PutObserver(DcmItem& report, const Verification& verification) {
  const auto name = InCharacterSetOf(report, verification.name);
  if (!name) return name.error();
  const auto organisation = InCharacterSetOf(report, verification.organisation);
  if (!organisation) return organisation.error();
  DcmItem& observer = AppendItem(report, DCM_VerifyingObserverSequence);
  Put(observer, DCM_VerifyingObserverName, *name);
  Put(observer, DCM_VerifyingOrganization, *organisation);
  Put(observer, DCM_VerificationDateTime, verification.date_time);
  Require(observer.insertEmptyElement(DCM_VerifyingObserverIdentificationCodeSequence),
          "VerifyingObserverIdentificationCodeSequence");
  return Done{};
}

// The one document that this one takes the place of.
void PutPredecessor(DcmItem& report) {
  const std::string study = AttributeText(report, DCM_StudyInstanceUID);
  const std::string series = AttributeText(report, DCM_SeriesInstanceUID);
  const std::string sop_class = AttributeText(report, DCM_SOPClassUID);
  const std::string instance = AttributeText(report, DCM_SOPInstanceUID);
  report.findAndDeleteElement(DCM_PredecessorDocumentsSequence);
  DcmItem& predecessor = AppendItem(report, DCM_PredecessorDocumentsSequence);
  Put(predecessor, DCM_StudyInstanceUID, study);
  DcmItem& of_series = AppendItem(predecessor, DCM_ReferencedSeriesSequence);
  Put(of_series, DCM_SeriesInstanceUID, series);
  DcmItem& reference = AppendItem(of_series, DCM_ReferencedSOPSequence);
  Put(reference, DCM_ReferencedSOPClassUID, sop_class);
  Put(reference, DCM_ReferencedSOPInstanceUID, instance);
}

Result<WrittenObject> Write(const std::filesystem::path& file,
                            const Verification& verification,
                            const std::filesystem::path& output) {
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& report = *(*object)->getDataset();
  if (const Status usable = CheckReport(report, file); !usable) return usable.error();
  PutPredecessor(report);
  if (const Status named = PutObserver(report, verification); !named) return named.error();
  Put(report, DCM_VerificationFlag, "VERIFIED");
  Put(report, DCM_PreliminaryFlag, "FINAL");
  Put(report, DCM_CompletionFlagDescription, "Automated analysis, verified by a person");
  return SaveVerified(**object, result_kinds::kReport, {}, verification, output);
}

// The verification's moment is the new instance's.
void PutMoment(DcmItem& dataset, const std::string& date_time) {
  for (const DcmTagKey& tag : {DCM_ContentDate, DCM_InstanceCreationDate}) {
    if (dataset.tagExists(tag)) Put(dataset, tag, date_time.substr(0, 8));
  }
  for (const DcmTagKey& tag : {DCM_ContentTime, DCM_InstanceCreationTime}) {
    if (dataset.tagExists(tag)) Put(dataset, tag, date_time.substr(8, 6));
  }
}

}  // namespace

Result<WrittenObject> SaveVerified(DcmFileFormat& object,
                                   std::string_view kind,
                                   const std::string& role,
                                   const Verification& verification,
                                   const std::filesystem::path& output) {
  DcmDataset& dataset = *object.getDataset();
  const std::string uid = UidFromName(StrCat(AttributeText(dataset, DCM_SOPInstanceUID),
                                             "/verified/",
                                             verification.name,
                                             "/",
                                             verification.organisation,
                                             "/",
                                             verification.date_time));
  const auto number = ParseInt(AttributeText(dataset, DCM_InstanceNumber)).value_or(1);
  PutMoment(dataset, verification.date_time);
  Put(dataset, DCM_SOPInstanceUID, uid);
  Put(dataset, DCM_InstanceNumber, StrCat(number + 1));
  WrittenObject written = {std::string(kind),
                           AttributeText(dataset, DCM_StudyInstanceUID),
                           AttributeText(dataset, DCM_SeriesInstanceUID),
                           AttributeText(dataset, DCM_SOPClassUID),
                           uid,
                           StrCat(ResultRole{kind, role}.Name(), ".dcm")};
  std::error_code ignored;
  std::filesystem::create_directories(output, ignored);
  object.getMetaInfo()->clear();  // it names the predecessor
  const Status saved = SaveObject(object, output / written.file_name);
  if (!saved) return saved.error();
  return written;
}

Result<WrittenObject> WriteVerifiedReport(const std::filesystem::path& report,
                                          const Verification& verification,
                                          const std::filesystem::path& output) {
  return GuardDcmtk([&] { return Write(report, verification, output); });
}

}  // namespace regen::dicom
