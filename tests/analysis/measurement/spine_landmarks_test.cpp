// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/spine_landmarks.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

SpineLandmarks OnLevel(const char* level) {
  SpineLandmarks landmarks;
  landmarks.treated = LandmarkDisc{};
  landmarks.treated->level = level;
  landmarks.why_no_level = MakeReason(reasons::kLevelNotCountable, "no sacrum");
  return landmarks;
}

TEST(CheckLevels, RefusesARegionOnAnotherLevel) {
  const LevelCheck check = CheckLevels({OnLevel("L3/L4"), OnLevel("L3/L4")}, "L4/L5", false);
  ASSERT_EQ(check.conflicts.size(), 2U);
  EXPECT_EQ(check.conflicts.front().code, reasons::kLevelConflict);
}

TEST(CheckLevels, OnlyWarnsWhereTheReaderNamedTheLevel) {
  const LevelCheck check = CheckLevels({OnLevel("L3/L4"), OnLevel("L3/L4")}, "L4/L5", true);
  EXPECT_TRUE(check.conflicts.empty());
  EXPECT_EQ(check.warnings.size(), 2U);
}

TEST(CheckLevels, RefusesExamsThatCountDifferentlyWhateverTheLabel) {
  const LevelCheck check = CheckLevels({OnLevel("L4/L5"), OnLevel("L3/L4")}, "L4/L5", true);
  EXPECT_EQ(check.conflicts.size(), 1U);
}

TEST(CheckLevels, WarnsWhereNothingCanBeCounted) {
  const LevelCheck check = CheckLevels({OnLevel(""), OnLevel("L4/L5")}, "L4/L5", false);
  EXPECT_TRUE(check.conflicts.empty());
  ASSERT_EQ(check.warnings.size(), 1U);
  EXPECT_EQ(check.warnings.front().code, reasons::kLevelNotCountable);
}

}  // namespace
}  // namespace regen
