// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dicom_results.h"

#include "tests/support/sample_report.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace regen::test {

namespace fs = std::filesystem;

namespace {

template <typename T>
T OrAbort(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "sample: %s\n", result.error().message.c_str());
  std::abort();
}

// The image where one is needed, and the planar report.
void WriteKeySlice(const SampleFollowUp& sample,
                   const std::string& role,
                   const dicom::OutlinedReportedExam& outlined,
                   std::vector<dicom::WrittenObject>& written) {
  std::optional<dicom::WrittenObject> image;
  if (dicom::NeedsKeyImage(outlined.exam)) {
    image = OrAbort(dicom::WriteKeyImage(
        sample.context, role, outlined, SampleImage(outlined.region.geometry), sample.report));
    written.push_back(*image);
  }
  written.push_back(OrAbort(
      dicom::WriteKeySliceReport(sample.context, role, outlined, image, sample.report)));
}

}  // namespace

Volume SampleRegion(const VolumeGeometry& grid) {
  Volume region = MakeVolume(grid);
  for (int k = grid.size[2] > 1 ? 1 : 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const bool inside = (i * 7 + j * 13 + k * 29 + i * j) % 5 < 2 || (i == 0 && j == 0);
        region.At(i, j, k) = inside ? 0.75F : 0.25F;
      }
    }
  }
  return region;
}

SampleFollowUp MakeSampleFollowUp(const MrFiles& series, const fs::path& folder) {
  MrFiles later = series;
  later.study_uid = "1.2.3.8";
  later.series_uid = "1.2.3.8.5";
  later.uid_stem = "1.2.3.8.5.6";
  later.study_date = "20260710";
  WriteMrFiles(series, folder / "baseline");
  WriteMrFiles(later, folder / "follow-up");

  SampleFollowUp sample;
  sample.baseline = OrAbort(dicom::ReadStudyFolder(folder / "baseline"));
  sample.follow_up = OrAbort(dicom::ReadStudyFolder(folder / "follow-up"));
  sample.baseline_acquisition = AcquisitionOf(sample.baseline);
  sample.follow_up_acquisition = AcquisitionOf(sample.follow_up);
  sample.baseline_region = SampleRegion(GeometryOf(series));
  sample.follow_up_region = SampleRegion(GeometryOf(later));
  sample.report = SampleReport();
  sample.report.time_points[0].study_instance_uid = series.study_uid;
  sample.report.time_points[1].study_instance_uid = later.study_uid;
  sample.context.job_key = "job";
  sample.context.software_version = "0.1.0";
  sample.context.content_date = "20260711";
  sample.context.content_time = "101500";
  sample.context.device_uid = "2.25.99";
  sample.context.tracking_uid = "2.25.77";
  sample.context.tracking_id = "patellar-tendon R";
  sample.context.output = folder / "results";
  return sample;
}

std::vector<dicom::WrittenObject> WriteSampleResults(const SampleFollowUp& sample) {
  std::vector<dicom::WrittenObject> written;
  written.push_back(OrAbort(dicom::WriteSegmentation(sample.context,
                                                     "seg-baseline",
                                                     sample.baseline,
                                                     sample.baseline_acquisition,
                                                     sample.baseline_region,
                                                     sample.report)));
  written.push_back(OrAbort(dicom::WriteSegmentation(sample.context,
                                                     "seg-follow-up",
                                                     sample.follow_up,
                                                     sample.follow_up_acquisition,
                                                     sample.follow_up_region,
                                                     sample.report)));
  written.push_back(OrAbort(dicom::WriteMeasurementReport(
      sample.context,
      {&sample.baseline, &sample.baseline_acquisition, written[0], 1},
      {&sample.follow_up, &sample.follow_up_acquisition, written[1], 1},
      sample.report)));
  return written;
}

Volume SampleImage(const VolumeGeometry& grid) {
  Volume image = MakeVolume(grid);
  for (std::size_t at = 0; at < image.values.size(); ++at)
    image.values[at] = static_cast<float>(10 + at % 90);
  return image;
}

std::vector<dicom::WrittenObject> WriteEveryResult(const SampleFollowUp& sample) {
  const dicom::ResultContext& context = sample.context;
  const FollowUpReport& report = sample.report;
  std::vector<dicom::WrittenObject> written = WriteSampleResults(sample);
  const dicom::WrittenObject measurement_report = written.back();
  written.pop_back();
  const dicom::ReportedExam before{
      &sample.baseline, &sample.baseline_acquisition, written[0], 1};
  const dicom::ReportedExam after{
      &sample.follow_up, &sample.follow_up_acquisition, written[1], 1};
  // Any plausible map will do: 30 to 70 ms where the region's coverage says so.
  Volume map = sample.follow_up_region;
  for (float& value : map.values) value = value < 0.5F ? std::nanf("") : 30 + 50 * value;
  written.push_back(OrAbort(dicom::WriteParametricMap(
      context, "follow-up", sample.follow_up, sample.follow_up_acquisition, map, report)));
  written.push_back(OrAbort(dicom::WriteRegistration(context, before, after, report)));
  const dicom::OutlinedReportedExam outlined_before{before, sample.baseline_region};
  const dicom::OutlinedReportedExam outlined_after{after, sample.follow_up_region};
  written.push_back(
      OrAbort(dicom::WriteKeyObjects(context, outlined_before, outlined_after, report)));
  const dicom::RgbPicture page{3, 2, std::vector<std::uint8_t>(18, 200)};
  written.push_back(OrAbort(dicom::WriteSecondaryCapture(context, after, page, 1, report)));
  written.push_back(
      OrAbort(dicom::WritePdf(context, after, "%PDF-1.5 made up for a test", report)));
  WriteKeySlice(sample, "baseline", outlined_before, written);
  WriteKeySlice(sample, "follow-up", outlined_after, written);
  written.push_back(measurement_report);
  return written;
}

std::vector<dicom::WrittenObject> WriteRefusal(SampleFollowUp sample, const fs::path& folder) {
  sample.context.supersedes = WriteSampleResults(sample);
  std::reverse(sample.context.supersedes.begin(), sample.context.supersedes.end());
  sample.context.version = 2;
  sample.context.job_key = "refused";
  sample.context.output = folder;
  FollowUpReport& report = sample.report;
  report.outcome = Outcome::kRefused;
  report.measurements.clear();
  report.reasons = {MakeReason(reasons::kEchoTimesDiffer, "echo times 8 ms and 12 ms")};
  return {OrAbort(dicom::WriteRefusalReport(sample.context, sample.follow_up, report)),
          OrAbort(dicom::WriteRejectionNote(sample.context, sample.follow_up, report))};
}

}  // namespace regen::test
