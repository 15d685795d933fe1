// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/product.h"
#include "analysis/base/result.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/volume.h"
#include "analysis/report/follow_up_report.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace regen::dicom {

// The words by which our own objects are known again, also when they come back from elsewhere.
inline constexpr std::string_view kManufacturer = kProductName;
inline constexpr std::string_view kModelName = kProductName;

struct WrittenObject {
  std::string kind;  // a name of result_kinds (analysis/report/result_kinds.h)
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
  int version = 1;           // of this follow-up's report; later ones have a predecessor
  // The result that this one takes the place of: its SR becomes the predecessor of ours.
  std::vector<WrittenObject> supersedes;
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
  const EchoAcquisition* acquisition = nullptr;  // that the region lies on
  // The region's segmentation: ours, or (baseline study locked) the reader's own SEG.
  std::optional<WrittenObject> segmentation;
  int segment_number = 1;
  std::vector<WrittenObject> further{};  // other results of this time point: evidence too
  // Further acquisitions that values come from, each with the role that the values name.
  std::vector<const EchoAcquisition*> further_acquisitions{};
};

// Writes the Comprehensive 3D SR (TID 1500) into the follow-up's study: one measurement group
// per time point (TID 1411 where it has a segmentation, else TID 1501), derived change by
// reference to both values, interval, repeatability and verdict, image library, observer
// device, algorithm, evidence of both studies, predecessor, UNVERIFIED.
Result<WrittenObject> WriteMeasurementReport(const ResultContext& context,
                                             const ReportedExam& baseline,
                                             const ReportedExam& follow_up,
                                             const FollowUpReport& report);

// One time point with its region on the grid of its acquisition.
struct OutlinedReportedExam {
  const ReportedExam& exam;
  const Volume& region;  // coverage; at least 0.5 is inside
};

// Whether the exam's echoes stand in one series. Viewers play such a series as a film, in which
// they draw no outline (docs/viewers.md): its key slice needs an image of its own.
bool NeedsKeyImage(const ReportedExam& exam);

// Writes the slice that shows most of the region as an image of its own (Secondary Capture, 256
// grey values) into the exam's study. `image`: an echo, on the region's grid. `role`:
// "baseline", "follow-up". Fails (kInput) where the region is empty.
Result<WrittenObject> WriteKeyImage(const ResultContext& context,
                                    const std::string& role,
                                    const OutlinedReportedExam& outlined,
                                    const Volume& image,
                                    const FollowUpReport& report);

// Writes the planar report of one time point into its study, for viewers that show no
// volumetric one: the region's outline on the slice that shows most of it (TID 1410) with the
// values of the whole region. It is drawn on `key_image` (WriteKeyImage of the same exam), or
// where there is none on the exam's own image. Fails (kInput) where the region is empty.
Result<WrittenObject> WriteKeySliceReport(const ResultContext& context,
                                          const std::string& role,
                                          const OutlinedReportedExam& outlined,
                                          const std::optional<WrittenObject>& key_image,
                                          const FollowUpReport& report);

// Writes a Key Object Selection of both exams' key slices into the follow-up's study.
Result<WrittenObject> WriteKeyObjects(const ResultContext& context,
                                      const OutlinedReportedExam& baseline,
                                      const OutlinedReportedExam& follow_up,
                                      const FollowUpReport& report);

// Writes a short report (TID 1500 row 12 alone) into the follow-up's study that says why
// nothing was measured: for an outcome that is refused.
Result<WrittenObject> WriteRefusalReport(const ResultContext& context,
                                         const StudyFolder& follow_up,
                                         const FollowUpReport& report);

// Writes a rejection note (IHE IOCM: Key Object Selection, "Rejected for Quality Reasons") for
// the objects of `context.supersedes` in the follow-up's study, of which there must be some.
Result<WrittenObject> WriteRejectionNote(const ResultContext& context,
                                         const StudyFolder& follow_up,
                                         const FollowUpReport& report);

// Writes T2 as a Parametric Map on the grid of `folder`'s acquisition, in that study: the
// slices of `t2_ms` that have a finite value, float, ms, padded where there is none. `role`:
// "baseline", "follow-up". Fails (kInput) where no voxel has a value.
Result<WrittenObject> WriteParametricMap(const ResultContext& context,
                                         const std::string& role,
                                         const StudyFolder& folder,
                                         const EchoAcquisition& acquisition,
                                         const Volume& t2_ms,
                                         const FollowUpReport& report);

// Writes the Spatial Registration into the follow-up's study: the treated structure's rigid
// motion, the first of `report.registrations`, from the follow-up's frame of reference into the
// baseline's, which is the registered one.
Result<WrittenObject> WriteRegistration(const ResultContext& context,
                                        const ReportedExam& baseline,
                                        const ReportedExam& follow_up,
                                        const FollowUpReport& report);

// Wraps a PDF (`pdf`: its bytes) into the study of `exam`, UNVERIFIED.
Result<WrittenObject> WritePdf(const ResultContext& context,
                               const ReportedExam& exam,
                               const std::string& pdf,
                               const FollowUpReport& report);

// A picture of eight bits per colour, rows from the top, pixels R, G, B.
struct RgbPicture {
  int columns = 0;
  int rows = 0;
  std::vector<std::uint8_t> pixels;
};

// Writes a page of the report as a Secondary Capture into the study of `exam`; `page` from 1.
Result<WrittenObject> WriteSecondaryCapture(const ResultContext& context,
                                            const ReportedExam& exam,
                                            const RgbPicture& picture,
                                            int page,
                                            const FollowUpReport& report);

}  // namespace regen::dicom
