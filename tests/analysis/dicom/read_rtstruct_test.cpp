// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_rtstruct.h"

#include "analysis/base/files.h"
#include "analysis/dicom/study_folder.h"
#include "tests/support/drawn_objects.h"
#include "tests/support/mr_files.h"

#include <functional>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::Outline;
using testing::ElementsAre;
using testing::HasSubstr;

double VolumeMm3(const Volume& volume) {
  double sum = 0;
  for (const float value : volume.values) sum += value;
  return sum * volume.geometry.VoxelVolumeMm3();
}

// An oblique sagittal series of slices 4 mm apart, and rectangles of 3 × 2 mm on its slices.
class ReadStructureSetTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file_ = scratch_.path() / "roi.dcm";
  test::MrFiles series_;
  StudySummary study_;
  test::Roi roi_;
  test::ObjectOrigin origin_;

  void SetUp() override {
    series_.echo_times_ms = {10};
    test::WriteMrFiles(series_, scratch_.path() / "study");
    const auto folder = ReadStudyFolder(scratch_.path() / "study");
    ASSERT_TRUE(folder) << folder.error().message;
    study_ = folder->study;
    roi_.frame_of_reference_uid = "1.2.3.4.9";
    roi_.outlines = {OnSlice(1), OnSlice(2)};
  }

  Outline OnSlice(double slice) const {
    const VolumeGeometry grid = test::GeometryOf(series_);
    Outline outline;
    for (const auto& [i, j] :
         {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1)}) {
      outline.emplace_back(LpsFromIndex(grid, Vec3(2, 2, slice)) +
                           grid.direction * Vec3(3 * i, 2 * j, 0));
    }
    return outline;
  }

  std::string ImageOfSlice(int slice) const {
    return study_.series.front().instances[static_cast<std::size_t>(slice)].sop_instance_uid;
  }

  Result<std::vector<DrawnRegion>> Read() {
    test::WriteStructureSet(file_, {roi_}, origin_);
    return ReadStructureSet(file_, study_);
  }

  DrawnRegion ReadOne() {
    auto regions = Read();
    EXPECT_TRUE(regions) << regions.error().message;
    return regions && !regions->empty() ? regions->front() : DrawnRegion{};
  }

  // Reads the file again after `edit`.
  Result<std::vector<DrawnRegion>> ReadAfter(const std::function<void(DcmDataset&)>& edit) {
    test::WriteStructureSet(file_, {roi_}, origin_);
    DcmFileFormat object;
    object.loadFile(file_.c_str());
    edit(*object.getDataset());
    object.saveFile(file_.c_str(), EXS_LittleEndianExplicit);
    return ReadStructureSet(file_, study_);
  }

  static DcmItem& Contour(DcmDataset& dataset, long n) {
    DcmItem* roi = nullptr;
    DcmItem* contour = nullptr;
    dataset.findAndGetSequenceItem(DCM_ROIContourSequence, roi);
    roi->findAndGetSequenceItem(DCM_ContourSequence, contour, n);
    return *contour;
  }
};

TEST_F(ReadStructureSetTest, FillsOutlinesOnObliqueSlices) {
  const DrawnRegion region = ReadOne();
  EXPECT_EQ(region.problem, "");
  EXPECT_NEAR(VolumeMm3(region.coverage), 3 * 2 * 8, 0.05);
}

TEST_F(ReadStructureSetTest, LiesOnTheSameSlicesInEitherDirection) {
  const VolumeGeometry grid = test::GeometryOf(series_);
  const auto region = ReadOne();
  const VolumeGeometry& own = region.coverage.geometry;
  EXPECT_NEAR(std::abs(own.direction.col(2).dot(grid.direction.col(2))), 1, 1e-6);
  // Whichever way the normal points, its planes are slices 1 and 2.
  for (int k = 0; k < 2; ++k) {
    const double slice = IndexFromLps(grid, LpsFromIndex(own, Vec3(0, 0, k)))[2];
    EXPECT_NEAR(slice, std::round(slice), 1e-3);
    EXPECT_THAT(std::lround(slice), testing::AnyOf(1, 2));
  }
}

TEST_F(ReadStructureSetTest, TellsWhatItSaysOfItself) {
  origin_.referenced_series_uid = "1.2.3.4.5";
  roi_.image_uids = {ImageOfSlice(1), ImageOfSlice(2)};
  roi_.algorithm = "SEMIAUTOMATIC";
  const DrawnRegion region = ReadOne();
  EXPECT_EQ(region.label, "Patellar tendon");
  EXPECT_EQ(region.number, 1);
  EXPECT_EQ(region.algorithm_type, "SEMIAUTOMATIC");
  EXPECT_EQ(region.frame_of_reference_uid, "1.2.3.4.9");
  EXPECT_EQ(region.sop_instance_uid, "1.2.3.4.70.1");
  EXPECT_EQ(region.sop_class_uid, UID_RTStructureSetStorage);
  EXPECT_EQ(region.content_date + region.content_time, "20260103101112");
  EXPECT_THAT(region.referenced_series_uids, ElementsAre("1.2.3.4.5"));
  EXPECT_THAT(region.referenced_image_uids, ElementsAre(ImageOfSlice(1), ImageOfSlice(2)));
  EXPECT_FALSE(region.made_by_us);
}

TEST_F(ReadStructureSetTest, OneSliceIsAsThickAsItsSeries) {
  roi_.outlines = {OnSlice(1)};
  roi_.image_uids = {ImageOfSlice(1)};
  EXPECT_NEAR(VolumeMm3(ReadOne().coverage), 3 * 2 * 4, 0.05);
  roi_.image_uids.clear();
  origin_.referenced_series_uid = "1.2.3.4.5";
  EXPECT_NEAR(VolumeMm3(ReadOne().coverage), 3 * 2 * 4, 0.05);
}

