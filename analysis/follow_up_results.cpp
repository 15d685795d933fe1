// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_results.h"

#include "analysis/base/files.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/write_results.h"
#include "analysis/rendition/report_pdf.h"
#include "analysis/report/report_json.h"

#include <array>
#include <ctime>

#include <unistd.h>

namespace regen {
namespace {

// Stable for one installation: given by the site, else derived from the host's name, of which
// only the digest leaves the machine.
std::string DeviceUid(const AnalysisOptions& options) {
  if (!options.device_uid.empty()) return options.device_uid;
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return UidFromName(StrCat("regeneration/device/", std::string(name.data())));
}

std::string LocalTime(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format, &local);
  return {text.data(), length};
}

std::string TrackingId(const Treatment& treatment) {
  std::string id = ProtocolOf(treatment.indication).structure;
  if (treatment.side) id += StrCat(" ", SideName(*treatment.side));
  if (!treatment.level.empty()) id += StrCat(" ", treatment.level);
  return id;
}

// The region keeps its tracking UID for life: the reader's where its object has one, else one
// derived from the object it was drawn in, or from the baseline that it was found on.
std::string TrackingUid(const dicom::DrawnRegion& drawn, const FollowUpReport& report) {
  if (!drawn.tracking_uid.empty()) return drawn.tracking_uid;
  if (drawn.sop_instance_uid.empty()) {
    return UidFromName(StrCat("regeneration/region/",
                              report.time_points.front().study_instance_uid,
                              "/",
                              TrackingId(report.treatment)));
  }
  return UidFromName(StrCat("regeneration/region/", drawn.sop_instance_uid, "/", drawn.number));
}

dicom::ResultContext MakeContext(const FollowUpRequest& request,
                                 const FollowUpReport& report,
                                 const dicom::DrawnRegion& drawn,
                                 const std::filesystem::path& output) {
  dicom::ResultContext context;
  context.job_key = report.software.job_key;
  context.software_version = report.software.version;
  context.content_date = LocalTime("%Y%m%d");
  context.content_time = LocalTime("%H%M%S");
  context.device_uid = DeviceUid(request.options);
  context.tracking_uid = TrackingUid(drawn, report);
  context.tracking_id = TrackingId(request.treatment);
  context.output = output;
  return context;
}

// Where nothing may be written into the baseline's study, the report refers to what the reader
// drew there. Only a SEG can be referred to as a segment.
std::optional<dicom::WrittenObject> ReadersObject(const dicom::DrawnRegion& drawn) {
  if (drawn.object != "SEG") return std::nullopt;
  dicom::WrittenObject object;
  object.kind = "seg";
  object.study_instance_uid = drawn.study_instance_uid;
  object.series_instance_uid = drawn.series_instance_uid;
  object.sop_class_uid = drawn.sop_class_uid;
  object.sop_instance_uid = drawn.sop_instance_uid;
  return object;
}

Status WriteReportPdf(const FollowUpRequest& request,
                      const FollowUpReport& report,
                      const StudySummary& study,
                      const ReportPictures& pictures,
                      const std::filesystem::path& output) {
  ReportDocument document;
  document.report = &report;
  document.patient = study.patient;
  document.pictures = pictures;
  document.language = request.options.language;
  document.created = LocalTime("%Y-%m-%dT%H:%M:%S");
  const auto pdf = RenderReportPdf(document);
  if (!pdf) return pdf.error();
  return WriteWholeFile(output / "report.pdf", *pdf);
}

}  // namespace

Status WriteReportFile(const FollowUpReport& report, const std::filesystem::path& output) {
  std::error_code error;
  std::filesystem::create_directories(output, error);
  if (error) {
    return Error{ErrorKind::kUnavailable,
                 StrCat("output folder cannot be made: ", error.message())};
  }
  return WriteWholeFile(output / "report.json", ReportJson(report));
}

Status WriteProposal(const FollowUpRequest& request,
                     const FollowUpReport& report,
                     const AnalysedExam& baseline,
                     const std::filesystem::path& output) {
  const auto written = dicom::WriteSegmentation(MakeContext(request, report, {}, output),
                                                "proposal",
                                                *baseline.folder,
                                                *baseline.acquisition,
                                                baseline.region,
                                                report);
  if (!written) return written.error();
  return WriteReportFile(report, output);
}

Status WriteFollowUpResults(const FollowUpRequest& request,
                            const FollowUpReport& report,
                            const AnalysedExam& baseline,
                            const AnalysedExam& follow_up,
                            const dicom::DrawnRegion& drawn,
                            const ReportPictures& pictures,
                            const std::filesystem::path& output) {
  const dicom::ResultContext context = MakeContext(request, report, drawn, output);

  dicom::ReportedExam baseline_exam{baseline.folder, baseline.acquisition, std::nullopt, 1};
  if (request.options.write_into_baseline_study) {
    auto segmentation = dicom::WriteSegmentation(context,
                                                 "seg-baseline",
                                                 *baseline.folder,
                                                 *baseline.acquisition,
                                                 baseline.region,
                                                 report);
    if (!segmentation) return segmentation.error();
    baseline_exam.segmentation = *std::move(segmentation);
  } else {
    baseline_exam.segmentation = ReadersObject(drawn);
    baseline_exam.segment_number = drawn.number;
  }

  dicom::ReportedExam follow_up_exam{follow_up.folder, follow_up.acquisition, std::nullopt, 1};
  auto segmentation = dicom::WriteSegmentation(context,
                                               "seg-follow-up",
                                               *follow_up.folder,
                                               *follow_up.acquisition,
                                               follow_up.region,
                                               report);
  if (!segmentation) return segmentation.error();
  follow_up_exam.segmentation = *std::move(segmentation);

  const auto written =
      dicom::WriteMeasurementReport(context, baseline_exam, follow_up_exam, report);
  if (!written) return written.error();
  const Status pdf = WriteReportPdf(request, report, follow_up.folder->study, pictures, output);
  if (!pdf) return pdf;
  return WriteReportFile(report, output);
}

}  // namespace regen
