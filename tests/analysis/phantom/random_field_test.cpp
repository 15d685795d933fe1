// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/random_field.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(RandomStream, GivesTheSameNumbersForTheSameSeed) {
  RandomStream a(7);
  RandomStream b(7);
  for (int n = 0; n < 100; ++n) {
    EXPECT_EQ(a.NextBits(), b.NextBits());
  }
}

TEST(RandomStream, GivesOtherNumbersForAnotherSeed) {
  RandomStream a(7);
  RandomStream b(8);
  EXPECT_NE(a.NextBits(), b.NextBits());
}

TEST(RandomStream, StartsWithTheNumbersOfSplitmix64) {
  // Reference values of the published generator for seed 0.
  RandomStream stream(0);
  EXPECT_EQ(stream.NextBits(), 0xE220A8397B1DCDAFULL);
  EXPECT_EQ(stream.NextBits(), 0x6E789E6AA1B965F4ULL);
}

TEST(RandomStream, KeepsUniformNumbersInsideTheirInterval) {
  RandomStream stream(1);
  for (int n = 0; n < 10000; ++n) {
    const double value = stream.NextBetween(-2.0, 3.0);
    ASSERT_GT(value, -2.0);
    ASSERT_LT(value, 3.0);
  }
}

TEST(RandomStream, GivesNormalNumbersWithMeanZeroAndVarianceOne) {
  RandomStream stream(3);
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  constexpr int kPairs = 100000;
  for (int n = 0; n < kPairs; ++n) {
    for (const double value : stream.NextNormalPair()) {
      sum += value;
      squares += value * value;
      fourth += value * value * value * value;
    }
  }
  constexpr double kCount = 2.0 * kPairs;
  EXPECT_NEAR(sum / kCount, 0.0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0, 0.02);
  EXPECT_NEAR(fourth / kCount, 3.0, 0.1);
}

TEST(RandomStream, GivesDirectionsOfLengthOne) {
  RandomStream stream(5);
  for (int n = 0; n < 100; ++n) {
    EXPECT_NEAR(stream.NextDirection().norm(), 1.0, 1e-12);
  }
}

TEST(MixSeed, SeparatesNeighbouringParts) {
  EXPECT_NE(MixSeed(1, 0), MixSeed(1, 1));
}

TEST(SmoothField, StaysBetweenMinusOneAndOne) {
  const SmoothField field(11, 4.0);
  for (int n = -2000; n < 2000; ++n) {
    const double value = field.At({0.37 * n, -0.11 * n, 0.05 * n});
    ASSERT_LE(std::abs(value), 1.0);
  }
}

TEST(SmoothField, HasNoStepAcrossCellsOfItsLattice) {
  const SmoothField field(11, 4.0);
  constexpr double kStep = 1e-4;
  for (int n = -2000; n < 2000; ++n) {
    const Vec3 p(0.01 * n, 3.0, -5.0);
    ASSERT_NEAR(field.At(p), field.At(p + Vec3(kStep, 0, 0)), 2e-4);
  }
}

TEST(SmoothField, VariesOverMoreThanItsScale) {
  const SmoothField field(11, 4.0);
  double lowest = 1.0;
  double highest = -1.0;
  for (int n = 0; n < 200; ++n) {
    const double value = field.At({4.0 * n, 0.5, 0.5});
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  EXPECT_LT(lowest, -0.4);
  EXPECT_GT(highest, 0.4);
}

}  // namespace
}  // namespace regen
