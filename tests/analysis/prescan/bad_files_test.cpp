// SPDX-License-Identifier: GPL-3.0-or-later
// Every bad file ends in a typed reason or is legal; quickly, and in little memory.
#include "analysis/base/files.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/analysis/prescan/scanned.h"
#include "tests/support/bad_dicom_files.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsMeasured = false;  // a sanitizer's own memory and time
#else
constexpr bool kIsMeasured = true;
#endif
constexpr std::size_t kFewestFiles = 300;
constexpr double kLongestMs = 100;
constexpr double kLargestMb = 64;

// "VmHWM" (peak) or "VmRSS" (now) of this process, in MiB.
double MemoryMb(const std::string& which) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(which)) return std::stod(line.substr(which.size() + 1)) / 1024;
  }
  return 0;
}

// Of this process: what others do on the machine does not count.
double CpuMs() {
  return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void ForgetPeak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

// Reads the file as an analysis would: the header, then the voxels. Empty: all could be read.
std::string ReadAsAnalysisDoes(const fs::path& folder) {
  const auto study = dicom::ReadStudyFolder(folder);
  if (!study) return study.error().message;
  const StudySummary& summary = study->study;
  if (summary.series.empty() || summary.series.front().instances.empty()) return "no series";
  const SeriesSummary& series = summary.series.front();
  // As a picture too: volumes of one file are refused before anything is decoded.
  const auto picture = dicom::ReadImage(*study, series.instances.front().sop_instance_uid);
  if (!picture) return picture.error().message;
  const auto volumes = dicom::ReadVolumes(*study, series.series_instance_uid);
  if (!volumes) return volumes.error().message;
  return "";
}

TEST(BadFiles, GetTheDefectThatTheyWereMadeWith) {
  std::map<std::string, int> seen;
  std::set<std::string> names;
  test::ForEachBadFile([&](const test::BadFile& file) {
    EXPECT_TRUE(names.insert(file.name).second) << file.name << " twice";
    const std::string code = CodeOf(file.bytes);
    ++seen[code];
    if (!file.expected.empty()) {
      EXPECT_EQ(code, file.expected) << file.name << ": " << TextOf(file.bytes);
    }
  });
  EXPECT_GE(names.size(), kFewestFiles);
  for (const auto& [code, count] : seen) std::cout << code << " " << count << "\n";
}

TEST(BadFiles, AreReadQuicklyInLittleMemory) {
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder = scratch.path() / "study";
  fs::create_directories(folder);
  double longest_ms = 0;
  double largest_mb = 0;
  std::size_t count = 0;
  test::ForEachBadFile([&](const test::BadFile& file) {
    std::ofstream(folder / "image", std::ios::binary | std::ios::trunc) << file.bytes;
    ForgetPeak();
    const double before_mb = MemoryMb("VmRSS:");
    const double begin_ms = CpuMs();
    const std::string reason = ReadAsAnalysisDoes(folder);
    const double ms = CpuMs() - begin_ms;
    const double grown_mb = MemoryMb("VmHWM:") - before_mb;
    longest_ms = std::max(longest_ms, ms);
    largest_mb = std::max(largest_mb, grown_mb);
    ++count;
    if (kIsMeasured) {
      EXPECT_LT(ms, kLongestMs) << file.name << ": " << reason;
      EXPECT_LT(grown_mb, kLargestMb) << file.name << ": " << reason;
    }
    const ScanReport scan = Scanned(file.bytes);
    if (scan.defect && IsPoison(scan.defect->code)) {
      EXPECT_NE(reason, "") << file.name;
    }
  });
  std::cout << count << " files, longest " << longest_ms << " ms, most memory " << largest_mb
            << " MiB\n";
}

}  // namespace
}  // namespace regen::prescan
