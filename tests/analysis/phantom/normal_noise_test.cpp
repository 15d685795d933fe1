// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/normal_noise.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(NormalNoise, HasTheMomentsOfANormalDistribution) {
  NormalNoise noise(11);
  constexpr int kCount = 400000;
  std::array<double, 5> moments{};
  for (int n = 0; n < kCount; ++n) {
    const double x = noise.Next();
    for (std::size_t power = 1; power < moments.size(); ++power) {
      moments[power] += std::pow(x, static_cast<double>(power)) / kCount;
    }
  }
  EXPECT_NEAR(moments[1], 0.0, 0.008);
  EXPECT_NEAR(moments[2], 1.0, 0.012);
  EXPECT_NEAR(moments[3], 0.0, 0.03);
  EXPECT_NEAR(moments[4], 3.0, 0.08);
}

TEST(NormalNoise, ReachesTheTailAsOftenAsItShould) {
  NormalNoise noise(12);
  int beyond = 0;
  for (int n = 0; n < 1000000; ++n) {
    beyond += std::abs(noise.Next()) > 3.6 ? 1 : 0;
  }
  EXPECT_NEAR(beyond, 318, 75);  // 2 (1 - Φ(3.6)) = 3.18e-4
}

TEST(NormalNoise, RepeatsItselfForTheSameSeed) {
  EXPECT_EQ(NormalNoise(3).Next(), NormalNoise(3).Next());
  EXPECT_NE(NormalNoise(3).Next(), NormalNoise(4).Next());
}

}  // namespace
}  // namespace regen
