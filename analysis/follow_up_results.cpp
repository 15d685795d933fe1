// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_results.h"

#include "analysis/base/files.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/read_results.h"
#include "analysis/dicom/write_results.h"
#include "analysis/relaxometry/t2_map.h"
#include "analysis/rendition/report_pdf.h"
#include "analysis/report/report_json.h"
#include "analysis/report/result_kinds.h"

#include <array>
#include <ctime>
#include <utility>

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

Result<dicom::ResultContext> MakeContext(const FollowUpRequest& request,
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
  if (request.supersedes) {
    auto earlier = dicom::ReadEarlierResults(*request.supersedes);
    if (!earlier) return earlier.error();
    context.version = earlier->version + 1;
    // An analysis whose inputs come back must not find its own first version in the archive.
    if (context.version > 1) context.job_key += StrCat("/", context.version);
    context.supersedes = std::move(earlier->objects);
  }
  return context;
}

bool Wants(const FollowUpRequest& request, std::string_view kind) {
  return request.options.outputs.contains(kind);
}

// What lies in the baseline's study is written once for all follow-ups: its UIDs derive from
// what decides its content instead of from this analysis.
dicom::ResultContext ForBaseline(dicom::ResultContext context,
                                 const FollowUpReport& report,
                                 const EchoAcquisition& acquisition) {
  context.job_key = Sha256Hex(StrCat("baseline/",
                                     DigestOfUids(acquisition.sop_instance_uids),
                                     "/",
                                     context.tracking_id,
                                     "/",
                                     IsoDate(report.treatment.application_date),
                                     "/",
                                     context.tracking_uid,
                                     "/",
                                     context.device_uid,
                                     "/",
                                     context.software_version));
  return context;
}

// One follow-up's results while they are written.
struct Writing {
  const FollowUpRequest& request;
  const FollowUpReport& report;
  const dicom::ResultContext& context;
  const AnalysedExam& baseline;
  const AnalysedExam& follow_up;
  const ReportPictures& pictures;
};

const ReportedMeasurement* FindT2(const FollowUpReport& report) {
  for (const ReportedMeasurement& measurement : report.measurements) {
    if (measurement.name == "t2") return &measurement;
  }
  return nullptr;
}

Status WriteMap(const dicom::ResultContext& context,
                const AnalysedExam& exam,
                const std::string& role,
                const FollowUpReport& report,
                dicom::ReportedExam& reported) {
  auto map = dicom::WriteParametricMap(context,
                                       role,
                                       *exam.folder,
                                       *exam.acquisition,
                                       MapT2(*exam.voxels, exam.region, kMapSurroundMm),
                                       report);
  if (!map) return map.error();
  reported.further.push_back(*std::move(map));
  return Done{};
}

// One exam's segmentation and map, in its own study.
Status WriteImagesOf(const Writing& writing,
                     const AnalysedExam& exam,
                     const std::string& role,
                     const dicom::ResultContext& context,
                     dicom::ReportedExam& reported) {
  if (Wants(writing.request, result_kinds::kSegmentation)) {
    auto segmentation = dicom::WriteSegmentation(context,
                                                 StrCat("seg-", role),
                                                 *exam.folder,
                                                 *exam.acquisition,
                                                 exam.region,
                                                 writing.report);
    if (!segmentation) return segmentation.error();
    reported.segmentation = *std::move(segmentation);
    reported.segment_number = 1;
  }
  const ReportedMeasurement* t2 = FindT2(writing.report);
  // A map needs the train on the region's own grid.
  if (t2 == nullptr || !t2->baseline || !t2->follow_up || exam.voxels->echoes.size() < 2 ||
      !Wants(writing.request, result_kinds::kParametricMap)) {
    return Done{};
  }
  return WriteMap(context, exam, role, writing.report, reported);
}

