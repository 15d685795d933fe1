// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/image_plane.h"

#include "analysis/base/text.h"

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

SeriesSummary Series(const std::string& uid, double distance_mm, int slices) {
  SeriesSummary series;
  series.series_instance_uid = uid;
  series.frame_of_reference_uid = "1.9";
  for (int slice = 0; slice < slices; ++slice) {
    InstanceSummary image;
    image.sop_instance_uid = StrCat(uid, ".", slice);
    image.image_position_lps = {distance_mm * slice, 10, 20};
    image.image_orientation = {0, 1, 0, 0, 0, -1};
    image.pixel_spacing_mm = {0.6, 0.5};
    series.instances.push_back(image);
  }
  return series;
}

StudySummary Study() {
  StudySummary study;
  study.series = {Series("1.1", 3, 4), Series("1.2", 4, 3), Series("1.3", 3, 2)};
  return study;
}

TEST(ImagePlane, StepsFromPixelToPixel) {
  const auto plane = FindImagePlane(Study(), "1.1.2");
  ASSERT_TRUE(plane);
  EXPECT_EQ(plane->position_lps, Vec3(6, 10, 20));
  EXPECT_TRUE(plane->along_row.isApprox(Vec3(0, 0.5, 0)));
  EXPECT_TRUE(plane->along_column.isApprox(Vec3(0, 0, -0.6)));
  EXPECT_EQ(plane->frame_of_reference_uid, "1.9");
  EXPECT_EQ(plane->series_instance_uid, "1.1");
}

TEST(ImagePlane, IsUnknownForImagesElsewhereOrWithoutOnePlane) {
  StudySummary study = Study();
  EXPECT_FALSE(FindImagePlane(study, "1.7"));
  study.series[0].instances[0].number_of_frames = 2;
  EXPECT_FALSE(FindImagePlane(study, "1.1.0"));
  study.series[0].instances[1].image_position_lps.reset();
  EXPECT_FALSE(FindImagePlane(study, "1.1.1"));
}

TEST(ImagePlane, OfAnEnhancedObjectIsThatOfTheFrameNamed) {
  StudySummary study = Study();
  for (InstanceSummary& frame : study.series[0].instances) {
    frame.sop_instance_uid = "1.1.9";
    frame.number_of_frames = static_cast<int>(study.series[0].instances.size());
  }
  study.series[0].instances[0].frame_number = 1;
  study.series[0].instances[1].frame_number = 2;
  study.series[0].instances[2].frame_number = 3;
  const auto plane = FindImagePlane(study, "1.1.9", 3);
  ASSERT_TRUE(plane);
  EXPECT_EQ(plane->position_lps, Vec3(6, 10, 20));
  EXPECT_FALSE(FindImagePlane(study, "1.1.9"));  // which frame is not said
  EXPECT_FALSE(FindImagePlane(study, "1.1.9", 7));
}

TEST(SliceSpacing, IsTheDistanceOfPositions) {
  EXPECT_NEAR(*SliceSpacingMm(Series("1.1", 3.5, 5)), 3.5, 1e-9);
}

TEST(SliceSpacing, EchoesAtOnePositionAreOneSlice) {
  SeriesSummary series = Series("1.1", 3, 2);
  series.instances.push_back(series.instances.front());
  EXPECT_NEAR(*SliceSpacingMm(series), 3, 1e-9);
}

TEST(SliceSpacing, OfASingleSliceIsUnknown) {
  EXPECT_FALSE(SliceSpacingMm(Series("1.1", 3, 1)));
}

TEST(ReferencedSpacing, IsThatOfTheImagesElseOfTheSeries) {
  EXPECT_NEAR(*ReferencedSpacingMm(Study(), {"1.2.0"}, {"1.1"}), 4, 1e-9);
  EXPECT_NEAR(*ReferencedSpacingMm(Study(), {}, {"1.1"}), 3, 1e-9);
  EXPECT_NEAR(*ReferencedSpacingMm(Study(), {"1.1.0", "1.3.1"}, {}), 3, 1e-9);
}

TEST(ReferencedSpacing, IsUnknownWhereSeriesDiffer) {
  EXPECT_FALSE(ReferencedSpacingMm(Study(), {"1.1.0", "1.2.0"}, {}));
  EXPECT_FALSE(ReferencedSpacingMm(Study(), {"1.8"}, {"1.7"}));
}

}  // namespace
}  // namespace regen::dicom
