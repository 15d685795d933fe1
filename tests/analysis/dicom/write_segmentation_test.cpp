// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/write_results.h"
#include "tests/support/dicom_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::MakeSampleFollowUp;
using test::MrFiles;
using test::SampleFollowUp;
using testing::ElementsAre;
using testing::HasSubstr;

class WriteSegmentationTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  SampleFollowUp Sample(const MrFiles& series = {}) {
    return MakeSampleFollowUp(series, scratch_.path());
  }

  static Result<WrittenObject> WriteFollowUp(const SampleFollowUp& sample) {
    return WriteSegmentation(sample.context,
                             "seg-follow-up",
                             sample.follow_up,
                             sample.follow_up_acquisition,
                             sample.follow_up_region,
                             sample.report);
  }

  DcmFileFormat Written(const SampleFollowUp& sample) {
    const auto written = WriteFollowUp(sample);
    EXPECT_TRUE(written) << written.error().message;
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile((sample.context.output / written->file_name).c_str()).good());
    return file;
  }

  static std::string TextOf(DcmItem& item, const DcmTagKey& tag) {
    OFString text;
    item.findAndGetOFStringArray(tag, text, OFTrue);
    return std::string(Trim(text.c_str()));
  }
};

struct Matrix {
  int columns;
  int rows;
  int slices;
};

class SegmentationMatrixTest : public WriteSegmentationTest,
                               public testing::WithParamInterface<Matrix> {};

// DCMTK 3.6.7 alone corrupts most of these.
TEST_P(SegmentationMatrixTest, KeepsEveryBitThroughWritingAndReading) {
  MrFiles series;
  series.columns = GetParam().columns;
  series.rows = GetParam().rows;
  series.slices = GetParam().slices;
  series.echo_times_ms = {10};
  // A stack of one plane has no distance of its own.
  if (series.slices == 1) series.slices = 2;
  SampleFollowUp sample = Sample(series);
  if (GetParam().slices == 1) {
    std::fill_n(sample.follow_up_region.values.begin(), series.columns * series.rows, 0.0F);
  }
  const auto written = WriteFollowUp(sample);
  ASSERT_TRUE(written) << written.error().message;
  const auto regions = ReadSegmentation(sample.context.output / written->file_name);
  ASSERT_TRUE(regions) << regions.error().message;
  ASSERT_EQ(regions->size(), 1U);
  const Volume& read = regions->front().coverage;
  const int shift = series.slices - read.geometry.size[2];  // empty slices are not written
  ASSERT_GE(shift, 0);
  for (int k = 0; k < read.geometry.size[2]; ++k) {
    for (int j = 0; j < series.rows; ++j) {
      for (int i = 0; i < series.columns; ++i) {
        const bool inside = sample.follow_up_region.At(i, j, k + shift) >= 0.5F;
        ASSERT_EQ(read.At(i, j, k), inside ? 1.0F : 0.0F) << i << " " << j << " " << k;
      }
    }
  }
  EXPECT_NEAR((LpsFromIndex(read.geometry, Vec3(0, 0, 0)) -
               LpsFromIndex(sample.follow_up_region.geometry, Vec3(0, 0, shift)))
                  .norm(),
              0,
              1e-3);
}

INSTANTIATE_TEST_SUITE_P(Sizes,
                         SegmentationMatrixTest,
                         testing::Values(Matrix{7, 9, 2},
                                         Matrix{7, 9, 3},
                                         Matrix{7, 9, 4},
                                         Matrix{255, 257, 3},
                                         Matrix{255, 257, 4},
                                         Matrix{1, 1, 2},
                                         Matrix{1, 1, 4},
                                         Matrix{10, 10, 3},
                                         Matrix{101, 103, 4},
                                         Matrix{16, 16, 3}));

TEST_F(WriteSegmentationTest, WritesOnlySlicesWithRegion) {
  DcmFileFormat file = Written(Sample());
  EXPECT_EQ(TextOf(*file.getDataset(), DCM_NumberOfFrames), "3");  // of 4 slices
}

TEST_F(WriteSegmentationTest, CallsInsideWhatIsAtLeastHalfCovered) {
  SampleFollowUp sample = Sample();
  std::fill(sample.follow_up_region.values.begin(), sample.follow_up_region.values.end(), 0.0F);
  sample.follow_up_region.At(3, 2, 1) = 0.5F;
  sample.follow_up_region.At(4, 2, 1) = 0.4999F;
  const auto written = WriteFollowUp(sample);
  ASSERT_TRUE(written);
  const auto regions = ReadSegmentation(sample.context.output / written->file_name);
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_EQ(regions->front().coverage.At(3, 2, 0), 1.0F);
  EXPECT_EQ(regions->front().coverage.At(4, 2, 0), 0.0F);
}

TEST_F(WriteSegmentationTest, BelongsToTheStudyAndFrameOfReferenceOfItsImages) {
  DcmFileFormat file = Written(Sample());
  DcmDataset& dataset = *file.getDataset();
  EXPECT_EQ(TextOf(dataset, DCM_StudyInstanceUID), "1.2.3.8");
  EXPECT_EQ(TextOf(dataset, DCM_FrameOfReferenceUID), "1.2.3.8.9");
  EXPECT_EQ(TextOf(dataset, DCM_SegmentsOverlap), "NO");
  EXPECT_EQ(TextOf(dataset, DCM_SeriesNumber), "600");
}