// What the report refers to.
Status WriteImages(const Writing& writing,
                   dicom::ReportedExam& before,
                   dicom::ReportedExam& after) {
  if (writing.request.options.write_into_baseline_study) {
    const Status written = WriteImagesOf(
        writing,
        writing.baseline,
        "baseline",
        ForBaseline(writing.context, writing.report, *writing.baseline.acquisition),
        before);
    if (!written) return written;
  }
  const Status written =
      WriteImagesOf(writing, writing.follow_up, "follow-up", writing.context, after);
  if (!written) return written;
  if (!Wants(writing.request, result_kinds::kRegistration) ||
      writing.report.registrations.empty()) {
    return Done{};
  }
  auto registration = dicom::WriteRegistration(writing.context, before, after, writing.report);
  if (!registration) return registration.error();
  after.further.push_back(*std::move(registration));
  return Done{};
}

ReportDocument DocumentOf(const Writing& writing) {
  ReportDocument document;
  document.report = &writing.report;
  document.patient = writing.follow_up.folder->study.patient;
  document.study_description = writing.follow_up.folder->study.study_description;
  document.pictures = writing.pictures;
  document.language = writing.request.options.language;
  document.created = LocalTime("%Y-%m-%dT%H:%M:%S");
  return document;
}

// The report for people: as a PDF, and its first page as a picture.
Status WritePages(const Writing& writing, const dicom::ReportedExam& after) {
  const ReportDocument document = DocumentOf(writing);
  if (Wants(writing.request, result_kinds::kPdf)) {
    const auto pdf = RenderReportPdf(document);
    if (!pdf) return pdf.error();
    const Status saved = WriteWholeFile(writing.context.output / "report.pdf", *pdf);
    if (!saved) return saved;
    const auto written = dicom::WritePdf(writing.context, after, *pdf, writing.report);
    if (!written) return written.error();
  }
  if (Wants(writing.request, result_kinds::kSecondaryCapture)) {
    const auto page = RenderFirstPage(document);
    if (!page) return page.error();
    const auto written = dicom::WriteSecondaryCapture(
        writing.context, after, {page->width, page->height, page->rgb}, 1, writing.report);
    if (!written) return written.error();
  }
  return Done{};
}

// What the baseline's planar report shows may differ from one follow-up to the next.
dicom::ResultContext ForBaselineValues(dicom::ResultContext context,
                                       const FollowUpReport& report) {
  std::string values;
  for (const ReportedMeasurement& measurement : report.measurements) {
    values += StrCat(measurement.name, "=");
    if (measurement.baseline) values += FormatDs(*measurement.baseline);
    values += "\n";
  }
  context.job_key = Sha256Hex(StrCat(context.job_key, "/", values));
  return context;
}

// The planar report of one exam, with an image of its own where its viewers need one.
Status WriteKeySlice(const Writing& writing,
                     const AnalysedExam& exam,
                     const std::string& role,
                     const dicom::ResultContext& for_image,
                     const dicom::ResultContext& for_report,
                     const dicom::ReportedExam& reported) {
  const dicom::OutlinedReportedExam outlined{reported, exam.region};
  std::optional<dicom::WrittenObject> key_image;
  if (dicom::NeedsKeyImage(reported) && Wants(writing.request, result_kinds::kKeyImage)) {
    auto image = dicom::WriteKeyImage(
        for_image, role, outlined, exam.voxels->echoes.front(), writing.report);
    if (!image) return image.error();
    key_image = *std::move(image);
  }
  const auto written =
      dicom::WriteKeySliceReport(for_report, role, outlined, key_image, writing.report);
  if (!written) return written.error();
  return Done{};
}

Status WriteKeySlices(const Writing& writing,
                      const dicom::ReportedExam& before,
                      const dicom::ReportedExam& after) {
  if (Wants(writing.request, result_kinds::kKeyObjects)) {
    const auto written = dicom::WriteKeyObjects(writing.context,
                                                {before, writing.baseline.region},
                                                {after, writing.follow_up.region},
                                                writing.report);
    if (!written) return written.error();
  }
  if (!Wants(writing.request, result_kinds::kKeySliceReport)) return Done{};
  if (writing.request.options.write_into_baseline_study) {
    const dicom::ResultContext context =
        ForBaseline(writing.context, writing.report, *writing.baseline.acquisition);
    const Status written = WriteKeySlice(writing,
                                         writing.baseline,
                                         "baseline",
                                         context,
                                         ForBaselineValues(context, writing.report),
                                         before);
    if (!written) return written;
  }
  return WriteKeySlice(
      writing, writing.follow_up, "follow-up", writing.context, writing.context, after);
}

