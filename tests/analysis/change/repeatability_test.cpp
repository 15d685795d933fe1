// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/repeatability.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Factors as computed from tables of χ²: 10 subjects 1.59, 20 1.36, 35 1.25.
TEST(UpperBoundOfWithinSubject, WidensForFewSubjects) {
  EXPECT_NEAR(UpperBoundOfWithinSubject({10, 10, "site", ""}), 15.9, 0.05);
  EXPECT_NEAR(UpperBoundOfWithinSubject({10, 20, "site", ""}), 13.6, 0.05);
  EXPECT_NEAR(UpperBoundOfWithinSubject({10, 35, "site", ""}), 12.5, 0.05);
}

TEST(UpperBoundOfWithinSubject, TakesOnePointFourWhereSubjectsAreNotStated) {
  EXPECT_NEAR(UpperBoundOfWithinSubject({5, 0, "literature", ""}), 7.0, 1e-12);
}

TEST(LogStandardDeviation, IsNearlyTheWcvWhereThatIsSmall) {
  EXPECT_NEAR(LogStandardDeviation(5), 0.04997, 1e-5);
  EXPECT_EQ(LogStandardDeviation(0), 0);
}

}  // namespace
}  // namespace regen
