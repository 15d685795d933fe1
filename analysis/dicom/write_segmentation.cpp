// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/segmentation_object.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/write_results.h"
#include "analysis/indications/indication.h"
#include "analysis/report/result_kinds.h"

#include <system_error>

namespace regen::dicom {

namespace {

// How the region of this time point came about, in the words of SegmentAlgorithmType.
std::string AlgorithmTypeOf(RegionMethod method, bool is_baseline) {
  if (is_baseline) return method == RegionMethod::kAutomatic ? "AUTOMATIC" : "MANUAL";
  // Drawn by somebody on the follow-up, and put on its grid here.
  return method == RegionMethod::kExternal ? "SEMIAUTOMATIC" : "AUTOMATIC";
}

SegmentationContent ContentOf(const ResultContext& context,
                              const std::string& role,
                              const TimePoint& time_point,
                              const FollowUpReport& report) {
  const std::string name = context.job_key + "/" + role;
  const Treatment& treatment = report.treatment;
  SegmentationContent content;
  content.sop_instance_uid = UidFromName(name);
  content.series_instance_uid = UidFromName(name + "/series");
  content.dimension_uid = UidFromName(name + "/dimension");
  content.series_number = FindResultKind(result_kinds::kSegmentation)->series_number;
  content.series_description =
      StrCat("Regeneration: ", StructureText(treatment), ", ", TimePointText(time_point));
  content.content_date = context.content_date;
  content.content_time = context.content_time;
  content.content_label = "REGION";
  content.maker = {std::string(kManufacturer),
                   std::string(kModelName),
                   context.device_uid,
                   context.software_version};
  content.segment_label =
      StrCat(StructureText(treatment), ", ", time_point.is_baseline ? "baseline" : "follow-up");
  content.algorithm_type = AlgorithmTypeOf(report.region_method, time_point.is_baseline);
  content.algorithm_name = "Orthanc Regeneration";
  content.algorithm_version = context.software_version;
  if (!time_point.is_baseline && report.region_method != RegionMethod::kExternal)
    content.algorithm_family = codes::kRegistrationFamily.Concept();
  content.property_type = ProtocolOf(treatment.indication).segment_property_type;
  content.anatomic_region = FindingSiteOf(treatment);
  content.laterality = LateralityOf(treatment);
  content.tracking_id = TrackingText(context, time_point);
  content.tracking_uid = context.tracking_uid;
  return content;
}

}  // namespace

Result<WrittenObject> WriteSegmentation(const ResultContext& context,
                                        const std::string& role,
                                        const StudyFolder& folder,
                                        const EchoAcquisition& acquisition,
                                        const Volume& coverage,
                                        const FollowUpReport& report) {
  const std::string& study_uid = folder.study.study_instance_uid;
  const TimePoint* time_point = FindTimePoint(report, study_uid);
  if (time_point == nullptr) {
    return Error{ErrorKind::kInternal,
                 "segmentation: its study is no time point of the report"};
  }
  const auto slices =
      FindSourceSlices(folder, acquisition.sop_instance_uids, coverage.geometry);
  if (!slices) return slices.error();
  const SegmentationContent content = ContentOf(context, role, *time_point, report);
  const WrittenObject written = {"seg",
                                 study_uid,
                                 content.series_instance_uid,
                                 "1.2.840.10008.5.1.4.1.1.66.4",
                                 content.sop_instance_uid,
                                 role + ".dcm"};
  std::error_code ignored;
  std::filesystem::create_directories(context.output, ignored);
  const Status status =
      WriteSegmentationObject(content,
                              folder.file_of_sop_instance.at(slices->front().sop_instance_uid),
                              *slices,
                              coverage,
                              context.output / written.file_name);
  if (!status) return status.error();
  return written;
}

}  // namespace regen::dicom
