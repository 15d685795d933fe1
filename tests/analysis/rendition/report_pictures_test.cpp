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

class Pictures : public testing::Test {
 protected:
  const VolumeGeometry grid_ = SagittalGrid({80, 80, 9}, Vec3(1, 1, 4));
  const Vec3 centre_ = Vec3(4, 10, -5);
  const Vec3 shift_ = Vec3(0, 6, 3);  // of the follow-up
  const Volume baseline_ = Rendered(grid_, Ball(centre_, 500, 100));
  const Volume region_ = Rendered(grid_, Ball(centre_, 1, 0));
  const Volume follow_up_ = Rendered(grid_, Ball(centre_ + shift_, 900, 100));
  const Volume follow_up_region_ = Rendered(grid_, Ball(centre_ + shift_, 1, 0));

  ReportPictures Make(const Volume& region) const {
    Rigid3 motion;
    motion.translation_mm = shift_;
    return MakeReportPictures(
        baseline_, region, follow_up_, follow_up_region_, RigidMotion(motion));
  }
};

TEST_F(Pictures, ShowTheSliceWithTheLargestPart) {
  const ReportPictures pictures = Make(region_);
  EXPECT_EQ(pictures.slices, 9);
  EXPECT_EQ(pictures.slice, 4) << "slices of 4 mm run from 16 mm left to 16 mm right";
}

TEST_F(Pictures, OutlineTheRegionWhereItIs) {
  const ReportPicture picture = *Make(region_).baseline;
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

TEST_F(Pictures, BringTheFollowUpToTheSamePlace) {
  const ReportPictures pictures = Make(region_);
  ASSERT_EQ(pictures.follow_up->outlines.size(), 1U);
  const auto leftmost = [](const ReportPicture& picture) {
    double x = 1e9;
    for (const auto& corner : picture.outlines[0]) x = std::min(x, corner[0]);
    return x * picture.pixel_mm;
  };
  EXPECT_NEAR(leftmost(*pictures.follow_up), leftmost(*pictures.baseline), 0.6);
}

TEST_F(Pictures, AreWindowedByTheirOwnValues) {
  const ReportPictures pictures = Make(region_);
  for (const auto& picture : {pictures.baseline, pictures.follow_up}) {
    EXPECT_EQ(*std::max_element(picture->grey.begin(), picture->grey.end()), 255);
    EXPECT_EQ(*std::min_element(picture->grey.begin(), picture->grey.end()), 0);
  }
}

TEST_F(Pictures, TellTheEdgesInThePatient) {
  const std::array<std::string, 4> sagittal = {"A", "P", "H", "F"};
  EXPECT_EQ(Make(region_).baseline->edges, sagittal);
}

TEST_F(Pictures, AreAbsentWithoutARegion) {
  const ReportPictures pictures = Make(MakeVolume(grid_));
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
