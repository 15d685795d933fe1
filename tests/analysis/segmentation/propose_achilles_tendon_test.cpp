// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_achilles_tendon.h"

#include "analysis/segmentation/region.h"
#include "tests/support/ankle_scene.h"
#include "tests/support/image_changes.h"
#include "tests/support/scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::AnkleScene;

struct Ankle {
  Volume image;
  Volume tendon;
};

Ankle Made(const AnkleScene& scene, const VolumeGeometry& grid, double noise = 15) {
  Ankle ankle{
      test::Rendered(grid, [&](const Vec3& p) { return scene.ValueAt(p); }, {2, 1, 1}),
      test::Rendered(
          grid, [&](const Vec3& p) { return scene.InFreeTendon(p) ? 1.0 : 0.0; }, {2, 1, 1})};
  test::AddNoise(ankle.image, noise, 7);
  return ankle;
}

const VolumeGeometry kSagittal = test::SagittalGrid({130, 120, 14}, Vec3(0.7, 1.0, 3.5));

const Ankle& Plain() {
  static const Ankle ankle = Made(AnkleScene{}, kSagittal);
  return ankle;
}

void ExpectRefused(const Volume& image) {
  const RegionProposal proposal = ProposeAchillesTendon(image);
  EXPECT_FALSE(IsUsable(proposal)) << proposal.quality;
  EXPECT_FALSE(proposal.why_not.empty());
}

TEST(ProposeAchillesTendonTest, OutlinesTheFreeTendonOnSagittalImages) {
  const RegionProposal proposal = ProposeAchillesTendon(Plain().image);
  ASSERT_TRUE(IsUsable(proposal)) << proposal.quality;
  EXPECT_GT(Dice(proposal.coverage, Plain().tendon), 0.9);
  EXPECT_TRUE(proposal.remarks.empty());
}

TEST(ProposeAchillesTendonTest, OutlinesItOnAxialImages) {
  VolumeGeometry axial;
  axial.size = {100, 130, 30};
  axial.spacing_mm = Vec3(0.7, 0.7, 4);
  axial.origin_lps = Vec3(-35, -45, -60);
  const Ankle ankle = Made(AnkleScene{}, axial);
  const RegionProposal proposal = ProposeAchillesTendon(ankle.image);
  ASSERT_TRUE(IsUsable(proposal)) << proposal.quality;
  EXPECT_GT(Dice(proposal.coverage, ankle.tendon), 0.9);
}

TEST(ProposeAchillesTendonTest, VolumeIsNearTheTrueOneForAThickTendonToo) {
  AnkleScene thick;
  thick.thickness_mm = 9;
  const Ankle ankle = Made(thick, kSagittal);
  const RegionProposal proposal = ProposeAchillesTendon(ankle.image);
  ASSERT_TRUE(IsUsable(proposal)) << proposal.quality;
  EXPECT_NEAR(CoverageVolumeMm3(proposal.coverage) / CoverageVolumeMm3(ankle.tendon), 1, 0.1);
}

TEST(ProposeAchillesTendonTest, ALegThatLiesTurnedBy20DegreesIsFound) {
  for (int axis = 0; axis < 3; ++axis) {
    const Vec3 turn = 0.35 * Vec3::Unit(axis);
    const RegionProposal proposal = ProposeAchillesTendon(test::Turned(Plain().image, turn));
    ASSERT_TRUE(IsUsable(proposal)) << proposal.quality;
    EXPECT_GT(Dice(proposal.coverage, test::Turned(Plain().tendon, turn)), 0.9);
  }
}

TEST(ProposeAchillesTendonTest, SaysThatTheImagesEndBeforeTheTendonDoes) {
  const Volume low = test::Cropped(Plain().image, {0, 40, 0}, kSagittal.size);
  const RegionProposal proposal = ProposeAchillesTendon(low);
  ASSERT_TRUE(IsUsable(proposal)) << proposal.quality;
  ASSERT_EQ(proposal.remarks.size(), 1U);
  EXPECT_EQ(proposal.remarks[0].code, reasons::kRegionCutByImages);
}

TEST(ProposeAchillesTendonTest, RefusesImagesWithoutTheCalcaneus) {
  ExpectRefused(test::Cropped(Plain().image, {0, 0, 0}, {130, 75, 14}));
}

TEST(ProposeAchillesTendonTest, RefusesImagesWithHalfOfTheTendon) {
  ExpectRefused(test::Cropped(Plain().image, {0, 0, 0}, {130, 120, 7}));
}

TEST(ProposeAchillesTendonTest, RefusesImagesWithoutTheSkinOfTheBack) {
  ExpectRefused(test::Cropped(Plain().image, {0, 0, 0}, {95, 120, 14}));
}

TEST(ProposeAchillesTendonTest, RefusesAMirroredPatient) {
  ExpectRefused(test::Mirrored(Plain().image, 0));
  ExpectRefused(test::Mirrored(Plain().image, 1));
}

TEST(ProposeAchillesTendonTest, RefusesHeavyNoise) {
  Volume noisy = Plain().image;
  test::AddNoise(noisy, 500, 8);
  ExpectRefused(noisy);
}

TEST(ProposeAchillesTendonTest, RefusesATendonAsBrightAsFat) {
  AnkleScene bright;
  bright.dark = 700;
  ExpectRefused(Made(bright, kSagittal).image);
}

TEST(ProposeAchillesTendonTest, RefusesEmptyAndTinyImages) {
  ExpectRefused(MakeVolume(kSagittal));
  ExpectRefused(MakeVolume(test::SagittalGrid({3, 3, 1}, Vec3(1, 1, 4)), 5.0F));
}

TEST(ProposeAchillesTendonTest, RefusesVoxelsTooCoarseFromFrontToBack) {
  VolumeGeometry coronal = kSagittal;
  coronal.direction.col(0) = Vec3(1, 0, 0);
  coronal.direction.col(2) = Vec3(0, 1, 0);
  ExpectRefused(MakeVolume(coronal));
}

}  // namespace
}  // namespace regen
