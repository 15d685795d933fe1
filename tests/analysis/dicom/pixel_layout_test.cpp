// SPDX-License-Identifier: GPL-3.0-or-later
// What a header says about pixels: where they lie, and of loss, by tag, by transfer syntax and
// by stream.
#include "analysis/dicom/pixel_layout.h"

#include "analysis/base/files.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/support/enhanced_mr.h"
#include "tests/support/jpeg2000_encoder.h"

#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

class LossTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  std::vector<fs::path> files_;

  void SetUp() override {
    DJEncoderRegistration::registerCodecs();
    DJLSEncoderRegistration::registerCodecs();
    test::MrFiles series;
    series.columns = series.rows = 32;
    series.slices = 2;
    series.echo_times_ms = {10};
    series.edit = [](DcmDataset& image, int, int) {
      image.putAndInsertUint16(DCM_BitsStored, 12);
      image.putAndInsertUint16(DCM_HighBit, 11);
      image.putAndInsertUint16(DCM_PixelRepresentation, 0);
      std::vector<Uint16> words;
      for (int n = 0; n < 1024; ++n) words.push_back(static_cast<Uint16>(n * 7 % 4000));
      image.putAndInsertUint16Array(DCM_PixelData, words.data(), 1024);
    };
    files_ = test::WriteMrFiles(series, scratch_.path());
  }

  // Also reads the voxels: lossy or not, they can be read.
  bool FolderIsLossy() {
    const auto study = ReadStudyFolder(scratch_.path());
    EXPECT_TRUE(study);
    const auto volumes = ReadVolumes(*study, study->study.series.front().series_instance_uid);
    EXPECT_TRUE(volumes) << volumes.error().message;
    EXPECT_EQ(volumes->size(), 1U);
    EXPECT_TRUE(volumes->front().reasons.empty());
    EXPECT_EQ(volumes->front().tags.lossy, study->study.series.front().lossy_compression);
    return volumes->front().tags.lossy;
  }

  void TranscodeFirst(E_TransferSyntax syntax, const DcmRepresentationParameter* parameter) {
    ASSERT_TRUE(test::Transcode(files_[0], syntax, parameter));
    DcmFileFormat file;
    file.loadFile(files_[0].c_str());
    file.loadAllDataIntoMemory();
    file.getDataset()->findAndDeleteElement(DCM_LossyImageCompression);
    file.saveFile(files_[0].c_str(), syntax);
  }
};

TEST_F(LossTest, NativeImagesAreNotLossy) {
  EXPECT_FALSE(FolderIsLossy());
}

TEST_F(LossTest, TheTagIsBelieved) {
  DcmFileFormat file;
  file.loadFile(files_[1].c_str());
  file.loadAllDataIntoMemory();
  file.getDataset()->putAndInsertString(DCM_LossyImageCompression, "01");
  file.saveFile(files_[1].c_str(), EXS_LittleEndianExplicit);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(LossTest, ExtendedJpegIsLossyWithoutTheTag) {
  const DJ_RPLossy quality(90);
  TranscodeFirst(EXS_JPEGProcess2_4, &quality);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(LossTest, OfJpegLsTheStreamDecides) {
  const DJLSRepresentationParameter exact(0, OFFalse);
  TranscodeFirst(EXS_JPEGLSLossy, &exact);
  EXPECT_FALSE(FolderIsLossy());
}

TEST_F(LossTest, NearLosslessJpegLsIsLossy) {
  const DJLSRepresentationParameter near(2, OFFalse);
  TranscodeFirst(EXS_JPEGLSLossy, &near);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(LossTest, OfJpeg2000TheStreamDecides) {
  ASSERT_TRUE(test::TranscodeToJpeg2000(files_[0], true));
  EXPECT_FALSE(FolderIsLossy());
  ASSERT_TRUE(test::TranscodeToJpeg2000(files_[1], false));
  EXPECT_TRUE(FolderIsLossy());
}

TEST(PixelLayout, OfAnUnknownSyntaxIsRefusedByName) {
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  test::MrFiles series;
  series.slices = 1;
  series.echo_times_ms = {10};
  const fs::path file = test::WriteMrFiles(series, scratch.path()).front();
  std::string bytes = *ReadWholeFile(file);
  const std::string explicit_little = "1.2.840.10008.1.2.1";
  const std::string unknown = "1.2.840.10008.1.9.9";
  bytes.replace(bytes.find(explicit_little), unknown.size(), unknown);
  ASSERT_TRUE(WriteWholeFile(file, bytes));
  const auto header = OpenHeader(file);
  ASSERT_TRUE(header) << header.error().message;
  const auto layout = ReadPixelLayout(*header, file);
  ASSERT_FALSE(layout);
  EXPECT_THAT(layout.error().message,
              testing::HasSubstr("transfer syntax 1.2.840.10008.1.9.9, expected"));
}

}  // namespace
}  // namespace regen::dicom
