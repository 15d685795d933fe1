// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/study_folder.h"
#include "tests/support/mr_files.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::AcquisitionOf;
using test::GeometryOf;
using test::MrFiles;
using test::StoredValue;
using test::WriteMrFiles;
using testing::AllOf;
using testing::HasSubstr;

class LoadEchoSeriesTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder_ = scratch_.path() / "study";

  Result<EchoSeries> Load() {
    auto study = ReadStudyFolder(folder_);
    if (!study) return study.error();
    return LoadEchoSeries(*study, AcquisitionOf(*study));
  }

  Result<EchoSeries> WriteAndLoad(const MrFiles& series) {
    WriteMrFiles(series, folder_);
    return Load();
  }

  // Every voxel is slope · stored + intercept.
  static void ExpectValues(const EchoSeries& loaded, double slope = 1, double intercept = 0) {
    for (std::size_t echo = 0; echo < loaded.echoes.size(); ++echo) {
      const Volume& volume = loaded.echoes[echo];
      for (int k = 0; k < volume.geometry.size[2]; ++k) {
        for (int j = 0; j < volume.geometry.size[1]; ++j) {
          for (int i = 0; i < volume.geometry.size[0]; ++i) {
            const double expected =
                StoredValue(i, j, k, static_cast<int>(echo)) * slope + intercept;
            ASSERT_FLOAT_EQ(volume.At(i, j, k), static_cast<float>(expected))
                << i << " " << j << " " << k << " echo " << echo;
          }
        }
      }
    }
  }

  void ExpectError(const MrFiles& series, const std::string& part) {
    const auto loaded = WriteAndLoad(series);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::kInput);
    EXPECT_THAT(loaded.error().message, HasSubstr(part));
  }
};

TEST_F(LoadEchoSeriesTest, PlacesVoxelsByTheirHeaders) {
  const MrFiles series;
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->echo_times_ms, series.echo_times_ms);
  EXPECT_TRUE(SameGrid(loaded->echoes.at(0).geometry, GeometryOf(series), 1e-4));
  ExpectValues(*loaded);
}

TEST_F(LoadEchoSeriesTest, DoesNotDependOnFileNames) {
  MrFiles series;
  series.names_in_reverse = true;
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded);
  ExpectValues(*loaded);
}

TEST_F(LoadEchoSeriesTest, TakesSlicesThatRunAgainstTheNormal) {
  MrFiles series;
  series.slice_distance_mm = -4;
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const Volume& first = loaded->echoes.at(0);
  EXPECT_NEAR(first.geometry.spacing_mm[2], 4, 1e-6);
  EXPECT_FLOAT_EQ(first.At(0, 0, 0), static_cast<float>(StoredValue(0, 0, 3, 0)));
}

TEST_F(LoadEchoSeriesTest, AcceptsOneSeriesPerEcho) {
  MrFiles series;
  series.one_series_per_echo = true;
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ExpectValues(*loaded);
}

TEST_F(LoadEchoSeriesTest, AppliesTheRescaleOfEachImage) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_RescaleSlope, "0.25");
    image.putAndInsertString(DCM_RescaleIntercept, "-7");
  };
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded);
  ExpectValues(*loaded, 0.25, -7);
}

TEST_F(LoadEchoSeriesTest, RefusesImagesThatWereOnceLossy) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_LossyImageCompression, "01");
  };
  ExpectError(series, "compressed with loss");
}

// MONOCHROME1 images of something in the middle of another value than what lies around it.
MrFiles Monochrome1Series(Uint16 around, Uint16 middle) {
  MrFiles series;
  series.columns = series.rows = 16;
  series.edit = [=](DcmDataset& image, int, int) {
    std::vector<Uint16> words(std::size_t{16} * 16, around);
    for (std::size_t j = 4; j < 12; ++j) {
      for (std::size_t i = 4; i < 12; ++i) words[j * 16 + i] = middle;
    }
    image.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
    image.putAndInsertUint16Array(DCM_PixelData, words.data(), 256);
  };
  return series;
}

TEST_F(LoadEchoSeriesTest, TakesTheStoredValuesOfMonochrome1) {
  const auto loaded = WriteAndLoad(Monochrome1Series(3, 700));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FLOAT_EQ(loaded->echoes.at(0).At(0, 0, 0), 3);
  EXPECT_FLOAT_EQ(loaded->echoes.at(0).At(8, 8, 0), 700);
}

TEST_F(LoadEchoSeriesTest, RefusesMonochrome1WhoseSignalWasTurnedRound) {
  ExpectError(Monochrome1Series(4092, 3395), "MONOCHROME1");
}

TEST_F(LoadEchoSeriesTest, TurnedRoundOrNotIsNotAskedOfMonochrome2) {
  MrFiles series = Monochrome1Series(4092, 3395);
  series.edit = [edit = series.edit](DcmDataset& image, int slice, int echo) {
    edit(image, slice, echo);
    image.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  };
  EXPECT_TRUE(WriteAndLoad(series));
}

