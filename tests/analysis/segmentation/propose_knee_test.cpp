// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_knee.h"

#include "tests/support/flat_knee_scene.h"
#include "tests/support/scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const VolumeGeometry kGrid = test::SagittalGrid({96, 96, 10}, Vec3(0.8, 0.8, 4));

void ExpectRefused(const Volume& image) {
  const KneeProposal knee = ProposeKnee(image);
  for (const RegionProposal* proposal : knee.All()) {
    EXPECT_FALSE(IsUsable(*proposal)) << proposal->label;
    ASSERT_FALSE(proposal->why_not.empty());
    EXPECT_NE(proposal->why_not[0].text.find(proposal->label), std::string::npos);
    EXPECT_TRUE(SameGrid(proposal->coverage.geometry, image.geometry));
  }
}

TEST(ProposeKneeTest, RefusesAnEmptyImage) {
  ExpectRefused(MakeVolume(kGrid));
}

TEST(ProposeKneeTest, RefusesNoise) {
  Volume image = MakeVolume(kGrid);
  test::AddNoise(image, 100, 1);
  ExpectRefused(image);
}

TEST(ProposeKneeTest, RefusesAPlainBlock) {
  ExpectRefused(test::Rendered(
      kGrid, [](const Vec3& p) { return p.norm() < 30 ? 1000.0 : 0.0; }, {1, 1, 1}));
}

TEST(ProposeKneeTest, ATinyImageIsRefusedAndDoesNotFail) {
  ExpectRefused(MakeVolume(test::SagittalGrid({3, 3, 1}, Vec3(1, 1, 4)), 5.0F));
}

TEST(ProposeKneeTest, RefusesCoronalSlicesAndSaysWhy) {
  VolumeGeometry coronal = kGrid;
  coronal.direction.col(0) = Vec3(1, 0, 0);
  coronal.direction.col(1) = Vec3(0, 0, -1);
  coronal.direction.col(2) = Vec3(0, 1, 0);
  const KneeProposal knee = ProposeKnee(MakeVolume(coronal));
  ASSERT_EQ(knee.femur.why_not.size(), 1U);
  EXPECT_EQ(knee.femur.why_not[0].code, reasons::kAutomaticRegionNotFound);
  EXPECT_NE(knee.femur.why_not[0].text.find("4.00 mm from front to back"), std::string::npos);
}

class FlatKnee : public testing::Test {
 protected:
  static const KneeProposal& Knee() {
    static const KneeProposal knee = [] {
      const test::FlatKneeScene scene;
      return ProposeKnee(test::Rendered(test::SagittalGrid({124, 124, 20}, Vec3(1.0, 1.0, 5.2)),
                                        [&](const Vec3& p) { return scene.ValueAt(p); },
                                        {1, 1, 1}));
    }();
    return knee;
  }
};

TEST_F(FlatKnee, ItsBonesAreUsableAndWhereTheyAre) {
  EXPECT_TRUE(IsUsable(Knee().femur)) << Knee().femur.quality;
  EXPECT_TRUE(IsUsable(Knee().tibia)) << Knee().tibia.quality;
  EXPECT_TRUE(IsUsable(Knee().patella)) << Knee().patella.quality;
  EXPECT_NEAR((Knee().patella.centre_lps - Vec3(0, -45, 34)).norm(), 0, 2.5);
}

TEST_F(FlatKnee, CartilageLiesBetweenItsBones) {
  EXPECT_NEAR(Knee().femoral_cartilage.centre_lps.x(), 0, 3);
  EXPECT_NEAR(Knee().patellar_cartilage.centre_lps.y(), -33.2, 1.5);
  EXPECT_NEAR(Knee().tibial_cartilage.centre_lps.z(), -2.7, 1.0);
}

TEST_F(FlatKnee, ShaftsThatLeaveTheImagesAreRemarkedUpon) {
  ASSERT_EQ(Knee().femur.remarks.size(), 1U);
  EXPECT_EQ(Knee().femur.remarks[0].code, reasons::kRegionCutByImages);
  EXPECT_EQ(Knee().tibia.remarks.size(), 1U);
  EXPECT_TRUE(Knee().patella.remarks.empty());
}

TEST_F(FlatKnee, NoVoxelBelongsToTwoStructures) {
  const KneeProposal& knee = Knee();
  for (std::size_t n = 0; n < knee.femur.coverage.values.size(); ++n) {
    float sum = 0;
    for (const RegionProposal* proposal : knee.All()) sum += proposal->coverage.values[n];
    ASSERT_LE(sum, 1.0F + 1e-5F);
  }
}

}  // namespace
}  // namespace regen
