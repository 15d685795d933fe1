// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/change_assessment.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

// wCV exactly as used: the factor for unstated subjects taken out.
Repeatability KnownWcv(double percent) {
  return {percent / 1.4, 0, "literature", ""};
}

// wCV 5 % gives -13 % / +15 %, wCV 10 % gives -24 % / +32 % around no change.
TEST(AssessChange, HasTheAsymmetricLimitsOfALogNormalError) {
  const auto five = AssessChange({40, 0}, {40, 0}, KnownWcv(5), 1);
  EXPECT_NEAR(five.lower_percent, -13, 0.5);
  EXPECT_NEAR(five.upper_percent, 15, 0.5);
  const auto ten = AssessChange({40, 0}, {40, 0}, KnownWcv(10), 1);
  EXPECT_NEAR(ten.lower_percent, -24, 0.5);
  EXPECT_NEAR(ten.upper_percent, 32, 0.5);
}

TEST(AssessChange, TellsTheChangeInUnitsAndPercent) {
  const auto change = AssessChange({40, 0}, {26, 0}, KnownWcv(5), 1);
  EXPECT_NEAR(change.change, -14, 1e-12);
  EXPECT_NEAR(change.change_percent, -35, 1e-12);
  EXPECT_NEAR(change.repeatability_percent, 13.86, 0.01);
}

TEST(AssessChange, VerdictIsWhetherTheIntervalLeavesOutNoChange) {
  EXPECT_EQ(AssessChange({40, 0}, {34, 0}, KnownWcv(5), 1).verdict, Verdict::kExceedsError);
  EXPECT_EQ(AssessChange({40, 0}, {36, 0}, KnownWcv(5), 1).verdict, Verdict::kWithinError);
  EXPECT_EQ(AssessChange({40, 0}, {47, 0}, KnownWcv(5), 1).verdict, Verdict::kExceedsError);
}

TEST(AssessChange, ALargeErrorOfTheExamWidensTheInterval) {
  const auto noisy = AssessChange({40, 0.2}, {26, 0.2}, KnownWcv(5), 1);
  EXPECT_EQ(noisy.verdict, Verdict::kWithinError);
  const auto quiet = AssessChange({40, 0.01}, {26, 0.01}, KnownWcv(5), 1);
  EXPECT_EQ(quiet.lower_percent, AssessChange({40, 0}, {26, 0}, KnownWcv(5), 1).lower_percent);
}

TEST(AssessChange, DegradedComparabilityMakesTheVerdictMoreCautious) {
  EXPECT_EQ(AssessChange({40, 0}, {34, 0}, KnownWcv(5), 1.5).verdict, Verdict::kWithinError);
}

TEST(AssessChange, CallsFivePercentOfUnchangedPairsAChange) {
  std::mt19937 random(7);
  std::normal_distribution<double> error(0, LogStandardDeviation(8));
  int exceeds = 0;
  constexpr int kPairs = 20000;
  for (int n = 0; n < kPairs; ++n) {
    const double first = 40 * std::exp(error(random));
    const double second = 40 * std::exp(error(random));
    const auto change = AssessChange({first, 0}, {second, 0}, KnownWcv(8), 1);
    exceeds += change.verdict == Verdict::kExceedsError ? 1 : 0;
  }
  EXPECT_NEAR(100.0 * exceeds / kPairs, 5.0, 0.5);
}

TEST(InflationOf, MultipliesTheDegradedChecksOnly) {
  const ComparabilityCheck same{"EchoTime", "", "", Comparability::kSame, ""};
  const ComparabilityCheck software{"SoftwareVersions", "", "", Comparability::kDegraded, ""};
  const ComparabilityCheck serial{"DeviceSerialNumber", "", "", Comparability::kDegraded, ""};
  EXPECT_EQ(InflationOf({same}), 1.0);
  EXPECT_NEAR(InflationOf({same, software, serial}), 1.8, 1e-12);
}

}  // namespace
}  // namespace regen
