// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_levels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::Each;
using testing::ElementsAre;

// Discs above each other, 35 mm apart, with a sacrum below the lowest.
std::vector<CountableDisc> Spine(int count) {
  std::vector<CountableDisc> discs;
  for (int n = 0; n < count; ++n) {
    CountableDisc disc;
    disc.shape.pose.centre_lps = Vec3(0, 0, 35 * n);
    disc.shape.pose.tilt_rad = n == 0 ? 0.65 : n == 1 ? 0.3 : 0.1;
    disc.body_below = {kBodyRows, 33, 0.0, 0, 0};
    discs.push_back(disc);
  }
  discs[0].body_below = {kBodyRows, 33, 0.33, kTailRows, 0.55};
  return discs;
}

TEST(LevelIndex, KnowsTheLumbarLevels) {
  EXPECT_EQ(LevelIndex("L5/S1"), 0);
  EXPECT_EQ(LevelIndex("T12/L1"), 5);
  EXPECT_EQ(LevelIndex("L6/S1"), std::nullopt);
  EXPECT_EQ(LevelIndex(""), std::nullopt);
}

TEST(CountLevels, CountsUpwardsFromTheSacrum) {
  EXPECT_THAT(CountLevels(Spine(4), {}).levels,
              ElementsAre("L5/S1", "L4/L5", "L3/L4", "L2/L3"));
}

TEST(CountLevels, NamesNothingAboveTheFifthDisc) {
  EXPECT_THAT(CountLevels(Spine(7), {}).levels,
              ElementsAre("L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2", "", ""));
}

TEST(CountLevels, NamesNothingWithoutASacrum) {
  auto discs = Spine(5);
  discs[0].body_below.taper = 0.05;
  const LevelCount count = CountLevels(discs, {});
  EXPECT_THAT(count.levels, Each(""));
  EXPECT_EQ(count.why_not.code, reasons::kLevelNotCountable);
}

TEST(CountLevels, NamesNothingWhereABodyAboveTheSacrumTapersToo) {
  auto discs = Spine(5);
  discs[1].body_below.taper = 0.25;
  EXPECT_THAT(CountLevels(discs, {}).levels, Each(""));
}

TEST(CountLevels, NamesNothingWhereTheSpineDoesNotTurnAtThePromontory) {
  auto discs = Spine(5);
  for (auto& disc : discs) disc.shape.pose.tilt_rad = 0.5;
  EXPECT_THAT(CountLevels(discs, {}).levels, Each(""));
}

TEST(CountLevels, StopsWhereADiscIsMissing) {
  auto discs = Spine(5);
  discs.erase(discs.begin() + 2);
  EXPECT_THAT(CountLevels(discs, {}).levels, ElementsAre("L5/S1", "L4/L5", "", ""));
}

TEST(CountLevels, CountsBothWaysFromAKnownLevel) {
  auto discs = Spine(4);
  discs[0].body_below.taper = 0;
  const KnownDiscLevel known{Vec3(5, -4, 72), "L2/L3"};
  EXPECT_THAT(CountLevels(discs, known).levels,
              ElementsAre("L4/L5", "L3/L4", "L2/L3", "L1/L2"));
}

TEST(CountLevels, NamesNothingWhereTheKnownPlaceHoldsNoDisc) {
  const KnownDiscLevel known{Vec3(0, 0, 52), "L3/L4"};
  EXPECT_THAT(CountLevels(Spine(4), known).levels, Each(""));
}

TEST(CountLevels, NamesNothingWhereTheKnownLevelContradictsTheSacrum) {
  const KnownDiscLevel known{Vec3(0, 0, 70), "L4/L5"};
  const LevelCount count = CountLevels(Spine(4), known);
  EXPECT_THAT(count.levels, Each(""));
  EXPECT_THAT(count.why_not.text, testing::HasSubstr("L4/L5"));
}

TEST(FollowsDiscBelow, TakesTheUsualDistanceFromTheChain) {
  auto discs = Spine(4);
  discs[3].shape.pose.centre_lps[2] += 30;
  EXPECT_THAT(FollowsDiscBelow(discs), ElementsAre(false, true, true, false));
}

TEST(FollowsDiscBelow, RefusesDistancesThatNoLumbarSpineHas) {
  auto discs = Spine(4);
  for (auto& disc : discs) disc.shape.pose.centre_lps *= 0.6;
  EXPECT_THAT(FollowsDiscBelow(discs), Each(false));
}

}  // namespace
}  // namespace regen
