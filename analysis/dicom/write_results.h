// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/product.h"
#include "analysis/base/result.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/volume.h"
#include "analysis/report/follow_up_report.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace regen::dicom {

// Series numbers of our objects; fixed, see docs/architecture.md.
inline constexpr int kSegmentationSeriesNumber = 600;
inline constexpr int kReportSeriesNumber = 602;

// The words by which our own objects are known again, also when they come back from elsewhere.
inline constexpr std::string_view kManufacturer = kProductName;
inline constexpr std::string_view kModelName = kProductName;

struct WrittenObject {
  std::string kind;  // "seg", "sr"
  std::string study_instance_uid;
  std::string series_instance_uid;
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string file_name;  // inside the output folder
};

// What every object of one analysis shares.
struct ResultContext {
  std::string job_key;  // UIDs are UidFromName(job_key + "/" + role)
  std::string software_version;
  std::string content_date;  // DICOM DA, local time
  std::string content_time;  // DICOM TM
  std::string device_uid;    // stable per installation
  std::string tracking_uid;  // of the treated region, the same at every time point
  std::string tracking_id;   // text that names the region; the time point is added to it
  std::filesystem::path output;
};

// Writes one binary SEG on the grid of `folder`'s acquisition, in that study. `coverage` lies
// on exactly that grid; voxels of at least 0.5 belong to the region. Only slices with region
// are written. Patient and Study modules are copied attribute by attribute from the source
// images. `role` ("seg-baseline", "seg-follow-up") names the file and the UIDs.
Result<WrittenObject> WriteSegmentation(const ResultContext& context,
                                        const std::string& role,
                                        const StudyFolder& folder,
                                        const EchoAcquisition& acquisition,
                                        const Volume& coverage,
                                        const FollowUpReport& report);

// One time point as the measurement report refers to it.
struct ReportedExam {
  const StudyFolder* folder = nullptr;
  const EchoAcquisition* acquisition = nullptr;
  // The region's segmentation: ours, or (baseline study locked) the reader's own SEG.
  std::optional<WrittenObject> segmentation;
  int segment_number = 1;
};

// Writes the Comprehensive 3D SR (TID 1500) into the follow-up's study: one measurement group
// (TID 1411) per time point, derived change by reference to both values, interval,
// repeatability and verdict, image library, observer device, algorithm, evidence of both
// studies, UNVERIFIED.
Result<WrittenObject> WriteMeasurementReport(const ResultContext& context,
                                             const ReportedExam& baseline,
                                             const ReportedExam& follow_up,
                                             const FollowUpReport& report);

}  // namespace regen::dicom
