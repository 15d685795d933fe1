// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_sr_regions.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/study_folder.h"
#include "tests/support/drawn_objects.h"
#include "tests/support/mr_files.h"

#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

double VolumeMm3(const Volume& volume) {
  double sum = 0;
  for (const float value : volume.values) sum += value;
  return sum * volume.geometry.VoxelVolumeMm3();
}

Vec3 Centre(const Volume& volume) {
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (int k = 0; k < volume.geometry.size[2]; ++k) {
    for (int j = 0; j < volume.geometry.size[1]; ++j) {
      for (int i = 0; i < volume.geometry.size[0]; ++i) {
        const auto value = static_cast<double>(volume.At(i, j, k));
        sum += LpsFromIndex(volume.geometry, Vec3(i, j, k)) * value;
        weight += value;
      }
    }
  }
  return sum / weight;
}

// Pixels of 0.5 (columns) × 0.625 mm (rows), slices 4 mm apart, oblique; either direction.
class ReadReportRegionsTest : public testing::TestWithParam<const char*> {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file_ = scratch_.path() / "sr.dcm";
  test::MrFiles series_;
  StudySummary study_;

  void SetUp() override {
    series_.echo_times_ms = {10};
    series_.orientation = GetParam();
    test::WriteMrFiles(series_, scratch_.path() / "study");
    const auto folder = ReadStudyFolder(scratch_.path() / "study");
    ASSERT_TRUE(folder) << folder.error().message;
    study_ = folder->study;
  }

  std::string ImageOfSlice(int slice) const { return StrCat("1.2.3.4.5.6.", slice + 1); }

  // A rectangle of 4 × 3 pixels from pixel (2, 1) on, its outer borders.
  test::ReportGraphic OnSlice(int slice) const {
    return {"POLYLINE", {2, 1, 6, 1, 6, 4, 2, 4, 2, 1}, ImageOfSlice(slice), ""};
  }

  std::vector<DrawnRegion> Read(const std::vector<test::ReportGroup>& groups) {
    test::WriteDrawnReport(file_, groups);
    auto regions = ReadReportRegions(file_, study_);
    EXPECT_TRUE(regions) << regions.error().message;
    return regions ? *regions : std::vector<DrawnRegion>{};
  }

  DrawnRegion ReadOne(const std::vector<test::ReportGraphic>& graphics) {
    test::ReportGroup group;
    group.graphics = graphics;
    const auto regions = Read({group});
    EXPECT_EQ(regions.size(), 1U);
    return regions.empty() ? DrawnRegion{} : regions.front();
  }
};

INSTANTIATE_TEST_SUITE_P(
    BothDirections,
    ReadReportRegionsTest,
    testing::Values("-0.0218343\\0.999511\\0.0224019\\-0.144772\\0.01901\\-0.989282",
                    "0.0218343\\-0.999511\\-0.0224019\\-0.144772\\0.01901\\-0.989282"));

TEST_P(ReadReportRegionsTest, HoldsTheAreaOfThePixelsInMillimetres) {
  const DrawnRegion region = ReadOne({OnSlice(1), OnSlice(2)});
  EXPECT_EQ(region.problem, "");
  EXPECT_NEAR(VolumeMm3(region.coverage), 4 * 0.5 * 3 * 0.625 * 8, 0.02);
}

TEST_P(ReadReportRegionsTest, LiesWhereThePixelsLie) {
  // Outer borders from 2 to 6 and 1 to 4 are pixels 2..5 and 1..3, whose middle is 3.5, 2.
  const DrawnRegion region = ReadOne({OnSlice(1), OnSlice(2)});
  const Vec3 expected = LpsFromIndex(test::GeometryOf(series_), Vec3(3.5, 2, 1.5));
  EXPECT_NEAR((Centre(region.coverage) - expected).norm(), 0, 0.01);
}

TEST_P(ReadReportRegionsTest, TakesFrameOfReferenceAndSeriesOfItsImage) {
  const DrawnRegion region = ReadOne({OnSlice(1), OnSlice(2)});
  EXPECT_EQ(region.frame_of_reference_uid, "1.2.3.4.9");
  EXPECT_THAT(region.referenced_series_uids, ElementsAre("1.2.3.4.5"));
  EXPECT_THAT(region.referenced_image_uids, ElementsAre(ImageOfSlice(1), ImageOfSlice(2)));
}

TEST_P(ReadReportRegionsTest, OneImageIsAsThickAsItsSeries) {
  EXPECT_NEAR(VolumeMm3(ReadOne({OnSlice(1)}).coverage), 4 * 0.5 * 3 * 0.625 * 4, 0.02);
}

TEST_P(ReadReportRegionsTest, AnEllipseHasItsArea) {
  // Half axes of 3 columns and 2 rows.
  const DrawnRegion region =
      ReadOne({{"ELLIPSE", {1, 3, 7, 3, 4, 1, 4, 5}, ImageOfSlice(1), ""}});
  const double area = std::numbers::pi * (3 * 0.5) * (2 * 0.625);
  EXPECT_NEAR(VolumeMm3(region.coverage), area * 4, 1e-3 * area * 4);
}

TEST_P(ReadReportRegionsTest, ACircleHasItsArea) {
  const DrawnRegion region = ReadOne({{"CIRCLE", {4, 3, 4, 5}, ImageOfSlice(1), ""}});
  const double area = std::numbers::pi * 1.25 * 1.25;
  EXPECT_NEAR(VolumeMm3(region.coverage), area * 4, 1e-3 * area * 4);
}

