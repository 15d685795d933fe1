// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_drawn_regions.h"

#include "analysis/base/files.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/dicom/write_mr_series.h"
#include "tests/support/drawn_objects.h"
#include "tests/support/mr_files.h"
#include "tests/support/source_folder.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ReadDrawnRegionsTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file_ = scratch_.path() / "roi.dcm";
  test::MrFiles series_;
  StudySummary study_;

  void SetUp() override {
    series_.echo_times_ms = {10};
    test::WriteMrFiles(series_, scratch_.path() / "study");
    const auto folder = ReadStudyFolder(scratch_.path() / "study");
    ASSERT_TRUE(folder) << folder.error().message;
    study_ = folder->study;
  }

  std::string ErrorOf(const fs::path& file) {
    const auto regions = ReadDrawnRegions(file, study_);
    EXPECT_FALSE(regions);
    return regions ? "" : regions.error().message;
  }
};

TEST_F(ReadDrawnRegionsTest, ReadsASegmentation) {
  Volume region = MakeVolume(test::GeometryOf(series_));
  region.At(2, 1, 1) = 1.0F;
  const Status written = WriteReaderSegmentation(scratch_.path() / "study",
                                                 "",
                                                 {{region, ""}},
                                                 ProtocolOf(Indication::kPatellarTendon),
                                                 Side::kRight,
                                                 "roi",
                                                 file_);
  ASSERT_TRUE(written) << written.error().message;
  const auto regions = ReadDrawnRegions(file_, study_);
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_EQ(regions->at(0).object, "SEG");
  EXPECT_EQ(regions->at(0).label, "Patellar tendon");
}

TEST_F(ReadDrawnRegionsTest, ReadsAStructureSet) {
  test::Roi roi;
  roi.outlines = {{{0, 0, 0}, {9, 0, 0}, {0, 9, 0}}, {{0, 0, 3}, {9, 0, 3}, {0, 9, 3}}};
  test::WriteStructureSet(file_, {roi});
  const auto regions = ReadDrawnRegions(file_, study_);
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_EQ(regions->at(0).object, "RTSTRUCT");
  EXPECT_FALSE(regions->at(0).coverage.values.empty());
}

TEST_F(ReadDrawnRegionsTest, ReadsAReport) {
  test::ReportGroup group;
  group.graphics = {{"POLYGON", {0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0}, "", "1.7"},
                    {"POLYGON", {0, 0, 3, 9, 0, 3, 0, 9, 3, 0, 0, 3}, "", "1.7"}};
  test::WriteDrawnReport(file_, {group});
  const auto regions = ReadDrawnRegions(file_, study_);
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_EQ(regions->at(0).object, "SR");
  EXPECT_FALSE(regions->at(0).coverage.values.empty());
}

TEST_F(ReadDrawnRegionsTest, RefusesAReportThatDrawsNothing) {
  test::WriteDrawnReport(file_, {test::ReportGroup{}});
  EXPECT_THAT(ErrorOf(file_), HasSubstr("roi.dcm: the SR draws nothing"));
}

TEST_F(ReadDrawnRegionsTest, RefusesAnImage) {
  EXPECT_THAT(ErrorOf(scratch_.path() / "study" / "image-1001.dcm"),
              HasSubstr("no object with regions, expected SOPClassUID (0008,0016)"));
}

TEST_F(ReadDrawnRegionsTest, RefusesWhatIsNotDicom) {
  ASSERT_TRUE(WriteWholeFile(file_, std::string(512, '\xff')));
  EXPECT_THAT(ErrorOf(file_), HasSubstr("roi.dcm"));
}

// Objects of other people's writers, where their archives lie beside the source folder; what
// must come out was counted with numpy and pydicom from the same files.
class OthersObjectsTest : public testing::Test {
 protected:
  const fs::path data_ = fs::path(SourceFolder()).parent_path() / "shared" / "data";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  bool Unpack(const char* archive) {
    const std::string command = "tar -xJf '" + (data_ / archive).string() + "' -C '" +
                                scratch_.path().string() + "' 2>/dev/null";
    return fs::exists(data_ / archive) && std::system(command.c_str()) == 0;
  }

  std::vector<DrawnRegion> Read(const std::string& name, const StudySummary& study) {
    auto regions = ReadDrawnRegions(scratch_.path() / "data" / name, study);
    EXPECT_TRUE(regions) << regions.error().message;
    return regions ? *regions : std::vector<DrawnRegion>{};
  }
};