TEST_F(LoadEchoSeriesTest, ReadsAVolumeWhoseShapeAloneIsMeasured) {
  MrFiles series;
  series.echo_times_ms = {35};
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_LossyImageCompression, "01");
  };
  const auto loaded = WriteAndLoad(series);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ExpectValues(*loaded);
}

TEST_F(LoadEchoSeriesTest, ReadsAMapThatStatesNoEchoTime) {
  MrFiles series;
  series.echo_times_ms = {10};
  series.edit = [](DcmDataset& image, int, int) { image.findAndDeleteElement(DCM_EchoTime); };
  WriteMrFiles(series, folder_);
  const auto folder = ReadStudyFolder(folder_);
  ASSERT_TRUE(folder);
  EchoAcquisition map = test::AcquisitionOf(*folder);
  map.echo_times_ms.clear();
  const auto loaded = LoadEchoSeries(*folder, map);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->echoes.size(), 1U);
  EXPECT_EQ(loaded->echoes[0].geometry.size[2], series.slices);
}

TEST_F(LoadEchoSeriesTest, NamesTheImageWhosePixelDataAreTooShort) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int slice, int echo) {
    const std::array<Uint16, 4> words{};
    if (slice == 1 && echo == 2) {
      image.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size());
    }
  };
  const auto loaded = WriteAndLoad(series);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message,
              AllOf(HasSubstr("image-1006.dcm"), HasSubstr("8 bytes"), HasSubstr("126")));
}

TEST_F(LoadEchoSeriesTest, RefusesAFileThatEndsInsideItsPixelData) {
  MrFiles series;
  series.columns = 256;
  series.rows = 256;
  series.slices = 2;
  series.echo_times_ms = {10};
  const auto files = WriteMrFiles(series, folder_);
  fs::resize_file(files[0], fs::file_size(files[0]) - 70000);
  const auto loaded = Load();
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("image-1001.dcm"));
}

TEST_F(LoadEchoSeriesTest, RefusesMissingPixelData) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) { image.findAndDeleteElement(DCM_PixelData); };
  ExpectError(series, "PixelData");
}

TEST_F(LoadEchoSeriesTest, RefusesRowsThatLieBeforeTakingMemory) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertUint16(DCM_Rows, 65535);
    image.putAndInsertUint16(DCM_Columns, 65535);
  };
  ExpectError(series, "Rows");
}

TEST_F(LoadEchoSeriesTest, RefusesRowsThatClaimMoreThanThePixelsHold) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) { image.putAndInsertUint16(DCM_Rows, 4096); };
  ExpectError(series, "PixelData");
}

TEST_F(LoadEchoSeriesTest, RefusesAMissingPositionByName) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int slice, int) {
    if (slice == 2) image.findAndDeleteElement(DCM_ImagePositionPatient);
  };
  ExpectError(series, "ImagePositionPatient");
}

TEST_F(LoadEchoSeriesTest, RefusesAMissingImageOfOneEcho) {
  const auto files = WriteMrFiles(MrFiles{}, folder_);
  fs::remove(files[4]);
  const auto loaded = Load();
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, AllOf(HasSubstr("slice-missing"), HasSubstr("20 ms")));
}

TEST_F(LoadEchoSeriesTest, RefusesTwoImagesAtOnePlace) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int slice, int echo) {
    if (slice == 0 && echo == 1) image.putAndInsertString(DCM_EchoTime, "10");
  };
  ExpectError(series, "slice-duplicated");
}

TEST_F(LoadEchoSeriesTest, RefusesUnevenSlices) {
  MrFiles series;
  series.edit = [&series](DcmDataset& image, int slice, int) {
    if (slice != 3) return;
    const Vec3 lps = LpsFromIndex(GeometryOf(series), Vec3(0, 0, 3.2));
    image.putAndInsertString(
        DCM_ImagePositionPatient,
        StrCat(
            FormatFixed(lps[0], 6), "\\", FormatFixed(lps[1], 6), "\\", FormatFixed(lps[2], 6))
            .c_str());
  };
  ExpectError(series, "geometry-irregular");
}

TEST_F(LoadEchoSeriesTest, RefusesImagesOfDifferentOrientation) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int slice, int) {
    if (slice == 1) image.putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  };
  ExpectError(series, "ImageOrientationPatient");
}

TEST_F(LoadEchoSeriesTest, RefusesMultiFrameImages) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_NumberOfFrames, "2");
  };
  ExpectError(series, "NumberOfFrames");
}

TEST_F(LoadEchoSeriesTest, RefusesAnImageThatIsNotInTheFolder) {
  WriteMrFiles(MrFiles{}, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EchoAcquisition acquisition = AcquisitionOf(*study);
  acquisition.images.push_back({"1.2.3.999", 0});
  const auto loaded = LoadEchoSeries(*study, acquisition);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("1.2.3.999"));
}

}  // namespace
}  // namespace regen::dicom
