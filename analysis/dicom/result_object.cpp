// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/result_object.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/report/result_kinds.h"

#include <cassert>
#include <system_error>
#include <utility>

namespace regen::dicom {

std::string ResultRole::Name() const {
  return role.empty() ? std::string(kind) : StrCat(kind, "-", role);
}

ResultObject::ResultObject(const ResultContext& context,
                           ResultRole role,
                           const FollowUpReport& report)
    : context_(&context),
      role_(std::move(role)),
      report_(&report),
      file_(std::make_unique<DcmFileFormat>()) {}

Result<ResultObject> ResultObject::Begin(const ResultContext& context,
                                         ResultRole role,
                                         const FollowUpReport& report,
                                         const std::filesystem::path& source) {
  ResultObject object(context, std::move(role), report);
  auto header = ReadHeader(source);
  if (!header) return header.error();
  object.source_ = *std::move(header);
  DcmDataset only_patient;
  object.utf8_ = CopyPatientAndStudy(object.source(), only_patient);

  const ResultKind* kind = FindResultKind(object.role_.kind);
  assert(kind != nullptr);
  const std::string name = object.role_.Name();
  WrittenObject& written = object.written_;
  written.kind = kind->name;
  written.study_instance_uid = AttributeText(object.source(), DCM_StudyInstanceUID);
  // All versions of one report line in one series, as long as it is the same equipment that
  // makes them: viewers show the newest of a series.
  written.series_instance_uid =
      UidFromName(kind->one_series ? StrCat("regeneration/series/",
                                            written.study_instance_uid,
                                            "/",
                                            report.treatment.id,
                                            "/",
                                            context.device_uid,
                                            "/",
                                            context.software_version,
                                            "/",
                                            name)
                                   : StrCat(context.job_key, "/", name, "/series"));
  written.sop_class_uid = kind->sop_class_uid;
  written.sop_instance_uid = UidFromName(StrCat(context.job_key, "/", name));
  written.file_name = name + ".dcm";
  return object;
}

std::string ResultObject::Own(const std::string& text) const {
  return utf8_ ? text : AsciiOnly(text);
}

std::string ResultObject::DerivedUid(std::string_view what) const {
  return UidFromName(StrCat(context_->job_key, "/", role_.Name(), "/", what));
}

void ResultObject::PutLaterality() {
  const auto& side = report_->treatment.side;
  Put(dataset(), DCM_Laterality, side ? SideName(*side) : "");
}

void ResultObject::PutCommonModules(const std::string& remark) {
  const ResultKind& kind = *FindResultKind(role_.kind);
  DcmItem& target = dataset();
  CopyPatientAndStudy(source(), target);
  CompletePatientAndStudy(target);
  std::string description = StrCat("Regeneration: ", kind.series_description);
  description += StrCat(", ", StructureText(report_->treatment));
  if (!remark.empty()) description += StrCat(", ", remark);
  PutIdentity(target,
              {written_.sop_class_uid,
               written_.sop_instance_uid,
               written_.series_instance_uid,
               std::string(kind.modality),
               kind.series_number,
               Own(description),
               context_->content_date,
               context_->content_time});
  if (kind.one_series) {
    // Later versions join the series at another time.
    target.findAndDeleteElement(DCM_SeriesDate);
    target.findAndDeleteElement(DCM_SeriesTime);
    Put(target, DCM_InstanceNumber, StrCat(context_->version));
  }
  PutEquipment(target,
               {std::string(kManufacturer),
                std::string(kModelName),
                context_->device_uid,
                context_->software_version});
  PutAcquisitionEquipment(target, source());
}

Result<WrittenObject> ResultObject::Save() {
  std::error_code ignored;
  std::filesystem::create_directories(context_->output, ignored);
  const Status saved = SaveObject(*file_, context_->output / written_.file_name);
  if (!saved) return saved.error();
  return written_;
}

std::filesystem::path FirstImageFile(const ReportedExam& exam) {
  if (exam.folder == nullptr || exam.acquisition == nullptr) return {};
  const auto images = AllImages(*exam.folder, *exam.acquisition);
  if (images.empty()) return {};
  const auto file = exam.folder->file_of_sop_instance.find(images.front().sop_instance_uid);
  return file == exam.folder->file_of_sop_instance.end() ? std::filesystem::path()
                                                         : file->second;
}

std::filesystem::path ImageFileOf(const StudyFolder& folder) {
  for (const SeriesSummary& series : folder.study.series) {
    if (series.modality != "MR" || series.instances.empty()) continue;
    return folder.file_of_sop_instance.at(series.instances.front().sop_instance_uid);
  }
  return folder.file_of_sop_instance.empty() ? std::filesystem::path()
                                             : folder.file_of_sop_instance.begin()->second;
}

}  // namespace regen::dicom
