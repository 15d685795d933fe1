// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/instruction_set.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(InstructionSets, AlwaysHaveTheBaselineFirst) {
  ASSERT_FALSE(AvailableInstructionSets().empty());
  EXPECT_EQ(AvailableInstructionSets().front(), InstructionSet::kBaseline);
}

TEST(InstructionSets, GrowWider) {
  const std::vector<InstructionSet> sets = AvailableInstructionSets();
  EXPECT_TRUE(std::is_sorted(sets.begin(), sets.end()));
  EXPECT_EQ(WidestInstructionSet(), sets.back());
}

}  // namespace
}  // namespace regen
