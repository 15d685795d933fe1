// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/test_retest.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(AnalyseRetest, FollowsFromTwoValuesOfOneSubjectByHand) {
  const auto result = AnalyseRetest({{"A", 10, {}}, {"A", 14, {}}});
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->within_subject_sd.value, std::sqrt(8.0), 1e-12);
  EXPECT_NEAR(result->within_subject_cv_percent->value, 100 * std::sqrt(8.0) / 12, 1e-12);
  EXPECT_NEAR(result->repeatability.value, 1.96 * 4, 1e-12);
  EXPECT_EQ(result->degrees_of_freedom, 1);
}

TEST(AnalyseRetest, IsNothingWithoutARepeat) {
  EXPECT_FALSE(AnalyseRetest({{"A", 10, {}}, {"B", 12, {}}}));
}

TEST(AnalyseRetest, HasNoCoefficientOfVariationWhereAMeanIsNotPositive) {
  const auto result = AnalyseRetest({{"A", 1, {}}, {"A", -1, {}}});
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->within_subject_cv_percent);
}

TEST(AnalyseRetest, LimitsHoldTheTruthInNineteenOfTwentyStudies) {
  constexpr int kStudies = 4000;
  constexpr double kTrueSd = 2.0;
  std::mt19937_64 random(11);
  std::normal_distribution<double> error(0, kTrueSd);
  int inside = 0;
  int below_claim = 0;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<RetestValue> values;
    for (int subject = 0; subject < 12; ++subject) {
      const double level = 100 + subject;
      for (int repeat = 0; repeat < 2; ++repeat)
        values.push_back({std::to_string(subject), level + error(random), {}});
    }
    const auto result = AnalyseRetest(values);
    const Bounded& sd = result->within_subject_sd;
    inside += sd.lower <= kTrueSd && kTrueSd <= sd.upper ? 1 : 0;
    below_claim += kTrueSd <= result->within_subject_sd_claim ? 1 : 0;
  }
  // Three standard errors of a share of 0.95 in 4000 are 1.0 %.
  EXPECT_NEAR(100.0 * inside / kStudies, 95, 1.1);
  EXPECT_NEAR(100.0 * below_claim / kStudies, 95, 1.1);
  RecordProperty("coverage_percent", std::to_string(100.0 * inside / kStudies));
}

TEST(AnalyseRetest, LimitsOfTheCoefficientOfVariationHoldTheTruthToo) {
  constexpr int kStudies = 4000;
  constexpr double kTrueCv = 0.08;
  std::mt19937_64 random(12);
  std::normal_distribution<double> error(0, kTrueCv);
  int inside = 0;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<RetestValue> values;
    for (int subject = 0; subject < 12; ++subject) {
      const double level = 20 + 10 * subject;
      for (int repeat = 0; repeat < 2; ++repeat)
        values.push_back({std::to_string(subject), level * (1 + error(random)), {}});
    }
    const auto cv = AnalyseRetest(values)->within_subject_cv_percent;
    inside += cv->lower <= 100 * kTrueCv && 100 * kTrueCv <= cv->upper ? 1 : 0;
  }
  EXPECT_NEAR(100.0 * inside / kStudies, 95, 1.5);
}

TEST(AnalyseRetest, FindsAStraightLine) {
  std::vector<RetestValue> values;
  for (int n = 1; n <= 5; ++n) values.push_back({"tube", 3 + 1.1 * n, double(n)});
  const auto linearity = AnalyseRetest(values)->linearity;
  ASSERT_TRUE(linearity);
  EXPECT_NEAR(linearity->slope.value, 1.1, 1e-12);
  EXPECT_NEAR(linearity->intercept, 3, 1e-12);
  EXPECT_NEAR(linearity->r_squared, 1, 1e-12);
}

}  // namespace
}  // namespace regen
