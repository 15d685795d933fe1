// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pictures.h"

#include "tests/support/scene.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::Rendered;
using test::SagittalGrid;

// A ball of 20 mm across at `centre_lps`, bright in the image, 1 in the region.
std::function<double(const Vec3&)> Ball(const Vec3& centre_lps, double inside, double outside) {
  return [=](const Vec3& p_lps) { return (p_lps - centre_lps).norm() < 10 ? inside : outside; };
}

// Both exams, rendered once for all tests.
struct TwoExams {
  const std::array<int, 3> points = {2, 2, 1};  // samples per voxel
  const VolumeGeometry grid = SagittalGrid({80, 80, 9}, Vec3(1, 1, 4));
  const Vec3 centre = Vec3(4, 10, -5);
  const Vec3 shift = Vec3(0, 6, 3);  // of the follow-up
  const Volume baseline = Rendered(grid, Ball(centre, 500, 100), points);
  const Volume region = Rendered(grid, Ball(centre, 1, 0), points);
  const Volume follow_up = Rendered(grid, Ball(centre + shift, 900, 100), points);
  const Volume follow_up_region = Rendered(grid, Ball(centre + shift, 1, 0), points);
};

const TwoExams& Exams() {
  static const TwoExams exams;
  return exams;
}

const ReportPictures& Made() {
  static const ReportPictures pictures = [] {
    const TwoExams& exams = Exams();
    Rigid3 motion;
    motion.translation_mm = exams.shift;
    return MakeReportPictures(exams.baseline,
                              exams.region,
                              exams.follow_up,
                              exams.follow_up_region,
                              RigidMotion(motion));
  }();
  return pictures;
}

TEST(Pictures, ShowTheSliceWithTheLargestPart) {
  const ReportPictures& pictures = Made();
  EXPECT_EQ(pictures.slices, 9);
  EXPECT_EQ(pictures.slice, 4) << "slices of 4 mm run from 16 mm left to 16 mm right";
}

TEST(Pictures, OutlineTheRegionWhereItIs) {
  const ReportPicture picture = *Made().baseline;
  ASSERT_EQ(picture.outlines.size(), 1U);
  double low = 1e9;
  double high = -1e9;
  for (const auto& corner : picture.outlines[0]) {
    low = std::min(low, corner[0]);
    high = std::max(high, corner[0]);
  }
  EXPECT_NEAR((high - low) * picture.pixel_mm, 20, 1.2);
  EXPECT_NEAR((high + low) / 2, (picture.width - 1) / 2.0, 1.2 / picture.pixel_mm);
}

TEST(Pictures, BringTheFollowUpToTheSamePlace) {
  const ReportPictures& pictures = Made();
  ASSERT_EQ(pictures.follow_up->outlines.size(), 1U);
  const auto leftmost = [](const ReportPicture& picture) {
    double x = 1e9;
    for (const auto& corner : picture.outlines[0]) x = std::min(x, corner[0]);
    return x * picture.pixel_mm;
  };
  EXPECT_NEAR(leftmost(*pictures.follow_up), leftmost(*pictures.baseline), 0.6);
}

TEST(Pictures, AreWindowedByTheirOwnValues) {
  const ReportPictures& pictures = Made();
  for (const auto& picture : {pictures.baseline, pictures.follow_up}) {
    EXPECT_EQ(*std::max_element(picture->grey.begin(), picture->grey.end()), 255);
    EXPECT_EQ(*std::min_element(picture->grey.begin(), picture->grey.end()), 0);
  }
}

TEST(Pictures, TellTheEdgesInThePatient) {
  const std::array<std::string, 4> sagittal = {"A", "P", "H", "F"};
  EXPECT_EQ(Made().baseline->edges, sagittal);
}

TEST(Pictures, AreAbsentWithoutARegion) {
  const TwoExams& exams = Exams();
  const ReportPictures pictures = MakeReportPictures(exams.baseline,
                                                     MakeVolume(exams.grid),
                                                     exams.follow_up,
                                                     exams.follow_up_region,
                                                     RigidMotion(Rigid3{}));
  EXPECT_FALSE(pictures.baseline.has_value());
  EXPECT_FALSE(pictures.follow_up.has_value());
}

TEST(SideLetter, IsThatOfTheNearestAxis) {
  EXPECT_EQ(SideLetter(Vec3(0.9, 0.3, 0)), "L");
  EXPECT_EQ(SideLetter(Vec3(-0.9, 0.3, 0)), "R");
  EXPECT_EQ(SideLetter(Vec3(0.1, 0.3, -0.8)), "F");
}

}  // namespace
}  // namespace regen
