// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_images.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/support/enhanced_mr.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::EnhancedMr;
using test::GeometryOf;
using test::MrFiles;
using test::StoredValue;
using testing::SizeIs;

class ReadImagesTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder_ = scratch_.path() / "study";

  std::vector<ImageVolume> Volumes() {
    const auto study = ReadStudyFolder(folder_);
    EXPECT_TRUE(study) << study.error().message;
    auto volumes = ReadVolumes(*study, study->study.series.front().series_instance_uid);
    EXPECT_TRUE(volumes) << volumes.error().message;
    return *std::move(volumes);
  }
};

TEST(EmptyVolume, IsZeroWhetherOrNotItFillsLargePages) {
  for (const int columns : {1, 5, 1024}) {
    VolumeGeometry grid;
    grid.size = {columns, 1024, 3};
    const Volume volume = EmptyVolume(grid);
    EXPECT_EQ(volume.values.size(), grid.VoxelCount());
    EXPECT_TRUE(std::all_of(volume.values.begin(), volume.values.end(), [](float value) {
      return value == 0;
    })) << columns;
  }
}

// Philips' scale slope beside RescaleSlope, as its classic images have them.
void PutPhilipsScale(DcmItem& item, double rescale_slope, double scale_slope) {
  item.putAndInsertString(DCM_RescaleSlope, FormatDs(rescale_slope).c_str());
  item.putAndInsertString(DCM_RescaleIntercept, "0");
  item.putAndInsertString(DcmTag(0x2005, 0x0010, EVR_LO), "Philips MR Imaging DD 001");
  item.putAndInsertFloat32(DcmTag(0x2005, 0x100E, EVR_FL), static_cast<Float32>(scale_slope));
}

TEST_F(ReadImagesTest, PhilipsSlicesOfOneScaleAreOnlyRescaled) {
  MrFiles series;
  series.echo_times_ms = {10};
  series.edit = [](DcmDataset& image, int, int) { PutPhilipsScale(image, 2, 0.125); };
  test::WriteMrFiles(series, folder_);
  EXPECT_FLOAT_EQ(Volumes().at(0).volume.At(1, 2, 3),
                  static_cast<float>(2 * StoredValue(1, 2, 3, 0)));
}

TEST_F(ReadImagesTest, PhilipsSlicesOfDifferentScalesAreMadeComparable) {
  MrFiles series;
  series.echo_times_ms = {10};
  series.edit = [](DcmDataset& image, int slice, int) {
    PutPhilipsScale(image, slice == 2 ? 4 : 2, slice == 2 ? 0.25 : 0.125);
  };
  test::WriteMrFiles(series, folder_);
  const Volume volume = std::move(Volumes().at(0).volume);
  EXPECT_FLOAT_EQ(volume.At(1, 2, 0), static_cast<float>(2 * StoredValue(1, 2, 0, 0)));
  // 4 × stored, of which four times more measures the same.
  EXPECT_FLOAT_EQ(volume.At(1, 2, 2), static_cast<float>(StoredValue(1, 2, 2, 0)));
}

TEST_F(ReadImagesTest, FindsPhilipsScalesOfFramesInTheirPrivateSequence) {
  EnhancedMr mr;
  mr.series.echo_times_ms = {10};
  mr.edit_frame = [](DcmItem& groups, int slice, int) {
    DcmItem& rescale = test::MacroOf(groups, DCM_PixelValueTransformationSequence);
    rescale.putAndInsertString(DCM_RescaleSlope, "2");
    rescale.putAndInsertString(DCM_RescaleIntercept, "0");
    groups.putAndInsertString(DcmTag(0x2005, 0x0014, EVR_LO), "Philips MR Imaging DD 005");
    DcmItem* frame = nullptr;
    groups.findOrCreateSequenceItem(DcmTag(0x2005, 0x140F, EVR_SQ), frame, 0);
    PutPhilipsScale(*frame, 2, slice == 1 ? 0.5 : 0.25);
  };
  test::WriteEnhancedMr(mr, folder_);
  const Volume volume = std::move(Volumes().at(0).volume);
  EXPECT_FLOAT_EQ(volume.At(1, 2, 0), static_cast<float>(2 * StoredValue(1, 2, 0, 0)));
  EXPECT_FLOAT_EQ(volume.At(1, 2, 1), static_cast<float>(StoredValue(1, 2, 1, 0)));
}

TEST_F(ReadImagesTest, FramesAreImagesOfTheirOwn) {
  const EnhancedMr mr;
  test::WriteEnhancedMr(mr, folder_);
  const auto volumes = Volumes();
  ASSERT_THAT(volumes, SizeIs(3));
  for (int echo = 0; echo < 3; ++echo) {
    const ImageVolume& volume = volumes[static_cast<std::size_t>(echo)];
    EXPECT_EQ(volume.tags.echo_time_ms,
              mr.series.echo_times_ms[static_cast<std::size_t>(echo)]);
    EXPECT_TRUE(SameGrid(volume.volume.geometry, GeometryOf(mr.series), 1e-4));
    EXPECT_EQ(volume.images.front().frame_number, echo + 1);
    EXPECT_FLOAT_EQ(volume.volume.At(4, 5, 3), static_cast<float>(StoredValue(4, 5, 3, echo)));
  }
}

