// SPDX-License-Identifier: GPL-3.0-or-later
// What a folder's images say of loss, by tag, by transfer syntax and by stream.
#include "analysis/dicom/compression.h"

#include "analysis/base/files.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/support/enhanced_mr.h"
#include "tests/support/jpeg2000_encoder.h"

#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

class CompressionTest : public testing::Test {
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

TEST_F(CompressionTest, NativeImagesAreNotLossy) {
  EXPECT_FALSE(FolderIsLossy());
}

TEST_F(CompressionTest, TheTagIsBelieved) {
  DcmFileFormat file;
  file.loadFile(files_[1].c_str());
  file.loadAllDataIntoMemory();
  file.getDataset()->putAndInsertString(DCM_LossyImageCompression, "01");
  file.saveFile(files_[1].c_str(), EXS_LittleEndianExplicit);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(CompressionTest, ExtendedJpegIsLossyWithoutTheTag) {
  const DJ_RPLossy quality(90);
  TranscodeFirst(EXS_JPEGProcess2_4, &quality);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(CompressionTest, OfJpegLsTheStreamDecides) {
  const DJLSRepresentationParameter exact(0, OFFalse);
  TranscodeFirst(EXS_JPEGLSLossy, &exact);
  EXPECT_FALSE(FolderIsLossy());
}

TEST_F(CompressionTest, NearLosslessJpegLsIsLossy) {
  const DJLSRepresentationParameter near(2, OFFalse);
  TranscodeFirst(EXS_JPEGLSLossy, &near);
  EXPECT_TRUE(FolderIsLossy());
}

TEST_F(CompressionTest, OfJpeg2000TheStreamDecides) {
  ASSERT_TRUE(test::TranscodeToJpeg2000(files_[0], true));
  EXPECT_FALSE(FolderIsLossy());
  ASSERT_TRUE(test::TranscodeToJpeg2000(files_[1], false));
  EXPECT_TRUE(FolderIsLossy());
}

}  // namespace
}  // namespace regen::dicom
