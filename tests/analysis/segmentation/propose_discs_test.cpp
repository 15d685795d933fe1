// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_discs.h"

#include "analysis/segmentation/region.h"
#include "tests/support/spine_scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::HasSubstr;

std::vector<std::string> Levels(const LumbarDiscs& found) {
  std::vector<std::string> levels;
  for (const RegionProposal& disc : found.discs) {
    if (IsUsable(disc)) levels.push_back(disc.level);
  }
  return levels;
}

class ProposeLumbarDiscsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SpineSceneOptions options;
    options.seed = 2;
    options.discs = 4;
    scene_ = new SpineScene(MakeSpineScene(options));
    found_ = new LumbarDiscs(*ProposeLumbarDiscs(scene_->image));
  }
  static void TearDownTestSuite() {
    delete scene_;
    delete found_;
  }

  static const SpineScene* scene_;
  static const LumbarDiscs* found_;
};

const SpineScene* ProposeLumbarDiscsTest::scene_ = nullptr;
const LumbarDiscs* ProposeLumbarDiscsTest::found_ = nullptr;

TEST_F(ProposeLumbarDiscsTest, OutlinesEveryDiscThatIsVisible) {
  for (const SpineDiscTruth& truth : scene_->discs) {
    if (!truth.visible) continue;
    double best = 0;
    for (const RegionProposal& disc : found_->discs) {
      if (IsUsable(disc)) best = std::max(best, Dice(disc.coverage, truth.coverage));
    }
    EXPECT_GT(best, 0.85) << truth.level;
  }
}

TEST_F(ProposeLumbarDiscsTest, NamesThemFromTheSacrum) {
  const auto levels = Levels(*found_);
  ASSERT_GE(levels.size(), 3U);
  EXPECT_EQ(levels[0], "L5/S1");
  EXPECT_EQ(levels[2], "L3/L4");
}

TEST_F(ProposeLumbarDiscsTest, GivesTheCentreOfTheCoverage) {
  ASSERT_FALSE(found_->discs.empty());
  const RegionProposal& disc = found_->discs.back();
  EXPECT_LT((disc.centre_lps - CoverageCentre(disc.coverage)).norm(), 1e-9);
}

TEST_F(ProposeLumbarDiscsTest, SaysOfEveryUnusableDiscWhy) {
  for (const RegionProposal& disc : found_->discs) {
    EXPECT_EQ(disc.why_not.empty(), disc.quality >= kMinimumProposalQuality);
  }
}

TEST_F(ProposeLumbarDiscsTest, GivesTheSameTwice) {
  const auto again = ProposeLumbarDiscs(scene_->image);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->discs.size(), found_->discs.size());
  EXPECT_EQ(again->discs.back().coverage.values, found_->discs.back().coverage.values);
}

TEST_F(ProposeLumbarDiscsTest, NamesNothingWhereAKnownLevelContradictsTheSacrum) {
  LumbarDiscOptions options;
  options.known_level = {scene_->discs[1].centre_lps, "L3/L4"};
  const auto found = ProposeLumbarDiscs(scene_->image, options);
  ASSERT_TRUE(found);
  EXPECT_THAT(Levels(*found), testing::Each(""));
}

TEST(ProposeLumbarDiscs, NamesNoLevelAboveACutButProposesTheDiscs) {
  SpineSceneOptions options;
  options.seed = 2;
  options.discs = 6;
  options.cut_discs = 2;
  const auto found = ProposeLumbarDiscs(MakeSpineScene(options).image);
  ASSERT_TRUE(found);
  ASSERT_GE(Levels(*found).size(), 2U);
  EXPECT_THAT(Levels(*found), testing::Each(""));
  EXPECT_EQ(found->discs[0].remarks.at(0).code, reasons::kLevelNotCountable);
}

TEST(ProposeLumbarDiscs, RefusesAThoracicSpine) {
  SpineSceneOptions options;
  options.thoracic = true;
  options.discs = 6;
  const auto found = ProposeLumbarDiscs(MakeSpineScene(options).image);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->discs.empty());
  ASSERT_EQ(found->why_none.size(), 1U);
  EXPECT_EQ(found->why_none[0].code, reasons::kAutomaticRegionNotFound);
}

TEST(ProposeLumbarDiscs, RefusesAnImageTooSmallForASpine) {
  VolumeGeometry grid;
  grid.size = {8, 8, 2};
  const auto found = ProposeLumbarDiscs(MakeVolume(grid, 50));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->discs.empty());
}

TEST(ProposeLumbarDiscs, FailsForALevelThatIsNone) {
  VolumeGeometry grid;
  grid.size = {8, 8, 2};
  LumbarDiscOptions options;
  options.known_level = {Vec3::Zero(), "L7"};
  const auto found = ProposeLumbarDiscs(MakeVolume(grid, 50), options);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("known level"));
}

TEST(ProposeLumbarDiscs, FailsForAnImageWithoutVoxels) {
  EXPECT_FALSE(ProposeLumbarDiscs(Volume{}));
}

}  // namespace
}  // namespace regen
