// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/dark_band.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kStepMm = 0.5;

// `bright` with a stretch of `dark` from begin to end mm, as means over samples of 0.5 mm.
std::vector<double> Step(double begin, double end, double dark, double before, double behind) {
  std::vector<double> profile;
  for (int n = 0; n < 80; ++n) {
    double sum = 0;
    for (int k = 0; k < 100; ++k) {
      const double at = (n - 0.5 + (k + 0.5) / 100) * kStepMm;
      sum += at < begin ? before : (at > end ? behind : dark);
    }
    profile.push_back(sum / 100);
  }
  return profile;
}

TEST(DarkBandTest, FindsEdgesBetweenSamples) {
  const auto bands = FindDarkBands(Step(12.13, 16.81, 10, 100, 100), kStepMm, {});
  ASSERT_EQ(bands.size(), 1U);
  EXPECT_NEAR(bands[0].begin_mm, 12.13, 0.1);
  EXPECT_NEAR(bands[0].end_mm, 16.81, 0.1);
}

TEST(DarkBandTest, ThicknessDoesNotDependOnHowBrightTheNeighboursAre) {
  const auto even = FindDarkBands(Step(12.2, 16.8, 10, 100, 100), kStepMm, {});
  const auto uneven = FindDarkBands(Step(12.2, 16.8, 10, 300, 60), kStepMm, {});
  ASSERT_EQ(even.size(), 1U);
  ASSERT_EQ(uneven.size(), 1U);
  EXPECT_NEAR(even[0].ThicknessMm(), uneven[0].ThicknessMm(), 0.05);
}

TEST(DarkBandTest, ContrastIsThatOfTheWeakerSide) {
  const auto bands = FindDarkBands(Step(12, 16, 10, 100, 40), kStepMm, {});
  ASSERT_EQ(bands.size(), 1U);
  EXPECT_NEAR(bands[0].Contrast(), 0.75, 0.02);
}

TEST(DarkBandTest, LeavesOutWhatIsOutsideOfTheLimits) {
  EXPECT_TRUE(FindDarkBands(Step(12, 12.6, 10, 100, 100), kStepMm, {1.0, 12.0, 0.3}).empty());
  EXPECT_TRUE(FindDarkBands(Step(8, 28, 10, 100, 100), kStepMm, {1.0, 12.0, 0.3}).empty());
  EXPECT_TRUE(FindDarkBands(Step(12, 16, 80, 100, 100), kStepMm, {1.0, 12.0, 0.3}).empty());
}

TEST(DarkBandTest, AStepIsNoBand) {
  EXPECT_TRUE(FindDarkBands(Step(20, 100, 10, 100, 10), kStepMm, {}).empty());
}

TEST(DarkBandTest, TwoBandsWithAShoulderBetweenThemAreTwo) {
  std::vector<double> profile = Step(10, 13, 10, 100, 100);
  const std::vector<double> other = Step(17, 20, 10, 100, 100);
  for (std::size_t n = 0; n < profile.size(); ++n) profile[n] = std::min(profile[n], other[n]);
  EXPECT_EQ(FindDarkBands(profile, kStepMm, {}).size(), 2U);
}

TEST(DarkBandTest, RippleInsideOfABandDoesNotSplitIt) {
  std::vector<double> profile = Step(10, 16, 10, 100, 100);
  for (std::size_t n = 21; n < 31; ++n) profile[n] += n % 2 == 0 ? 4 : 0;
  const auto bands = FindDarkBands(profile, kStepMm, {});
  ASSERT_EQ(bands.size(), 1U);
  EXPECT_NEAR(bands[0].ThicknessMm(), 6, 0.2);
}

TEST(DarkBandTest, AShortProfileHasNone) {
  EXPECT_TRUE(FindDarkBands({}, kStepMm, {}).empty());
  EXPECT_TRUE(FindDarkBands({5.0, 1.0}, kStepMm, {}).empty());
}

}  // namespace
}  // namespace regen