TEST_F(ReadStructureSetTest, OneSliceOfAnUnknownSeriesIsAProblem) {
  roi_.outlines = {OnSlice(1)};
  EXPECT_THAT(ReadOne().problem, HasSubstr("one plane"));
}

TEST_F(ReadStructureSetTest, ASliceLeftOutIsEmpty) {
  roi_.outlines = {OnSlice(0), OnSlice(1), OnSlice(3)};
  roi_.image_uids = {ImageOfSlice(0), ImageOfSlice(1), ImageOfSlice(3)};
  const DrawnRegion region = ReadOne();
  EXPECT_EQ(region.coverage.geometry.size[2], 4);
  EXPECT_NEAR(VolumeMm3(region.coverage), 3 * 2 * 12, 0.05);
}

TEST_F(ReadStructureSetTest, OutlinesBetweenTheSlicesCount) {
  roi_.outlines = {OnSlice(0.5), OnSlice(1), OnSlice(1.5), OnSlice(2)};
  EXPECT_NEAR(VolumeMm3(ReadOne().coverage), 3 * 2 * 8, 0.05);
}

TEST_F(ReadStructureSetTest, TheSameOutlineTwiceMakesNoHole) {
  roi_.outlines = {OnSlice(1), OnSlice(1), OnSlice(2)};
  EXPECT_NEAR(VolumeMm3(ReadOne().coverage), 3 * 2 * 8, 0.05);
}

TEST_F(ReadStructureSetTest, PointsAndOpenLinesAreNamedAsNoRegion) {
  for (const char* type : {"POINT", "OPEN_PLANAR", "OPEN_NONPLANAR"}) {
    roi_.type = type;
    const DrawnRegion region = ReadOne();
    EXPECT_THAT(region.problem, HasSubstr(type));
    EXPECT_TRUE(region.coverage.values.empty());
  }
}

TEST_F(ReadStructureSetTest, UnevenPlanesAreAProblemOfThatRoiAlone) {
  test::Roi uneven = roi_;
  uneven.number = 2;
  uneven.outlines = {OnSlice(0), OnSlice(1), OnSlice(2.4)};
  test::WriteStructureSet(file_, {roi_, uneven}, origin_);
  const auto regions = ReadStructureSet(file_, study_);
  ASSERT_TRUE(regions);
  EXPECT_EQ((*regions)[0].problem, "");
  EXPECT_THAT((*regions)[1].problem, HasSubstr("unevenly"));
}

TEST_F(ReadStructureSetTest, DrawsOnlyWhatIsAskedFor) {
  test::WriteStructureSet(file_, {roi_}, origin_);
  const auto regions =
      ReadStructureSet(file_, study_, [](const DrawnRegion&) { return false; });
  ASSERT_TRUE(regions);
  EXPECT_TRUE(regions->front().coverage.values.empty());
  EXPECT_EQ(regions->front().problem, "");
}

TEST_F(ReadStructureSetTest, NamesTheContourWhosePointsAreNotThree) {
  const auto regions = ReadAfter([](DcmDataset& dataset) {
    Contour(dataset, 1).putAndInsertOFStringArray(DCM_ContourData, "1\\2\\3\\4");
  });
  ASSERT_TRUE(regions);
  EXPECT_THAT(regions->front().problem, HasSubstr("contour 2: ContourData (3006,0050)"));
}

TEST_F(ReadStructureSetTest, NamesTheContourWithMorePointsThanItTells) {
  const auto regions = ReadAfter([](DcmDataset& dataset) {
    Contour(dataset, 0).putAndInsertOFStringArray(DCM_NumberOfContourPoints, "7");
  });
  ASSERT_TRUE(regions);
  EXPECT_THAT(regions->front().problem, HasSubstr("NumberOfContourPoints (3006,0046)"));
}

TEST_F(ReadStructureSetTest, AnRoiWithoutContoursIsAProblem) {
  const auto regions = ReadAfter(
      [](DcmDataset& dataset) { dataset.findAndDeleteElement(DCM_ROIContourSequence); });
  ASSERT_TRUE(regions);
  EXPECT_THAT(regions->front().problem, HasSubstr("ROIContourSequence (3006,0039)"));
}

TEST_F(ReadStructureSetTest, RefusesAnObjectWithoutAnyRoi) {
  const auto regions = ReadAfter(
      [](DcmDataset& dataset) { dataset.findAndDeleteElement(DCM_StructureSetROISequence); });
  ASSERT_FALSE(regions);
  EXPECT_THAT(regions.error().message,
              HasSubstr("roi.dcm: StructureSetROISequence (3006,0020)"));
}

TEST_F(ReadStructureSetTest, RefusesOtherObjects) {
  const auto regions = ReadStructureSet(scratch_.path() / "study" / "image-1001.dcm", study_);
  ASSERT_FALSE(regions);
  EXPECT_THAT(regions.error().message, HasSubstr("not an RTSTRUCT"));
}

TEST_F(ReadStructureSetTest, SurvivesEveryTruncation) {
  ASSERT_TRUE(Read());
  const std::string bytes = *ReadWholeFile(file_);
  for (std::size_t length = 0; length < bytes.size(); length += 41) {
    ASSERT_TRUE(WriteWholeFile(file_, std::string_view(bytes).substr(0, length)));
    const auto regions = ReadStructureSet(file_, study_);
    EXPECT_FALSE(regions && regions->front().problem.empty()) << length;
  }
}

}  // namespace
}  // namespace regen::dicom
