// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/mono_exponential.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

const std::vector<double> kEchoTimes{16, 24, 32, 40, 48, 56, 64};

std::vector<double> Decay(double s0, double t2_ms) {
  std::vector<double> signal;
  for (const double te : kEchoTimes) signal.push_back(s0 * std::exp(-te / t2_ms));
  return signal;
}

TEST(FitMonoExponential, RecoversAnExactDecay) {
  for (const double t2 : {6.0, 12.0, 25.0, 38.0, 80.0, 150.0, 600.0}) {
    const auto fit = FitMonoExponential(kEchoTimes, Decay(900, t2));
    ASSERT_TRUE(fit.converged) << t2;
    EXPECT_NEAR(fit.t2_ms, t2, 1e-5 * t2);
    EXPECT_NEAR(fit.s0, 900, 0.01);
    EXPECT_NEAR(fit.r_squared, 1, 1e-9);
  }
}

TEST(FitMonoExponential, IsNearlyUnbiasedUnderNoise) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, 15);
  double sum = 0;
  constexpr int kTrials = 4000;
  for (int n = 0; n < kTrials; ++n) {
    auto signal = Decay(1000, 40);
    for (double& s : signal) s += noise(random);
    sum += FitMonoExponential(kEchoTimes, signal).t2_ms;
  }
  EXPECT_NEAR(sum / kTrials, 40, 0.4);
}

TEST(FitMonoExponential, IsALeastSquaresMinimum) {
  auto signal = Decay(700, 35);
  signal[2] += 40;
  signal[5] -= 25;
  const auto fit = FitMonoExponential(kEchoTimes, signal);
  const auto cost = [&](double s0, double t2) {
    double sum = 0;
    for (std::size_t n = 0; n < signal.size(); ++n) {
      sum += std::pow(signal[n] - s0 * std::exp(-kEchoTimes[n] / t2), 2);
    }
    return sum;
  };
  const double best = cost(fit.s0, fit.t2_ms);
  EXPECT_LE(best, cost(fit.s0 * 1.001, fit.t2_ms));
  EXPECT_LE(best, cost(fit.s0 * 0.999, fit.t2_ms));
  EXPECT_LE(best, cost(fit.s0, fit.t2_ms * 1.001));
  EXPECT_LE(best, cost(fit.s0, fit.t2_ms * 0.999));
}

TEST(FitMonoExponential, GivesALongT2ForASignalThatDoesNotDecay) {
  const auto fit = FitMonoExponential(kEchoTimes, std::vector<double>(7, 500.0));
  EXPECT_GT(fit.t2_ms, 1000);
}

TEST(FitMonoExponential, DoesNotConvergeOnAirOrTooFewEchoes) {
  EXPECT_FALSE(FitMonoExponential(kEchoTimes, std::vector<double>(7, 0.0)).converged);
  const std::vector<double> two{10, 20};
  EXPECT_FALSE(FitMonoExponential(two, std::vector<double>{5, 3}).converged);
}

}  // namespace
}  // namespace regen