TEST_F(ReadImagesTest, EchoesOfAnEnhancedObjectLoadAsAnAcquisition) {
  test::WriteEnhancedMr(EnhancedMr{}, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  const SeriesSummary& series = study->study.series.front();
  EXPECT_EQ(series.scanning_sequence, std::vector<std::string>{"SE"});
  EXPECT_EQ(series.repetition_time_ms, 2450);
  const auto loaded = LoadEchoSeries(*study, test::AcquisitionOf(*study));
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_THAT(loaded->echoes, SizeIs(3));
  EXPECT_FLOAT_EQ(loaded->echoes[2].At(4, 5, 1), static_cast<float>(StoredValue(4, 5, 1, 2)));
}

TEST_F(ReadImagesTest, TimesOfOneSliceAreNoVolume) {
  EnhancedMr mr;
  mr.series.echo_times_ms = {10};
  mr.edit_frame = [](DcmItem& groups, int slice, int) {
    test::MacroOf(groups, DCM_PlanePositionSequence)
        .putAndInsertString(DCM_ImagePositionPatient, "0\\0\\0");
    test::MacroOf(groups, DCM_FrameContentSequence)
        .putAndInsertUint32(DCM_TemporalPositionIndex, static_cast<Uint32>(slice + 1));
  };
  test::WriteEnhancedMr(mr, folder_);
  const auto volumes = Volumes();
  ASSERT_THAT(volumes, SizeIs(1));
  EXPECT_EQ(volumes[0].reasons.at(0).code, "too-few-slices");
}

TEST_F(ReadImagesTest, AnObjectWhoseGroupsDoNotPlaceItsFramesIsOnlyAPicture) {
  EnhancedMr mr;
  mr.edit_object = [](DcmDataset& object) {
    object.findAndDeleteElement(DCM_PerFrameFunctionalGroupsSequence);
  };
  test::WriteEnhancedMr(mr, folder_);
  const auto volumes = Volumes();
  ASSERT_THAT(volumes, SizeIs(1));
  EXPECT_EQ(volumes[0].reasons.at(0).code, "multi-frame-not-supported");
  const auto study = ReadStudyFolder(folder_);
  const auto image = ReadImage(*study, mr.series.uid_stem);
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->frames, 12);
  EXPECT_FLOAT_EQ(image->values.back(), static_cast<float>(StoredValue(8, 6, 3, 2)));
}

TEST_F(ReadImagesTest, Monochrome1IsReadAsStoredAndMarked) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
  };
  test::WriteMrFiles(series, folder_);
  const auto volumes = Volumes();
  EXPECT_TRUE(volumes.at(0).tags.inverted_grey);
  EXPECT_FLOAT_EQ(volumes[0].volume.At(1, 2, 3), static_cast<float>(StoredValue(1, 2, 3, 0)));
}

TEST_F(ReadImagesTest, VoxelsAreThoseOfTheRescaleWhateverElseValuesAreMappedTo) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_RescaleSlope, "0.5");
    image.putAndInsertString(DCM_RescaleIntercept, "3");
    DcmItem* mapping = nullptr;
    image.findOrCreateSequenceItem(DCM_RealWorldValueMappingSequence, mapping);
    mapping->putAndInsertFloat64(DCM_RealWorldValueSlope, 100);
    mapping->putAndInsertFloat64(DCM_RealWorldValueIntercept, -7);
  };
  test::WriteMrFiles(series, folder_);
  EXPECT_FLOAT_EQ(Volumes().at(0).volume.At(1, 2, 3),
                  static_cast<float>(0.5 * StoredValue(1, 2, 3, 0) + 3));
}

TEST_F(ReadImagesTest, AModalityTableMakesTheImageUnreadableByName) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    DcmItem* table = nullptr;
    image.findOrCreateSequenceItem(DCM_ModalityLUTSequence, table);
    table->putAndInsertString(DCM_ModalityLUTType, "US");
  };
  test::WriteMrFiles(series, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  const auto volumes = ReadVolumes(*study, study->study.series.front().series_instance_uid);
  ASSERT_FALSE(volumes);
  EXPECT_THAT(volumes.error().message, testing::HasSubstr("ModalityLUTSequence (0028,3000)"));
}

TEST_F(ReadImagesTest, RefusesMoreThanAnyExaminationHas) {
  VolumeGeometry grid;
  grid.size = {4096, 4096, 64};
  EXPECT_FALSE(CheckVolumeSize(grid, 1));
  grid.size = {5000, 10, 10};
  EXPECT_FALSE(CheckVolumeSize(grid, 1));
  grid.size = {512, 512, 300};
  EXPECT_TRUE(CheckVolumeSize(grid, 1));
  EXPECT_FALSE(CheckVolumeSize(grid, 8));
}

}  // namespace
}  // namespace regen::dicom
