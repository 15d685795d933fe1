// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_volumes.h"

#include "analysis/base/files.h"
#include "tests/support/mr_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::GeometryOf;
using test::MrFiles;
using test::StoredValue;
using test::WriteMrFiles;
using testing::HasSubstr;
using testing::SizeIs;

class ReadVolumesTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder_ = scratch_.path() / "study";

  Result<std::vector<ImageVolume>> WriteAndRead(const MrFiles& files) {
    WriteMrFiles(files, folder_);
    const auto study = ReadStudyFolder(folder_);
    if (!study) return study.error();
    return ReadVolumes(*study, study->study.series.front().series_instance_uid);
  }

  static void ExpectEcho(const Volume& volume, int echo) {
    for (int k = 0; k < volume.geometry.size[2]; ++k) {
      for (int j = 0; j < volume.geometry.size[1]; ++j) {
        for (int i = 0; i < volume.geometry.size[0]; ++i) {
          ASSERT_EQ(volume.At(i, j, k), static_cast<float>(StoredValue(i, j, k, echo)));
        }
      }
    }
  }
};

TEST_F(ReadVolumesTest, GivesEveryEchoItsVoxelsAndItsPlace) {
  const MrFiles files;
  const auto volumes = WriteAndRead(files);
  ASSERT_TRUE(volumes) << volumes.error().message;
  ASSERT_THAT(*volumes, SizeIs(3));
  for (std::size_t echo = 0; echo < 3; ++echo) {
    const ImageVolume& volume = (*volumes)[echo];
    EXPECT_TRUE(volume.reasons.empty());
    EXPECT_EQ(volume.tags.echo_time_ms, files.echo_times_ms[echo]);
    EXPECT_TRUE(SameGrid(volume.volume.geometry, GeometryOf(files), 1e-4));
    ExpectEcho(volume.volume, static_cast<int>(echo));
  }
}

TEST_F(ReadVolumesTest, ReadsASeriesWithoutEchoTimes) {
  MrFiles files;
  files.echo_times_ms = {10};
  files.edit = [](DcmDataset& image, int, int) { image.findAndDeleteElement(DCM_EchoTime); };
  const auto volumes = WriteAndRead(files);
  ASSERT_TRUE(volumes);
  ASSERT_THAT(*volumes, SizeIs(1));
  EXPECT_FALSE((*volumes)[0].tags.echo_time_ms);
  ExpectEcho((*volumes)[0].volume, 0);
}

TEST_F(ReadVolumesTest, TellsWhyImagesMakeNoVolume) {
  MrFiles files;
  files.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER");
  };
  const auto volumes = WriteAndRead(files);
  ASSERT_TRUE(volumes);
  ASSERT_THAT(*volumes, SizeIs(1));
  EXPECT_EQ((*volumes)[0].reasons.front().code, "localizer");
  EXPECT_TRUE((*volumes)[0].volume.values.empty());
  EXPECT_THAT((*volumes)[0].images, SizeIs(12));
}

TEST_F(ReadVolumesTest, RefusesASeriesThatIsNotThere) {
  WriteMrFiles(MrFiles{}, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  const auto volumes = ReadVolumes(*study, "1.2.3.999");
  ASSERT_FALSE(volumes);
  EXPECT_THAT(volumes.error().message, HasSubstr("1.2.3.999"));
}

TEST_F(ReadVolumesTest, NamesTheFileWhosePixelsDoNotFit) {
  MrFiles files;
  files.edit = [](DcmDataset& image, int slice, int echo) {
    if (slice == 1 && echo == 2) image.putAndInsertUint16(DCM_BitsAllocated, 12);
  };
  const auto volumes = WriteAndRead(files);
  ASSERT_FALSE(volumes);
  EXPECT_THAT(volumes.error().message, HasSubstr("image-1006.dcm"));
}

}  // namespace
}  // namespace regen::dicom
