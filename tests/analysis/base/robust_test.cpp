// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/robust.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Median, IsTheMiddleValueWhateverTheOrder) {
  EXPECT_EQ(Median({5, 1, 3}), 3);
  EXPECT_EQ(Median({7}), 7);
}

TEST(Median, OfAnEvenNumberIsTheUpperOfTheTwoInTheMiddle) {
  EXPECT_EQ(Median({4, 1, 2, 3}), 3);
}

TEST(Quantile, IsTheValueOfThatRank) {
  EXPECT_EQ(Quantile({5, 1, 3, 2, 4}, 0), 1);
  EXPECT_EQ(Quantile({5, 1, 3, 2, 4}, 0.25), 2);
  EXPECT_EQ(Quantile({5, 1, 3, 2, 4}, 0.9), 5);
}

TEST(Quantile, OfAllIsTheLast) {
  EXPECT_EQ(Quantile({5, 1, 3}, 1), 5);
}

TEST(RobustScale, OfNormalMagnitudesIsTheStandardDeviation) {
  // Quartile of |x| of a standard normal distribution: 0.6745.
  EXPECT_NEAR(RobustScale(std::vector<double>{0.1, 0.6745, 40}), 1, 1e-4);
}

TEST(RobustScale, OfSinglePrecisionIsTheSame) {
  EXPECT_NEAR(RobustScale(std::vector<float>{40, 0.1F, 0.6745F}), 1, 1e-4);
}

TEST(RobustScale, IsNeverZero) {
  EXPECT_GT(RobustScale(std::vector<double>{0, 0, 0}), 0);
  EXPECT_GT(RobustScale(std::vector<double>{}), 0);
}

TEST(Biweight, FallsFromOneToNothingAtItsEnd) {
  EXPECT_EQ(Biweight(0, 2), 1);
  EXPECT_NEAR(Biweight(4.685, 2), 0.5625, 1e-12);  // half of the way: (1 - 1/4)²
  EXPECT_EQ(Biweight(9.37, 2), 0);
  EXPECT_EQ(Biweight(-100, 2), 0);
}

}  // namespace
}  // namespace regen
