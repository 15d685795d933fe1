// SPDX-License-Identifier: GPL-3.0-or-later
// A real 3 T knee (big-endian, oblique, eight echoes) and a SEG by another program, where the
// data beside the source folder are there.
#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "tests/support/mr_files.h"
#include "tests/support/source_folder.h"

#include <cstdlib>
#include <numeric>

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

class RealKneeTest : public testing::Test {
 protected:
  const fs::path data_ = fs::path(SourceFolder()).parent_path() / "shared" / "data";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  bool Unpack(const fs::path& archive) {
    const std::string command =
        "tar -xJf '" + archive.string() + "' -C '" + scratch_.path().string() + "' 2>/dev/null";
    return fs::exists(archive) && std::system(command.c_str()) == 0;
  }
};

TEST_F(RealKneeTest, LoadsBigEndianEchoesWithTheDistanceOfTheirPositions) {
  if (!Unpack(data_ / "knee_mese_ge3t_pymskt.tar.xz")) {
    GTEST_SKIP() << "no knee_mese_ge3t_pymskt.tar.xz in " << data_;
  }
  const auto study = ReadStudyFolder(scratch_.path());
  ASSERT_TRUE(study) << study.error().message;
  const auto series = LoadEchoSeries(*study, test::AcquisitionOf(*study));
  ASSERT_TRUE(series) << series.error().message;
  ASSERT_EQ(series->echoes.size(), 8U);
  EXPECT_NEAR(series->echo_times_ms.front(), 6.312, 1e-9);
  const VolumeGeometry& grid = series->echoes[0].geometry;
  EXPECT_EQ(grid.size, (std::array<int, 3>{256, 256, 24}));
  EXPECT_NEAR(grid.spacing_mm[2], 4.0, 1e-3);  // SliceLocation says 3.957, thickness is 3
}

TEST_F(RealKneeTest, FindsTheMeansOfAnIndependentReader) {
  if (!Unpack(data_ / "knee_mese_ge3t_pymskt.tar.xz")) {
    GTEST_SKIP() << "no knee_mese_ge3t_pymskt.tar.xz in " << data_;
  }
  const auto study = ReadStudyFolder(scratch_.path());
  ASSERT_TRUE(study);
  const auto series = LoadEchoSeries(*study, test::AcquisitionOf(*study));
  ASSERT_TRUE(series);
  // Calf muscle, rows 150-199, columns 175-194, by pydicom and numpy.
  const std::array<double, 8> expected = {
      1476.5, 1297.6, 1038.3, 923.3, 768.5, 693.7, 586.7, 537.3};
  bool found = false;
  for (int k = 0; k < 24 && !found; ++k) {
    found = true;
    for (std::size_t echo = 0; echo < 8; ++echo) {
      double sum = 0;
      for (int j = 150; j < 200; ++j) {
        for (int i = 175; i < 195; ++i) sum += series->echoes[echo].At(i, j, k);
      }
      found = found && std::abs(sum / 1000 - expected[echo]) < 0.06;
    }
  }
  EXPECT_TRUE(found);
}

TEST_F(RealKneeTest, ReadsARegionByAnotherProgram) {
  const fs::path roi = data_ / "knee_pair" / "roi.dcm";
  if (!fs::exists(roi)) GTEST_SKIP() << "no " << roi;
  const auto regions = ReadSegmentation(roi);
  ASSERT_TRUE(regions) << regions.error().message;
  ASSERT_EQ(regions->size(), 1U);
  const Volume& coverage = regions->front().coverage;
  EXPECT_EQ(std::accumulate(coverage.values.begin(), coverage.values.end(), 0.0), 2403);
  EXPECT_EQ(coverage.geometry.size[2], 6);
  EXPECT_EQ(regions->front().tracking_id, "patellar-tendon-R");
  EXPECT_FALSE(regions->front().made_by_us);
}

}  // namespace
}  // namespace regen::dicom
