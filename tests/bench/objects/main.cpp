// SPDX-License-Identifier: GPL-3.0-or-later
// bench_objects FOLDER REPETITIONS: writes two made-up studies of 30 slices of 320² into
// FOLDER, then every kind of result for them, REPETITIONS times; one JSON object per result on
// stdout:
// {"Object", "Seconds": [of each repetition], "Bytes"}. The region as bytes: FOLDER/region.bin.
#include "analysis/base/files.h"
#include "tests/support/dicom_results.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen::test {
namespace {

namespace fs = std::filesystem;
using dicom::WrittenObject;

// An ellipsoid of a tendon's size in the middle ten slices.
Volume Region(const VolumeGeometry& grid) {
  Volume region = MakeVolume(grid);
  for (int k = 10; k < 20; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const double x = (i - 160) / 12.0;
        const double y = (j - 160) / 60.0;
        const double z = (k - 14.5) / 5.0;
        region.At(i, j, k) = x * x + y * y + z * z < 1 ? 1.0F : 0.0F;
      }
    }
  }
  return region;
}

// A T2 for every voxel: the largest map there can be.
Volume Map(const VolumeGeometry& grid) {
  Volume map = MakeVolume(grid);
  for (std::size_t at = 0; at < map.values.size(); ++at) {
    map.values[at] = 30.0F + 0.25F * static_cast<float>(at % 97);
  }
  return map;
}

using Write = std::function<Result<WrittenObject>()>;

std::vector<std::pair<std::string, Write>> Objects(const SampleFollowUp& s,
                                                   const dicom::ReportedExam& before,
                                                   const dicom::ReportedExam& after,
                                                   const Volume& map) {
  using namespace dicom;
  const std::string pdf = "%PDF-1.5" + std::string(60'000, ' ');
  const RgbPicture page{1240, 1754, std::vector<std::uint8_t>(1240 * 1754 * 3, 255)};
  const OutlinedReportedExam outlined_before{before, s.baseline_region};
  const OutlinedReportedExam outlined_after{after, s.follow_up_region};
  const ResultContext& c = s.context;
  return {
      {"seg-baseline",
       [=, &s, &c] {
         return WriteSegmentation(c,
                                  "seg-baseline",
                                  s.baseline,
                                  s.baseline_acquisition,
                                  s.baseline_region,
                                  s.report);
       }},
      {"seg-follow-up",
       [=, &s, &c] {
         return WriteSegmentation(c,
                                  "seg-follow-up",
                                  s.follow_up,
                                  s.follow_up_acquisition,
                                  s.follow_up_region,
                                  s.report);
       }},
      {"parametric-map-baseline",
       [=, &s, &c, &map] {
         return WriteParametricMap(
             c, "baseline", s.baseline, s.baseline_acquisition, map, s.report);
       }},
      {"parametric-map-follow-up",
       [=, &s, &c, &map] {
         return WriteParametricMap(
             c, "follow-up", s.follow_up, s.follow_up_acquisition, map, s.report);
       }},
      {"registration",
       [=, &s, &c, &before, &after] { return WriteRegistration(c, before, after, s.report); }},
      {"key-objects",
       [=, &s, &c] { return WriteKeyObjects(c, outlined_before, outlined_after, s.report); }},
      {"secondary-capture",
       [=, &s, &c, &after] { return WriteSecondaryCapture(c, after, page, 1, s.report); }},
      {"pdf", [=, &s, &c, &after] { return WritePdf(c, after, pdf, s.report); }},
      {"key-image-baseline",
       [=, &s, &c, &map] {
         return WriteKeyImage(c, "baseline", outlined_before, map, s.report);
       }},
      {"key-image-follow-up",
       [=, &s, &c, &map] {
         return WriteKeyImage(c, "follow-up", outlined_after, map, s.report);
       }},
      {"key-sr-baseline",
       [=, &s, &c] {
         return WriteKeySliceReport(c, "baseline", outlined_before, {}, s.report);
       }},
      {"key-sr-follow-up",
       [=, &s, &c] {
         return WriteKeySliceReport(c, "follow-up", outlined_after, {}, s.report);
       }},
      {"sr", [=, &s, &c, &before, &after] {
         return WriteMeasurementReport(c, before, after, s.report);
       }}};
}

int Run(const fs::path& folder, int repetitions) {
  MrFiles series;
  series.columns = series.rows = 320;
  series.slices = 30;
  series.echo_times_ms = {10, 20, 30, 40};
  SampleFollowUp sample = MakeSampleFollowUp(series, folder);
  sample.baseline_region = sample.follow_up_region = Region(sample.baseline_region.geometry);
  const Volume map = Map(sample.baseline_region.geometry);
  std::string bytes;
  for (const float value : sample.baseline_region.values) {
    bytes.push_back(value >= 0.5F ? '\1' : '\0');
  }
  if (!WriteWholeFile(folder / "region.bin", bytes)) return 70;
  const auto segmentations = WriteSampleResults(sample);
  const dicom::ReportedExam before{
      &sample.baseline, &sample.baseline_acquisition, segmentations[0], 1};
  const dicom::ReportedExam after{
      &sample.follow_up, &sample.follow_up_acquisition, segmentations[1], 1};
  for (const auto& [name, write] : Objects(sample, before, after, map)) {
    Json::Value row;
    row["Object"] = name;
    for (int n = 0; n < repetitions; ++n) {
      const auto begin = std::chrono::steady_clock::now();
      const auto written = write();
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
      if (!written) {
        std::cerr << name << ": " << written.error().message << "\n";
        return 70;
      }
      row["Seconds"].append(taken.count());
      row["Bytes"] = Json::UInt64(fs::file_size(sample.context.output / written->file_name));
    }
    Json::StreamWriterBuilder writer;
    writer["indentation"] = "";
    std::cout << Json::writeString(writer, row) << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace regen::test

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bench_objects FOLDER REPETITIONS\n";
    return 64;
  }
  return regen::test::Run(argv[1], std::atoi(argv[2]));
}
