// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_segmentation.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "tests/support/dicom_results.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Starts from a good SEG and spoils it.
class ReadSegmentationTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file_ = scratch_.path() / "roi.dcm";
  test::SampleFollowUp sample_ = test::MakeSampleFollowUp({}, scratch_.path());

  Result<std::vector<DrawnRegion>> ReadAfter(const std::function<void(DcmDataset&)>& edit) {
    const auto written = WriteSegmentation(sample_.context,
                                           "seg-follow-up",
                                           sample_.follow_up,
                                           sample_.follow_up_acquisition,
                                           sample_.follow_up_region,
                                           sample_.report);
    EXPECT_TRUE(written);
    DcmFileFormat file;
    file.loadFile((sample_.context.output / written->file_name).c_str());
    file.loadAllDataIntoMemory();
    edit(*file.getDataset());
    file.saveFile(file_.c_str(), EXS_LittleEndianExplicit);
    return ReadSegmentation(file_);
  }

  void ExpectError(const std::function<void(DcmDataset&)>& edit, const std::string& part) {
    const auto regions = ReadAfter(edit);
    ASSERT_FALSE(regions);
    EXPECT_EQ(regions.error().kind, ErrorKind::kInput);
    EXPECT_THAT(regions.error().message, HasSubstr("roi.dcm"));
    EXPECT_THAT(regions.error().message, HasSubstr(part));
  }

  static DcmItem& FrameItem(DcmDataset& dataset, long frame, const DcmTagKey& group) {
    DcmItem* item = nullptr;
    DcmItem* inner = nullptr;
    dataset.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame);
    item->findAndGetSequenceItem(group, inner);
    return *inner;
  }
};

TEST_F(ReadSegmentationTest, PlacesFramesByTheirOwnPosition) {
  // The first and the last frame change places: only the positions say so.
  const auto straight = ReadAfter([](DcmDataset&) {});
  const auto swapped = ReadAfter([](DcmDataset& dataset) {
    DcmItem& first = FrameItem(dataset, 0, DCM_PlanePositionSequence);
    DcmItem& last = FrameItem(dataset, 2, DCM_PlanePositionSequence);
    OFString a, b;
    first.findAndGetOFStringArray(DCM_ImagePositionPatient, a);
    last.findAndGetOFStringArray(DCM_ImagePositionPatient, b);
    first.putAndInsertOFStringArray(DCM_ImagePositionPatient, b);
    last.putAndInsertOFStringArray(DCM_ImagePositionPatient, a);
  });
  ASSERT_TRUE(straight && swapped);
  const Volume& s = straight->front().coverage;
  const Volume& t = swapped->front().coverage;
  for (int j = 0; j < s.geometry.size[1]; ++j) {
    for (int i = 0; i < s.geometry.size[0]; ++i) {
      ASSERT_EQ(s.At(i, j, 0), t.At(i, j, 2));
      ASSERT_EQ(s.At(i, j, 1), t.At(i, j, 1));
    }
  }
  EXPECT_TRUE(SameGrid(s.geometry, t.geometry));
}

TEST_F(ReadSegmentationTest, LeavesPlanesWithoutAFrameEmpty) {
  std::fill_n(sample_.follow_up_region.values.begin() + 2 * 63, 63, 0.0F);  // third slice
  const auto regions = ReadAfter([](DcmDataset&) {});
  ASSERT_TRUE(regions) << regions.error().message;
  const Volume& coverage = regions->front().coverage;
  ASSERT_EQ(coverage.geometry.size[2], 3);
  EXPECT_EQ(std::count(coverage.values.begin() + 63, coverage.values.begin() + 126, 1.0F), 0);
  EXPECT_GT(std::count(coverage.values.begin() + 126, coverage.values.end(), 1.0F), 0);
}

TEST_F(ReadSegmentationTest, ReadsFractionsOfAVoxel) {
  const auto regions = ReadAfter([](DcmDataset& dataset) {
    dataset.putAndInsertString(DCM_SegmentationType, "FRACTIONAL");
    dataset.putAndInsertString(DCM_SegmentationFractionalType, "OCCUPANCY");
    dataset.putAndInsertUint16(DCM_MaximumFractionalValue, 200);
    dataset.putAndInsertUint16(DCM_BitsAllocated, 8);
    dataset.putAndInsertUint16(DCM_BitsStored, 8);
    dataset.putAndInsertUint16(DCM_HighBit, 7);
    std::vector<Uint8> values(63 * 3 + 1, Uint8{0});
    values[0] = 50;
    values[63 + 9] = 200;  // second frame, second row
    dataset.putAndInsertUint8Array(DCM_PixelData, values.data(), values.size());
  });
  ASSERT_TRUE(regions) << regions.error().message;
  EXPECT_FLOAT_EQ(regions->front().coverage.At(0, 0, 0), 0.25F);
  EXPECT_FLOAT_EQ(regions->front().coverage.At(0, 1, 1), 1.0F);
}