// The reports, the measurement report last.
Status WriteDocuments(const Writing& writing,
                      dicom::ReportedExam& before,
                      dicom::ReportedExam& after) {
  if (const Status slices = WriteKeySlices(writing, before, after); !slices) return slices;
  if (const Status pages = WritePages(writing, after); !pages) return pages;
  if (!Wants(writing.request, result_kinds::kReport)) return Done{};
  const auto written =
      dicom::WriteMeasurementReport(writing.context, before, after, writing.report);
  if (!written) return written.error();
  return Done{};
}

// Takes the superseded objects back, where the site wants that and there are some.
Status WriteRejection(const FollowUpRequest& request,
                      const dicom::ResultContext& context,
                      const dicom::StudyFolder& follow_up,
                      const FollowUpReport& report) {
  if (!Wants(request, result_kinds::kRejectionNote) || context.supersedes.empty()) {
    return Done{};
  }
  const auto written = dicom::WriteRejectionNote(context, follow_up, report);
  if (!written) return written.error();
  return Done{};
}

dicom::ReportedExam AsReported(const AnalysedExam& exam) {
  dicom::ReportedExam reported;
  reported.folder = exam.folder;
  reported.acquisition = exam.acquisition;
  reported.further_acquisitions = exam.further_acquisitions;
  return reported;
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
  const auto context = MakeContext(request, report, {}, output);
  if (!context) return context.error();
  const auto written = dicom::WriteSegmentation(
      *context, "proposal", *baseline.folder, *baseline.acquisition, baseline.region, report);
  if (!written) return written.error();
  return WriteReportFile(report, output);
}

Status WriteRefusal(const FollowUpRequest& request,
                    const FollowUpReport& report,
                    const dicom::StudyFolder& follow_up,
                    const std::filesystem::path& output) {
  if (!Wants(request, result_kinds::kRefusalReport)) return WriteReportFile(report, output);
  FollowUpReport named = report;
  // Where no voxel was read, nothing has named the analysis yet.
  if (named.software.job_key.empty()) {
    named.software.job_key = Sha256Hex(StrCat("refused/",
                                              TreatmentDigest(request.treatment),
                                              "/",
                                              follow_up.study.study_instance_uid,
                                              "/",
                                              report.software.configuration_hash,
                                              "/",
                                              ReportJson(report)));
  }
  const auto context = MakeContext(request, named, {}, output);
  if (!context) return context.error();
  const auto written = dicom::WriteRefusalReport(*context, follow_up, report);
  if (!written) return written.error();
  const Status noted = WriteRejection(request, *context, follow_up, report);
  if (!noted) return noted;
  return WriteReportFile(report, output);
}

Status WriteFollowUpResults(const FollowUpRequest& request,
                            const FollowUpReport& report,
                            const AnalysedExam& baseline,
                            const AnalysedExam& follow_up,
                            const dicom::DrawnRegion& drawn,
                            const ReportPictures& pictures,
                            const std::filesystem::path& output) {
  const auto context = MakeContext(request, report, drawn, output);
  if (!context) return context.error();
  const Writing writing{request, report, *context, baseline, follow_up, pictures};
  dicom::ReportedExam before = AsReported(baseline);
  dicom::ReportedExam after = AsReported(follow_up);
  if (!request.options.write_into_baseline_study) {
    before.segmentation = ReadersObject(drawn);
    before.segment_number = drawn.number;
  }
  for (const auto stage : {WriteImages, WriteDocuments}) {
    if (const Status written = stage(writing, before, after); !written) return written;
  }
  const Status noted = WriteRejection(request, *context, *follow_up.folder, report);
  if (!noted) return noted;
  return WriteReportFile(report, output);
}

}  // namespace regen