TEST_F(WriteSegmentationTest, RefersToTheFirstEchoOfEachSlice) {
  DcmFileFormat file = Written(Sample());
  DcmItem* series = nullptr;
  ASSERT_TRUE(
      file.getDataset()->findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series).good());
  std::vector<std::string> images;
  DcmItem* instance = nullptr;
  for (long n = 0;
       series->findAndGetSequenceItem(DCM_ReferencedInstanceSequence, instance, n).good();
       ++n) {
    images.push_back(TextOf(*instance, DCM_ReferencedSOPInstanceUID));
  }
  EXPECT_THAT(images,
              ElementsAre("1.2.3.8.5.6.1", "1.2.3.8.5.6.4", "1.2.3.8.5.6.7", "1.2.3.8.5.6.10"));
}

TEST_F(WriteSegmentationTest, CopiesPatientAndStudyAsUtf8) {
  MrFiles series;
  series.patient_name = "M\xfcller^J\xf6rg";  // ISO_IR 100
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_RETIRED_OtherPatientIDs, "A\\B");
    image.putAndInsertString(DCM_StudyDescription, "Rodilla derecha, rotaci\xf3n");
  };
  DcmFileFormat file = Written(Sample(series));
  DcmDataset& dataset = *file.getDataset();
  EXPECT_EQ(TextOf(dataset, DCM_PatientName), "Müller^Jörg");
  EXPECT_EQ(TextOf(dataset, DCM_StudyDescription), "Rodilla derecha, rotación");
  EXPECT_EQ(TextOf(dataset, DCM_SpecificCharacterSet), "ISO_IR 192");
  EXPECT_EQ(TextOf(dataset, DCM_RETIRED_OtherPatientIDs), "A\\B");
  EXPECT_EQ(TextOf(dataset, DCM_IssuerOfPatientID), "HOSPITAL");
  EXPECT_EQ(TextOf(dataset, DCM_PatientAge), "040Y");
}

TEST_F(WriteSegmentationTest, KeepsTheBytesOfANameThatItsCharacterSetDoesNotDefine) {
  MrFiles series;
  series.patient_name = "M\xfcller^J\xf6rg";
  series.character_set = "ISO_IR 999";
  DcmFileFormat file = Written(Sample(series));
  DcmDataset& dataset = *file.getDataset();
  EXPECT_EQ(TextOf(dataset, DCM_PatientName), "M\xfcller^J\xf6rg");
  EXPECT_EQ(TextOf(dataset, DCM_SpecificCharacterSet), "ISO_IR 999");
}

TEST_F(WriteSegmentationTest, IsUtf8WhereTheIdentityIsPlainAscii) {
  DcmFileFormat file = Written(Sample());
  EXPECT_EQ(TextOf(*file.getDataset(), DCM_SpecificCharacterSet), "ISO_IR 192");
}

TEST_F(WriteSegmentationTest, DoesNotInventAttributesOfThePatient) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.findAndDeleteElement(DCM_IssuerOfPatientID);
    image.findAndDeleteElement(DCM_PatientAge);
  };
  DcmFileFormat file = Written(Sample(series));
  EXPECT_FALSE(file.getDataset()->tagExists(DCM_IssuerOfPatientID));
  EXPECT_FALSE(file.getDataset()->tagExists(DCM_PatientAge));
}

TEST_F(WriteSegmentationTest, TracksTheRegionAndNamesTheTimePoint) {
  SampleFollowUp sample = Sample();
  const auto written = WriteFollowUp(sample);
  ASSERT_TRUE(written);
  const auto regions = ReadSegmentation(sample.context.output / written->file_name);
  ASSERT_TRUE(regions);
  EXPECT_EQ(regions->front().tracking_uid, "2.25.77");
  EXPECT_EQ(regions->front().tracking_id, "patellar-tendon R, follow-up, day +176");
  EXPECT_EQ(regions->front().algorithm_type, "AUTOMATIC");
  EXPECT_TRUE(regions->front().made_by_us);
}

TEST_F(WriteSegmentationTest, GivesTheSameBytesForTheSameAnalysis) {
  const SampleFollowUp sample = Sample();
  const auto first = WriteFollowUp(sample);
  ASSERT_TRUE(first);
  const std::string bytes = *ReadWholeFile(sample.context.output / first->file_name);
  ASSERT_TRUE(WriteFollowUp(sample));
  EXPECT_EQ(*ReadWholeFile(sample.context.output / first->file_name), bytes);
}

TEST_F(WriteSegmentationTest, GivesAnotherJobAnotherInstance) {
  SampleFollowUp sample = Sample();
  const auto first = WriteFollowUp(sample);
  sample.context.job_key = "another job";
  const auto second = WriteFollowUp(sample);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->sop_instance_uid, second->sop_instance_uid);
  EXPECT_NE(first->series_instance_uid, second->series_instance_uid);
}

TEST_F(WriteSegmentationTest, HasTheSameInstanceUidInItsMetaHeader) {
  DcmFileFormat file = Written(Sample());
  EXPECT_EQ(TextOf(*file.getMetaInfo(), DCM_MediaStorageSOPInstanceUID),
            TextOf(*file.getDataset(), DCM_SOPInstanceUID));
}

TEST_F(WriteSegmentationTest, RefusesAnEmptyRegion) {
  SampleFollowUp sample = Sample();
  std::fill(sample.follow_up_region.values.begin(), sample.follow_up_region.values.end(), 0.0F);
  const auto written = WriteFollowUp(sample);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("no voxel"));
}

TEST_F(WriteSegmentationTest, RefusesAGridThatIsNotThatOfTheImages) {
  SampleFollowUp sample = Sample();
  sample.follow_up_region.geometry.origin_lps += Vec3(0, 0, 1);
  const auto written = WriteFollowUp(sample);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("has no image at its position"));
}

}  // namespace
}  // namespace regen::dicom