TEST_F(ReadSegmentationTest, TellsWhereItComesFrom) {
  const auto regions = ReadAfter([](DcmDataset& dataset) {
    dataset.putAndInsertString(DCM_ManufacturerModelName, "Another program");
  });
  ASSERT_TRUE(regions);
  EXPECT_FALSE(regions->front().made_by_us);
  EXPECT_EQ(regions->front().study_instance_uid, "1.2.3.8");
  EXPECT_THAT(regions->front().referenced_series_uids, testing::ElementsAre("1.2.3.8.5"));
  EXPECT_EQ(regions->front().frame_of_reference_uid, "1.2.3.8.9");
}

TEST_F(ReadSegmentationTest, RefusesMoreFramesThanItHas) {
  ExpectError(
      [](DcmDataset& dataset) { dataset.putAndInsertString(DCM_NumberOfFrames, "2147483647"); },
      "NumberOfFrames");
}

TEST_F(ReadSegmentationTest, RefusesPixelDataThatAreTooShort) {
  ExpectError(
      [](DcmDataset& dataset) {
        const std::array<Uint8, 2> bytes{};
        dataset.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
      },
      "PixelData");
  ExpectError([](DcmDataset& dataset) { dataset.findAndDeleteElement(DCM_PixelData); },
              "PixelData");
}

TEST_F(ReadSegmentationTest, RefusesAnAbsurdMatrix) {
  ExpectError([](DcmDataset& dataset) { dataset.putAndInsertUint16(DCM_Rows, 65535); }, "Rows");
  ExpectError([](DcmDataset& dataset) { dataset.findAndDeleteElement(DCM_Columns); },
              "Columns");
  ExpectError([](DcmDataset& dataset) { dataset.putAndInsertUint16(DCM_Rows, 4096); },
              "PixelData");
}

TEST_F(ReadSegmentationTest, RefusesAFrameWithoutPosition) {
  ExpectError(
      [](DcmDataset& dataset) {
        FrameItem(dataset, 1, DCM_PlanePositionSequence)
            .findAndDeleteElement(DCM_ImagePositionPatient);
      },
      "frame 2: ImagePositionPatient");
}

TEST_F(ReadSegmentationTest, RefusesTwoFramesAtOnePlace) {
  ExpectError(
      [](DcmDataset& dataset) {
        OFString first;
        FrameItem(dataset, 0, DCM_PlanePositionSequence)
            .findAndGetOFStringArray(DCM_ImagePositionPatient, first);
        FrameItem(dataset, 1, DCM_PlanePositionSequence)
            .putAndInsertOFStringArray(DCM_ImagePositionPatient, first);
      },
      "same position");
}

TEST_F(ReadSegmentationTest, RefusesASegmentThatIsNotDescribed) {
  ExpectError(
      [](DcmDataset& dataset) {
        DcmItem* segment = nullptr;
        dataset.findAndGetSequenceItem(DCM_SegmentSequence, segment);
        segment->putAndInsertUint16(DCM_SegmentNumber, 2);
      },
      "SegmentSequence");
}

TEST_F(ReadSegmentationTest, RefusesOtherObjectsByName) {
  const auto regions = ReadSegmentation(sample_.follow_up.file_of_sop_instance.begin()->second);
  ASSERT_FALSE(regions);
  EXPECT_THAT(regions.error().message, HasSubstr("not a segmentation"));
}

TEST_F(ReadSegmentationTest, RefusesFilesThatAreNotDicom) {
  ASSERT_TRUE(WriteWholeFile(file_, std::string(512, '\xff')));
  EXPECT_FALSE(ReadSegmentation(file_));
  EXPECT_FALSE(ReadSegmentation(scratch_.path() / "missing.dcm"));
}

TEST_F(ReadSegmentationTest, SurvivesEveryTruncation) {
  ASSERT_TRUE(ReadAfter([](DcmDataset&) {}));
  const std::string bytes = *ReadWholeFile(file_);
  for (std::size_t length = 0; length < bytes.size(); length += 97) {
    ASSERT_TRUE(WriteWholeFile(file_, std::string_view(bytes).substr(0, length)));
    EXPECT_FALSE(ReadSegmentation(file_)) << length << " of " << bytes.size();
  }
}

}  // namespace
}  // namespace regen::dicom
