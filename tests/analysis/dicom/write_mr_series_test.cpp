// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/write_mr_series.h"

#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/selection/select_series.h"
#include "tests/support/mr_files.h"

#include <algorithm>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

class WriteMrSeriesTest : public testing::Test {
 protected:
  Status WriteRegions(const std::vector<ReaderRegion>& regions, const fs::path& file) const {
    return WriteReaderSegmentation(folder_,
                                   "",
                                   regions,
                                   ProtocolOf(Indication::kPatellarTendon),
                                   Side::kRight,
                                   "roi",
                                   file);
  }
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder_ = scratch_.path() / "study";

  // Two echoes of three slices, every value another one.
  static EchoSeries MakeSeries() {
    VolumeGeometry grid;
    grid.size = {5, 4, 3};
    grid.spacing_mm = {0.5, 0.625, 4.0};
    grid.direction.col(0) = Vec3(0, 1, 0);
    grid.direction.col(1) = Vec3(0, 0, -1);
    grid.direction.col(2) = Vec3(-1, 0, 0);
    grid.origin_lps = {-70.5, -80.25, 33.125};
    EchoSeries series;
    series.echo_times_ms = {8.0, 16.0};
    for (int echo = 0; echo < 2; ++echo) {
      Volume volume = MakeVolume(grid);
      for (std::size_t n = 0; n < volume.values.size(); ++n) {
        volume.values[n] = static_cast<float>(100 * echo) + static_cast<float>(n) + 0.25F;
      }
      series.echoes.push_back(volume);
    }
    return series;
  }

  static MrSeriesHeader MakeHeader() {
    MrSeriesHeader header;
    header.patient_id = "P-1";
    header.patient_name = "Test^Knee";
    header.birth_date = "19850614";
    header.sex = "F";
    header.study_instance_uid = "1.2.3";
    header.study_id = "1";
    header.study_date = "20260613";
    header.study_time = "101500";
    header.study_description = "MR knee";
    header.series_instance_uid = "1.2.3.4";
    header.frame_of_reference_uid = "1.2.3.5";
    header.body_part_examined = "KNEE";
    header.laterality = "R";
    header.sop_instance_uid_stem = "test";
    header.repetition_time_ms = 2450;
    header.slice_thickness_mm = 3.0;
    return header;
  }

  std::string FirstImage(const DcmTagKey& tag) const {
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(OFFilename((folder_ / "0001.dcm").c_str())).good());
    OFString value;
    file.getDataset()->findAndGetOFStringArray(tag, value);
    return value.c_str();
  }
};

TEST_F(WriteMrSeriesTest, WritesOneFilePerSliceAndEcho) {
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), MakeSeries(), folder_));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 6);
}

TEST_F(WriteMrSeriesTest, KeepsPlacesAndRoundedValues) {
  const EchoSeries series = MakeSeries();
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), series, folder_));
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  const auto read = LoadEchoSeries(*study, test::AcquisitionOf(*study));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->echo_times_ms, series.echo_times_ms);
  EXPECT_TRUE(SameGrid(read->echoes[0].geometry, series.echoes[0].geometry));
  for (std::size_t echo = 0; echo < 2; ++echo) {
    for (std::size_t n = 0; n < read->echoes[echo].values.size(); ++n) {
      ASSERT_EQ(read->echoes[echo].values[n], series.echoes[echo].values[n] - 0.25F);
    }
  }
}

TEST_F(WriteMrSeriesTest, IsASeriesThatCanBeMeasuredWithMoreEchoes) {
  EchoSeries series = MakeSeries();
  for (int echo = 2; echo < 8; ++echo) {
    series.echo_times_ms.push_back(8.0 * (echo + 1));
    series.echoes.push_back(series.echoes[0]);
  }
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), series, folder_));
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(SuitableAcquisitions(study->study, ProtocolOf(Indication::kPatellarTendon), nullptr)
                .size(),
            1U);
}

TEST_F(WriteMrSeriesTest, TellsTheAgeOnTheDayOfTheStudy) {
  MrSeriesHeader header = MakeHeader();
  ASSERT_TRUE(WriteMrSeries(header, MakeSeries(), folder_));
  EXPECT_EQ(FirstImage(DCM_PatientAge), "040Y");
  header.study_date = "20260614";  // the birthday
  ASSERT_TRUE(WriteMrSeries(header, MakeSeries(), folder_));
  EXPECT_EQ(FirstImage(DCM_PatientAge), "041Y");
}

TEST_F(WriteMrSeriesTest, WritesTheSameBytesAgain) {
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), MakeSeries(), folder_));
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), MakeSeries(), scratch_.path() / "again"));
  EXPECT_EQ(*ReadWholeFile(folder_ / "0006.dcm"),
            *ReadWholeFile(scratch_.path() / "again" / "0006.dcm"));
}

TEST_F(WriteMrSeriesTest, RefusesValuesThatDoNotFit) {
  EchoSeries series = MakeSeries();
  series.echoes[1].values[7] = 40000.0F;
  const Status written = WriteMrSeries(MakeHeader(), series, folder_);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kInput);
  EXPECT_NE(written.error().message.find("40000"), std::string::npos);
}

TEST_F(WriteMrSeriesTest, WritesARegionOnTheGridOfTheImages) {
  const EchoSeries series = MakeSeries();
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), series, folder_));
  Volume region = MakeVolume(series.echoes[0].geometry);
  region.At(2, 1, 1) = 1.0F;
  region.At(3, 1, 1) = 0.4F;  // less than half
  const fs::path file = scratch_.path() / "roi.dcm";
  ASSERT_TRUE(WriteRegions({{region, ""}}, file));
  const auto read = ReadSegmentation(file);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().label, "Patellar tendon");
  EXPECT_EQ(read->front().algorithm_type, "MANUAL");
  double inside = 0;
  for (const float value : read->front().coverage.values) {
    inside += static_cast<double>(value);
  }
  EXPECT_EQ(inside, 1.0);
}

TEST_F(WriteMrSeriesTest, RefusesARegionOnAnotherGrid) {
  const EchoSeries series = MakeSeries();
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), series, folder_));
  Volume region = MakeVolume(series.echoes[0].geometry, 1.0F);
  region.geometry.origin_lps.x() += 2.0;
  EXPECT_FALSE(WriteRegions({{region, ""}}, scratch_.path() / "roi.dcm"));
}

TEST_F(WriteMrSeriesTest, WritesADefectAsASecondSegment) {
  const EchoSeries series = MakeSeries();
  ASSERT_TRUE(WriteMrSeries(MakeHeader(), series, folder_));
  Volume tendon = MakeVolume(series.echoes[0].geometry);
  tendon.At(2, 1, 1) = 1.0F;
  Volume gap = MakeVolume(series.echoes[0].geometry);
  gap.At(3, 1, 1) = 1.0F;
  gap.At(3, 2, 1) = 1.0F;
  const fs::path file = scratch_.path() / "roi.dcm";
  ASSERT_TRUE(WriteRegions({{tendon, ""}, {gap, "Gap"}}, file));
  const auto read = ReadSegmentation(file);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[1].label, "Gap");
  const auto& inside = (*read)[1].coverage.values;
  EXPECT_EQ(std::count(inside.begin(), inside.end(), 1.0F), 2);
}

}  // namespace
}  // namespace regen::dicom