TEST_P(ReadReportRegionsTest, ReadsCoordinatesInThePatient) {
  const VolumeGeometry grid = test::GeometryOf(series_);
  const auto polygon = [&](int slice) {
    test::ReportGraphic graphic{"POLYGON", {}, "", "1.2.3.4.9"};
    for (const auto& [i, j] :
         {std::pair(1, 1), std::pair(5, 1), std::pair(1, 5), std::pair(1, 1)}) {
      const Vec3 p_lps = LpsFromIndex(grid, Vec3(i, j, slice));
      for (int axis = 0; axis < 3; ++axis)
        graphic.data.push_back(static_cast<float>(p_lps[axis]));
    }
    return graphic;
  };
  const DrawnRegion region = ReadOne({polygon(0), polygon(1), polygon(2)});
  EXPECT_EQ(region.problem, "");
  EXPECT_EQ(region.frame_of_reference_uid, "1.2.3.4.9");
  EXPECT_NEAR(VolumeMm3(region.coverage), 0.5 * (4 * 0.5) * (4 * 0.625) * 12, 0.05);
}

TEST_P(ReadReportRegionsTest, ReadsAnEllipseInThePatient) {
  // Half axes of 6 and 2 mm on one slice; the image beside it tells the thickness.
  const Vec3 centre = LpsFromIndex(test::GeometryOf(series_), Vec3(4, 3, 1));
  const Mat3 direction = test::GeometryOf(series_).direction;
  test::ReportGraphic graphic{"ELLIPSE", {}, ImageOfSlice(1), "1.2.3.4.9"};
  for (const Vec3& end : {Vec3(-6, 0, 0), Vec3(6, 0, 0), Vec3(0, -2, 0), Vec3(0, 2, 0)}) {
    const Vec3 p_lps = centre + direction * end;
    for (int axis = 0; axis < 3; ++axis)
      graphic.data.push_back(static_cast<float>(p_lps[axis]));
  }
  const double area = std::numbers::pi * 12;
  EXPECT_NEAR(VolumeMm3(ReadOne({graphic}).coverage), area * 4, 1e-3 * area * 4);
}

TEST_P(ReadReportRegionsTest, GroupsWithOneTrackingUidAreOneRegion) {
  test::ReportGroup first;
  first.inferred = true;
  first.graphics = {OnSlice(1), OnSlice(1)};  // two numbers of one outline
  test::ReportGroup second = first;
  second.graphics = {OnSlice(2)};
  const auto regions = Read({first, second});
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_NEAR(VolumeMm3(regions[0].coverage), 4 * 0.5 * 3 * 0.625 * 8, 0.02);
}

TEST_P(ReadReportRegionsTest, TellsWhatItSaysOfItself) {
  const DrawnRegion region = ReadOne({OnSlice(1)});
  EXPECT_EQ(region.label, "Patellar tendon, ROI 1");
  EXPECT_EQ(region.tracking_id, "ROI 1");
  EXPECT_EQ(region.tracking_uid, "1.2.3.4.71");
  EXPECT_EQ(region.content_date + region.content_time, "20260103101112");
  EXPECT_EQ(region.sop_instance_uid, "1.2.3.4.70.1");
}

TEST_P(ReadReportRegionsTest, APointIsNamedAsASeed) {
  const DrawnRegion region = ReadOne({{"POINT", {3, 3}, ImageOfSlice(1), ""}});
  EXPECT_THAT(region.problem, HasSubstr("a POINT is only a seed"));
}

TEST_P(ReadReportRegionsTest, AnImageOfAnotherStudyIsAProblem) {
  test::ReportGraphic graphic = OnSlice(1);
  graphic.image_uid = "1.9.9";
  EXPECT_THAT(ReadOne({graphic}).problem, HasSubstr("ReferencedSOPSequence (0008,1199)"));
}

TEST_P(ReadReportRegionsTest, TwoFramesOfReferenceInOneRegionAreAProblem) {
  test::ReportGraphic other{"POLYGON", {0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0}, "", "1.7"};
  EXPECT_THAT(ReadOne({OnSlice(1), other}).problem, HasSubstr("several frames of reference"));
}

TEST_P(ReadReportRegionsTest, NamesTheOutlineThatIsBroken) {
  EXPECT_THAT(ReadOne({{"ELLIPSE", {1, 3, 7, 3}, ImageOfSlice(1), ""}}).problem,
              HasSubstr("outline 1: an ELLIPSE of 2 points"));
  EXPECT_THAT(ReadOne({{"ELLIPSE", {1, 3, 7, 3, 20, 1, 20, 5}, ImageOfSlice(1), ""}}).problem,
              HasSubstr("halve each other"));
  EXPECT_THAT(ReadOne({{"CIRCLE", {1, 3, 7, 3, 2, 2}, ImageOfSlice(1), ""}}).problem,
              HasSubstr("a CIRCLE of 3 points"));
  EXPECT_THAT(ReadOne({{"ELLIPSE", {1, 3, 7}, ImageOfSlice(1), ""}}).problem,
              HasSubstr("GraphicData (0070,0022) holds 3 values"));
}

TEST_P(ReadReportRegionsTest, AReportThatDrawsNothingGivesNoRegion) {
  EXPECT_THAT(Read({test::ReportGroup{}}), IsEmpty());
}

TEST_P(ReadReportRegionsTest, RefusesOtherObjects) {
  const auto regions = ReadReportRegions(scratch_.path() / "study" / "image-1001.dcm", study_);
  ASSERT_FALSE(regions);
  EXPECT_THAT(regions.error().message, HasSubstr("not an SR with coordinates"));
}

}  // namespace
}  // namespace regen::dicom
