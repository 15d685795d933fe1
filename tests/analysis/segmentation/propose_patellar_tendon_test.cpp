// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_patellar_tendon.h"

#include "tests/support/scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

void ExpectRefused(const Volume& image) {
  const RegionProposal proposal = ProposePatellarTendon(image);
  EXPECT_FALSE(IsUsable(proposal));
  ASSERT_FALSE(proposal.why_not.empty());
  EXPECT_FALSE(proposal.why_not[0].text.empty());
  EXPECT_TRUE(SameGrid(proposal.coverage.geometry, image.geometry));
}

const VolumeGeometry kGrid = test::SagittalGrid({96, 96, 10}, Vec3(0.8, 0.8, 4));

TEST(ProposePatellarTendonTest, RefusesAnEmptyImage) {
  ExpectRefused(MakeVolume(kGrid));
}

TEST(ProposePatellarTendonTest, RefusesNoise) {
  Volume image = MakeVolume(kGrid);
  test::AddNoise(image, 100, 1);
  ExpectRefused(image);
}

TEST(ProposePatellarTendonTest, RefusesAPlainBlock) {
  ExpectRefused(test::Rendered(
      kGrid, [](const Vec3& p) { return p.norm() < 30 ? 1000.0 : 0.0; }, {1, 1, 1}));
}

TEST(ProposePatellarTendonTest, RefusesVoxelsTooCoarseFromFrontToBackAndSaysSo) {
  VolumeGeometry coronal = kGrid;
  coronal.direction.col(0) = Vec3(1, 0, 0);
  coronal.direction.col(1) = Vec3(0, 0, -1);
  coronal.direction.col(2) = Vec3(0, 1, 0);
  const RegionProposal proposal = ProposePatellarTendon(MakeVolume(coronal));
  ASSERT_EQ(proposal.why_not.size(), 1U);
  EXPECT_EQ(proposal.why_not[0].code, reasons::kAutomaticRegionNotFound);
  EXPECT_NE(proposal.why_not[0].text.find("4.00 mm from front to back"), std::string::npos);
}

TEST(ProposePatellarTendonTest, ATinyImageIsRefusedAndDoesNotFail) {
  ExpectRefused(MakeVolume(test::SagittalGrid({3, 3, 1}, Vec3(1, 1, 4)), 5.0F));
}

}  // namespace
}  // namespace regen
