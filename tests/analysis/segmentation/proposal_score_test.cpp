// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/proposal_score.h"

#include <limits>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(ProposalScoreTest, IsZeroHalfAndOneAtItsThreeMarks) {
  EXPECT_DOUBLE_EQ(Score(0.2, 0.2, 0.4, 0.8), 0.0);
  EXPECT_DOUBLE_EQ(Score(0.4, 0.2, 0.4, 0.8), 0.5);
  EXPECT_DOUBLE_EQ(Score(0.8, 0.2, 0.4, 0.8), 1.0);
}

TEST(ProposalScoreTest, StaysWithinZeroAndOne) {
  EXPECT_DOUBLE_EQ(Score(-5, 0.2, 0.4, 0.8), 0.0);
  EXPECT_DOUBLE_EQ(Score(5, 0.2, 0.4, 0.8), 1.0);
}

TEST(ProposalScoreTest, WhatIsNoNumberCannotBeRight) {
  EXPECT_DOUBLE_EQ(Score(std::numeric_limits<double>::quiet_NaN(), 0.2, 0.4, 0.8), 0.0);
}

TEST(ProposalScoreTest, MarksMayDescend) {
  EXPECT_DOUBLE_EQ(Score(3, 6, 4, 2), 0.75);
  EXPECT_DOUBLE_EQ(Score(7, 6, 4, 2), 0.0);
}

TEST(ProposalScoreTest, ARangeIsHalfAtBothItsLimits) {
  EXPECT_DOUBLE_EQ(RangeScore(35, 35, 65, 5), 0.5);
  EXPECT_DOUBLE_EQ(RangeScore(65, 35, 65, 5), 0.5);
  EXPECT_DOUBLE_EQ(RangeScore(50, 35, 65, 5), 1.0);
  EXPECT_DOUBLE_EQ(RangeScore(29, 35, 65, 5), 0.0);
}

TEST(ProposalScoreTest, MedianIsTheMiddleOne) {
  EXPECT_DOUBLE_EQ(Median({5, 1, 3}), 3);
  EXPECT_DOUBLE_EQ(Median({4, 1, 3, 2}), 3);
}

TEST(ProposalScoreTest, TheWeakestPropertyDecides) {
  WeakestLink links;
  links.Add(0.9, "length");
  links.Add(0.6, "contrast");
  links.Add(0.8, "width");
  EXPECT_DOUBLE_EQ(links.quality(), 0.6);
  EXPECT_EQ(links.what(), "contrast");
}

TEST(ProposalScoreTest, ThePropertysValueIsAmongItsWords) {
  WeakestLink links;
  links.Add(0.3, "length", 27.104, " mm");
  links.Add(0.7, "width", 1);
  EXPECT_DOUBLE_EQ(links.quality(), 0.3);
  EXPECT_EQ(links.what(), "length of 27.10 mm");
}

TEST(ProposalScoreTest, AWeakProposalSaysForWhat) {
  WeakestLink links;
  links.Add(0.2, "contrast of 0.31");
  RegionProposal proposal;
  proposal.label = "patellar-tendon";
  SetQuality(links, proposal);
  ASSERT_EQ(proposal.why_not.size(), 1U);
  EXPECT_EQ(proposal.why_not[0].code, reasons::kAutomaticRegionUncertain);
  EXPECT_NE(proposal.why_not[0].text.find("contrast of 0.31"), std::string::npos);
}

TEST(ProposalScoreTest, AGoodProposalHasNothingAgainstIt) {
  WeakestLink links;
  links.Add(0.5, "length");
  RegionProposal proposal;
  SetQuality(links, proposal);
  EXPECT_TRUE(IsUsable(proposal));
}

TEST(ProposalScoreTest, WhatIsProposedHasTheCentreOfItsCoverage) {
  VolumeGeometry grid;
  grid.size = {3, 1, 1};
  Volume coverage = MakeVolume(grid);
  EXPECT_EQ(Proposed("femur", coverage).centre_lps, Vec3::Zero());
  coverage.values = {0, 0.5F, 0.5F};
  EXPECT_DOUBLE_EQ(Proposed("femur", coverage).centre_lps.x(), 1.5);
}

TEST(ProposalScoreTest, WhatWasNotFoundIsNotUsable) {
  VolumeGeometry grid;
  grid.size = {2, 2, 2};
  const RegionProposal proposal = NotFound("femur", grid, "no bone");
  EXPECT_FALSE(IsUsable(proposal));
  EXPECT_EQ(proposal.coverage.values.size(), 8U);
  EXPECT_EQ(proposal.why_not[0].code, reasons::kAutomaticRegionNotFound);
}

}  // namespace
}  // namespace regen
