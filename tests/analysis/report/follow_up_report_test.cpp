// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/follow_up_report.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(FollowUpReport, NamesAreThoseOfTheContract) {
  EXPECT_EQ(OutcomeName(Outcome::kMeasured), "measured");
  EXPECT_EQ(OutcomeName(Outcome::kHeld), "held");
  EXPECT_EQ(OutcomeName(Outcome::kRefused), "refused");
  EXPECT_EQ(VerdictName(Verdict::kExceedsError), "exceeds-error");
  EXPECT_EQ(VerdictName(Verdict::kWithinError), "within-error");
  EXPECT_EQ(VerdictName(Verdict::kNotComparable), "not-comparable");
  EXPECT_EQ(RegionMethodName(RegionMethod::kReader), "reader");
  EXPECT_EQ(RegionMethodName(RegionMethod::kPropagated), "propagated");
  EXPECT_EQ(RegionMethodName(RegionMethod::kAutomatic), "automatic");
  EXPECT_EQ(RegionMethodName(RegionMethod::kExternal), "external");
}

}  // namespace
}  // namespace regen