double SumOf(const DrawnRegion& region) {
  double sum = 0;
  for (const float value : region.coverage.values) sum += value;
  return sum;
}

TEST_F(OthersObjectsTest, HighdicomSegmentationsHoldWhatNumpyCounts) {
  if (!Unpack("highdicom_test_files.tar.xz")) GTEST_SKIP() << "no highdicom files in " << data_;
  const std::string folder = "test_files/";
  EXPECT_NEAR(SumOf(Read(folder + "seg_image_ct_binary.dcm", {}).at(0)), 638.0, 1e-3);
  EXPECT_NEAR(
      SumOf(Read(folder + "seg_image_ct_binary_fractional.dcm", {}).at(0)), 638.0, 1e-3);
  EXPECT_NEAR(
      SumOf(Read(folder + "seg_image_ct_true_fractional.dcm", {}).at(0)), 326.0235, 1e-3);
  const auto overlap = Read(folder + "seg_image_ct_binary_overlap.dcm", {});
  ASSERT_EQ(overlap.size(), 2U);
  EXPECT_NEAR(SumOf(overlap[0]), 64.0, 1e-3);
  EXPECT_NEAR(SumOf(overlap[1]), 16.0, 1e-3);
}

TEST_F(OthersObjectsTest, DcmqiSegmentationsHoldWhatNumpyCounts) {
  if (!Unpack("dcmqi_sr_seg.tar.xz")) GTEST_SKIP() << "no dcmqi files in " << data_;
  EXPECT_NEAR(SumOf(Read("segmentations/liver.dcm", {}).at(0)), 107098.0, 1e-3);
  EXPECT_NEAR(SumOf(Read("segmentations/23x38x3/seg/label.seg", {}).at(0)), 322.0, 1e-3);
}

TEST_F(OthersObjectsTest, HighdicomReportDrawsACircleOnItsImage) {
  if (!Unpack("highdicom_test_files.tar.xz")) GTEST_SKIP() << "no highdicom files in " << data_;
  // The image of the report, and one beside it for the distance of the slices.
  StudySummary study;
  SeriesSummary series;
  series.frame_of_reference_uid = "1.7";
  for (int slice = 0; slice < 2; ++slice) {
    InstanceSummary image;
    image.sop_instance_uid =
        slice == 0 ? "1.3.6.1.4.1.5962.1.1.1.1.1.20040119072730.12322" : "1.8";
    image.image_position_lps = {0, 0, 5.0 * slice};
    image.image_orientation = {1, 0, 0, 0, 1, 0};
    image.pixel_spacing_mm = {0.661468, 0.661468};
    series.instances.push_back(image);
  }
  study.series = {series};
  const auto regions = Read("test_files/sr_document.dcm", study);
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_EQ(regions[0].problem, "");
  EXPECT_THAT(regions[0].label, HasSubstr("Spinal cord, Cervico-thoracic spine"));
  const double radius_mm = 11 * 0.661468;
  const double expected_mm3 = 3.14159265 * radius_mm * radius_mm * 5;
  EXPECT_NEAR(SumOf(regions[0]) * regions[0].coverage.geometry.VoxelVolumeMm3(),
              expected_mm3,
              1e-3 * expected_mm3);
}

TEST_F(OthersObjectsTest, HighdicomReportOfSeveralGroupsTellsEach) {
  if (!Unpack("highdicom_test_files.tar.xz")) GTEST_SKIP() << "no highdicom files in " << data_;
  const auto regions = Read("test_files/sr_document_with_multiple_groups.dcm", {});
  ASSERT_EQ(regions.size(), 3U);
  EXPECT_THAT(regions[0].label, HasSubstr("Lung"));
  EXPECT_THAT(regions[0].problem, HasSubstr("not in the study"));
  EXPECT_THAT(regions[1].problem, HasSubstr("open POLYLINE"));
  EXPECT_THAT(regions[2].problem, HasSubstr("seed"));
}

TEST_F(OthersObjectsTest, AReportOfVolumesAloneDrawsNothing) {
  if (!Unpack("dcmqi_sr_seg.tar.xz")) GTEST_SKIP() << "no dcmqi files in " << data_;
  const auto regions = ReadDrawnRegions(scratch_.path() / "data/sr-example/sr.dcm", {});
  ASSERT_FALSE(regions);
  EXPECT_THAT(regions.error().message, HasSubstr("draws nothing"));
}

}  // namespace
}  // namespace regen::dicom
