// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/multiframe_modules.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/result_object.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/report/result_kinds.h"

#include <array>
#include <map>

namespace regen::dicom {

namespace {

constexpr std::array<double, 16> kIdentity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

std::string MatrixText(const std::array<double, 16>& matrix) {
  std::vector<std::string> values;
  for (const double value : matrix) values.push_back(Ds(value));
  return JoinStrings(values, "\\");
}

using ImagesBySeries = std::map<std::string, std::vector<ListedImage>>;

ImagesBySeries BySeries(const ReportedExam& exam) {
  ImagesBySeries series;
  for (const ListedImage& image : AllImages(*exam.folder, *exam.acquisition)) {
    series[image.series_instance_uid].push_back(image);
  }
  return series;
}

void PutImageReference(DcmItem& parent, const DcmTagKey& sequence, const ListedImage& image) {
  DcmItem& reference = AppendItem(parent, sequence);
  Put(reference, DCM_ReferencedSOPClassUID, image.sop_class_uid);
  Put(reference, DCM_ReferencedSOPInstanceUID, image.sop_instance_uid);
}

// One frame of reference with its images and the matrix that takes its points into the
// registered one.
void PutRegistered(DcmItem& dataset,
                   const ReportedExam& exam,
                   const std::string& frame_of_reference_uid,
                   const std::array<double, 16>& matrix) {
  DcmItem& item = AppendItem(dataset, DCM_RegistrationSequence);
  if (!frame_of_reference_uid.empty()) {
    Put(item, DCM_FrameOfReferenceUID, frame_of_reference_uid);
  }
  for (const ListedImage& image : AllImages(*exam.folder, *exam.acquisition)) {
    PutImageReference(item, DCM_ReferencedImageSequence, image);
  }
  DcmItem& registration = AppendItem(item, DCM_MatrixRegistrationSequence);
  PutCode(registration, DCM_RegistrationTypeCodeSequence, codes::kContentBasedAlignment);
  DcmItem& matrix_item = AppendItem(registration, DCM_MatrixSequence);
  Put(matrix_item, DCM_FrameOfReferenceTransformationMatrix, MatrixText(matrix));
  Put(matrix_item, DCM_FrameOfReferenceTransformationMatrixType, "RIGID");
}

void PutSeriesReferences(DcmItem& parent, const ReportedExam& exam) {
  for (const auto& [series_uid, images] : BySeries(exam)) {
    DcmItem& series = AppendItem(parent, DCM_ReferencedSeriesSequence);
    Put(series, DCM_SeriesInstanceUID, series_uid);
    for (const ListedImage& image : images) {
      PutImageReference(series, DCM_ReferencedInstanceSequence, image);
    }
  }
}

// Common Instance Reference: the follow-up's study is the object's own.
void PutCommonReferences(DcmItem& dataset,
                         const ReportedExam& baseline,
                         const ReportedExam& follow_up) {
  PutSeriesReferences(dataset, follow_up);
  const std::string& baseline_uid = baseline.folder->study.study_instance_uid;
  if (baseline_uid == follow_up.folder->study.study_instance_uid) {
    PutSeriesReferences(dataset, baseline);
    return;
  }
  DcmItem& other = AppendItem(dataset, DCM_StudiesContainingOtherReferencedInstancesSequence);
  Put(other, DCM_StudyInstanceUID, baseline_uid);
  PutSeriesReferences(other, baseline);
}

std::string FrameOfReferenceOf(const ReportedExam& exam) {
  const auto header = ReadHeader(FirstImageFile(exam));
  if (!header) return {};
  return AttributeText(*(*header)->getDataset(), DCM_FrameOfReferenceUID);
}

Result<WrittenObject> Write(const ResultContext& context,
                            const ReportedExam& baseline,
                            const ReportedExam& follow_up,
                            const FollowUpReport& report) {
  if (report.registrations.empty()) {
    return Error{ErrorKind::kInternal, "registration: the report has none"};
  }
  const StructureRegistration& found = report.registrations.front();
  auto object = ResultObject::Begin(
      context, {result_kinds::kRegistration, {}}, report, FirstImageFile(follow_up));
  if (!object) return object.error();
  DcmDataset& dataset = object->dataset();
  const std::string registered = FrameOfReferenceOf(baseline);
  Put(dataset,
      DCM_FrameOfReferenceUID,
      registered.empty() ? object->DerivedUid("frame-of-reference") : registered);
  Put(dataset, DCM_PositionReferenceIndicator, "");
  Put(dataset, DCM_ContentLabel, "FOLLOW_UP");
  Put(dataset,
      DCM_ContentDescription,
      Shortened(StrCat("Follow-up to baseline at the ", StructureText(report.treatment)), 64));
  Put(dataset, DCM_ContentCreatorName, "");
  PutRegistered(dataset, baseline, registered, kIdentity);
  PutRegistered(dataset,
                follow_up,
                AttributeText(object->source(), DCM_FrameOfReferenceUID),
                found.baseline_from_follow_up);
  PutCommonReferences(dataset, baseline, follow_up);
  object->PutCommonModules();
  object->PutLaterality();
  return object->Save();
}

}  // namespace

Result<WrittenObject> WriteRegistration(const ResultContext& context,
                                        const ReportedExam& baseline,
                                        const ReportedExam& follow_up,
                                        const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, baseline, follow_up, report); });
}

}  // namespace regen::dicom
