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
  const auto five = AssessChange(ErrorModel::kConstantCv, {40, 0}, {40, 0}, KnownWcv(5), 1);
  EXPECT_NEAR(*five.lower_percent, -13, 0.5);
  EXPECT_NEAR(*five.upper_percent, 15, 0.5);
  const auto ten = AssessChange(ErrorModel::kConstantCv, {40, 0}, {40, 0}, KnownWcv(10), 1);
  EXPECT_NEAR(*ten.lower_percent, -24, 0.5);
  EXPECT_NEAR(*ten.upper_percent, 32, 0.5);
}

TEST(AssessChange, TellsTheChangeInUnitsAndPercent) {
  const auto change = AssessChange(ErrorModel::kConstantCv, {40, 0}, {26, 0}, KnownWcv(5), 1);
  EXPECT_NEAR(change.change, -14, 1e-12);
  EXPECT_NEAR(*change.change_percent, -35, 1e-12);
  EXPECT_NEAR(*change.repeatability_percent, 13.86, 0.01);
}

TEST(AssessChange, VerdictIsWhetherTheIntervalLeavesOutNoChange) {
  EXPECT_EQ(AssessChange(ErrorModel::kConstantCv, {40, 0}, {34, 0}, KnownWcv(5), 1).verdict,
            Verdict::kExceedsError);
  EXPECT_EQ(AssessChange(ErrorModel::kConstantCv, {40, 0}, {36, 0}, KnownWcv(5), 1).verdict,
            Verdict::kWithinError);
  EXPECT_EQ(AssessChange(ErrorModel::kConstantCv, {40, 0}, {47, 0}, KnownWcv(5), 1).verdict,
            Verdict::kExceedsError);
}

TEST(AssessChange, ALargeErrorOfTheExamWidensTheInterval) {
  const auto noisy = AssessChange(ErrorModel::kConstantCv, {40, 8}, {26, 5.2}, KnownWcv(5), 1);
  EXPECT_EQ(noisy.verdict, Verdict::kWithinError);
  const auto quiet =
      AssessChange(ErrorModel::kConstantCv, {40, 0.4}, {26, 0.26}, KnownWcv(5), 1);
  EXPECT_EQ(
      quiet.lower_percent,
      AssessChange(ErrorModel::kConstantCv, {40, 0}, {26, 0}, KnownWcv(5), 1).lower_percent);
}

TEST(AssessChange, DegradedComparabilityMakesTheVerdictMoreCautious) {
  EXPECT_EQ(AssessChange(ErrorModel::kConstantCv, {40, 0}, {34, 0}, KnownWcv(5), 1.5).verdict,
            Verdict::kWithinError);
}

TEST(AssessChange, CallsFivePercentOfUnchangedPairsAChange) {
  std::mt19937 random(7);
  std::normal_distribution<double> error(0, LogStandardDeviation(8));
  int exceeds = 0;
  constexpr int kPairs = 20000;
  for (int n = 0; n < kPairs; ++n) {
    const double first = 40 * std::exp(error(random));
    const double second = 40 * std::exp(error(random));
    const auto change =
        AssessChange(ErrorModel::kConstantCv, {first, 0}, {second, 0}, KnownWcv(8), 1);
    exceeds += change.verdict == Verdict::kExceedsError ? 1 : 0;
  }
  EXPECT_NEAR(100.0 * exceeds / kPairs, 5.0, 0.5);
}

TEST(AssessChange, TellsTheIntervalInTheUnitToo) {
  const auto change = AssessChange(ErrorModel::kConstantCv, {40, 0}, {26, 0}, KnownWcv(5), 1);
  EXPECT_NEAR(change.lower, 40 * *change.lower_percent / 100, 1e-12);
  EXPECT_NEAR(change.upper, 40 * *change.upper_percent / 100, 1e-12);
}

TEST(AssessChange, ConstantSdGivesASymmetricIntervalInTheUnit) {
  // wSD 0.5 / 1.4, stated subjects unknown: RC = 2.77 * 0.5.
  const Repeatability known{0.5 / 1.4, 0, "literature", ""};
  const auto change = AssessChange(ErrorModel::kConstantSd, {10, 0}, {12, 0}, known, 1);
  EXPECT_NEAR(change.lower, 2 - 1.96 * std::sqrt(2.0) * 0.5, 1e-12);
  EXPECT_NEAR(change.upper, 2 + 1.96 * std::sqrt(2.0) * 0.5, 1e-12);
  EXPECT_NEAR(change.repeatability, 1.96 * std::sqrt(2.0) * 0.5, 1e-12);
  EXPECT_NEAR(*change.repeatability_percent, 13.86, 0.01);
  EXPECT_EQ(change.verdict, Verdict::kExceedsError);
}

TEST(AssessChange, ADefectThatVanishesHasAnInterval) {
  const auto change =
      AssessChange(ErrorModel::kProportional, {100, 0}, {0, 2}, KnownWcv(10), 1);
  EXPECT_EQ(*change.change_percent, -100);
  EXPECT_NEAR(change.lower, -119.6, 0.01);
  EXPECT_EQ(*change.lower_percent, -100);  // nothing loses more than it had
  EXPECT_NEAR(*change.upper_percent, -80.4, 0.01);
}

TEST(AssessChange, AGrowthFromNothingHasNoPercentages) {
  const auto change = AssessChange(ErrorModel::kProportional, {0, 2}, {50, 2}, KnownWcv(10), 1);
  EXPECT_FALSE(change.change_percent);
  EXPECT_EQ(change.repeatability, 0);
  EXPECT_EQ(change.verdict, Verdict::kExceedsError);
}

TEST(AssessChange, KeepsTheThreeErrorsApart) {
  const auto change =
      AssessChange(ErrorModel::kConstantSd, {10, 3}, {12, 4}, {1 / 1.4, 0, "site", ""}, 1.5);
  EXPECT_NEAR(change.errors.of_exams, 5, 1e-12);
  EXPECT_NEAR(change.errors.repeatability, std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(change.errors.reproducibility, std::sqrt(1.25 * 2), 1e-12);
  EXPECT_NEAR(change.errors.combined, std::sqrt(25 + 2.5), 1e-12);
  EXPECT_NEAR(change.z, 2 / std::sqrt(27.5), 1e-12);
}

}  // namespace
}  // namespace regen
