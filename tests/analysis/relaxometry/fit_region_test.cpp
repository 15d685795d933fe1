// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/fit_region.h"

#include "analysis/relaxometry/echo_train_model.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

// A region of one T2 by an echo train with Rician noise.
RegionSignals Train(double t2_ms, double refocusing_deg, double sigma, std::size_t echoes = 8) {
  std::mt19937 random(2);
  std::normal_distribution<double> noise(0.0, sigma > 0.0 ? sigma : 1.0);
  const std::vector<double> shape = CpmgEchoes(echoes, 10.0, refocusing_deg, 1200.0, t2_ms);
  RegionSignals region;
  region.echoes.resize(echoes);
  for (std::size_t n = 0; n < echoes; ++n) {
    region.echo_times_ms.push_back(10.0 * static_cast<double>(n + 1));
    for (int voxel = 0; voxel < 500; ++voxel) {
      const double real = 1000.0 * shape[n] + (sigma > 0.0 ? noise(random) : 0.0);
      const double imaginary = sigma > 0.0 ? noise(random) : 0.0;
      region.echoes[n].push_back(static_cast<float>(std::hypot(real, imaginary)));
    }
  }
  return region;
}

TEST(ChooseFitMethod, TakesTheTrainForFiveEvenEchoesThatBeginAtTheirSpacing) {
  FitMethod method{};
  EXPECT_TRUE(ChooseFitMethod({10, 20, 30, 40, 50}, RelaxationKind::kT2, &method));
  EXPECT_EQ(method, FitMethod::kEchoTrain);
  EXPECT_TRUE(ChooseFitMethod({12, 20, 30, 40, 50}, RelaxationKind::kT2, &method));
  EXPECT_EQ(method, FitMethod::kMonoExponentialDropFirst);
  EXPECT_TRUE(ChooseFitMethod({10, 20, 30, 40}, RelaxationKind::kT2, &method));
  EXPECT_EQ(method, FitMethod::kMonoExponentialDropFirst);
  EXPECT_TRUE(ChooseFitMethod({4, 9, 14}, RelaxationKind::kT2Star, &method));
  EXPECT_EQ(method, FitMethod::kMonoExponential);
}

TEST(ChooseFitMethod, HasNoneForTooFewEchoes) {
  FitMethod method{};
  EXPECT_FALSE(ChooseFitMethod({10, 20, 30}, RelaxationKind::kT2, &method));
  EXPECT_FALSE(ChooseFitMethod({10, 20}, RelaxationKind::kT2Star, &method));
}

TEST(FitRegion, FindsTheRefocusingAngleOfTheRegion) {
  for (const double angle : {180.0, 158.0, 133.0}) {
    const RegionFit fit = FitRegion(Train(45.0, angle, 10.0), FitMethod::kEchoTrain, {});
    EXPECT_NEAR(fit.slice.refocusing_deg, angle, 3.0);
    EXPECT_NEAR(static_cast<double>(fit.t2_ms[0]), 45.0, 5.0);
  }
}

TEST(FitRegion, FindsHowTheFlipAnglesFallOffAcrossTheSlice) {
  RegionSignals region = Train(45.0, 170.0, 10.0);
  const RegionSignals middle = Train(45.0, 170.0, 0.0);
  // An edge of 0.2: the middle 0.8 of the half slice, and 0.4 of falling angles.
  std::vector<double> edge(region.echoes.size(), 0.0);
  for (int place = 0; place < 40; ++place) {
    const double share = (place + 0.5) / 40;
    const auto one = CpmgEchoes(edge.size(), 10.0, 170.0 * share, 1200.0, 45.0);
    for (std::size_t n = 0; n < edge.size(); ++n)
      edge[n] += 1000 * std::sin(0.5 * std::numbers::pi * share) * one[n] / 40;
  }
  for (std::size_t n = 0; n < edge.size(); ++n) {
    for (float& value : region.echoes[n])
      value += static_cast<float>(0.4 * edge[n]) - 0.2F * middle.echoes[n].front();
  }
  const RegionFit fit = FitRegion(region, FitMethod::kEchoTrain, {});
  EXPECT_NEAR(fit.slice.edge, 0.2, 0.05);
  EXPECT_NEAR(fit.slice.refocusing_deg, 170, 5);
}

TEST(FitRegion, FindsTheNoiseFromTheResiduals) {
  const RegionFit fit = FitRegion(Train(45.0, 160.0, 20.0), FitMethod::kEchoTrain, {});
  EXPECT_NEAR(fit.noise_sigma, 20.0, 2.0);
}

TEST(FitRegion, CallsASignalThatIsOnlyNoiseBelowDetection) {
  RegionSignals region = Train(45.0, 180.0, 20.0);
  const RegionSignals noise = Train(1e-3, 180.0, 20.0);
  for (std::size_t n = 0; n < region.echoes.size(); ++n) {
    std::copy_n(noise.echoes[n].begin(), 100, region.echoes[n].begin());
  }
  const RegionFit fit = FitRegion(region, FitMethod::kEchoTrain, {});
  EXPECT_GT(fit.count[static_cast<std::size_t>(FitQuality::kBelowDetection)], 90);
  EXPECT_EQ(fit.Rejected(), 500 - fit.count[static_cast<std::size_t>(FitQuality::kGood)]);
}

TEST(FitRegion, RejectsASignalThatRisesAgain) {
  RegionSignals region = Train(45.0, 180.0, 5.0);
  region.echoes[6][3] = 900.0F;
  EXPECT_EQ(FitRegion(region, FitMethod::kEchoTrain, {}).quality[3], FitQuality::kNotMonotone);
}

TEST(FitRegion, RejectsWhatLiesOutOfTheBounds) {
  RegionFitRules rules;
  rules.upper_bound_ms = 40.0;
  const RegionFit fit = FitRegion(Train(80.0, 180.0, 5.0), FitMethod::kEchoTrain, rules);
  EXPECT_EQ(fit.count[static_cast<std::size_t>(FitQuality::kOutOfBounds)], 500);
}

TEST(FitRegion, RejectsAPoorFit) {
  RegionSignals region = Train(45.0, 180.0, 5.0);
  for (std::size_t n = 0; n < region.echoes.size(); ++n) {
    region.echoes[n][7] = n < 3 ? 900.0F : 100.0F;  // a step instead of a decay
  }
  EXPECT_EQ(FitRegion(region, FitMethod::kEchoTrain, {}).quality[7], FitQuality::kPoorFit);
}

TEST(FitRegion, LeavesNothingButNoiseWhereTheTrainIsOfOneT2) {
  const RegionFit fit = FitRegion(Train(45.0, 160.0, 20.0), FitMethod::kEchoTrain, {});
  EXPECT_LT(fit.systematic_misfit, 0.005);
}

TEST(FitRegion, SaysThatTwoComponentsAreNotOne) {
  RegionSignals region = Train(8.0, 180.0, 5.0);
  for (std::size_t n = 0; n < region.echoes.size(); ++n) {
    for (float& value : region.echoes[n]) value += 150.0F;  // hardly decays
  }
  EXPECT_GT(FitRegion(region, FitMethod::kEchoTrain, {}).systematic_misfit, 0.02);
}

TEST(FitRegion, FitsT2StarWithTheFirstEchoAndUnevenTimesToo) {
  for (const std::vector<double>& times :
       {std::vector<double>{4, 9, 14, 19}, std::vector<double>{4, 8, 15, 25}}) {
    RegionSignals region;
    region.echo_times_ms = times;
    for (const double te : times) {
      region.echoes.push_back(
          std::vector<float>(40, static_cast<float>(500.0 * std::exp(-te / 18.0))));
    }
    const RegionFit fit = FitRegion(region, FitMethod::kMonoExponential, {});
    EXPECT_NEAR(static_cast<double>(fit.t2_ms[0]), 18.0, 0.05);
    EXPECT_EQ(fit.quality[0], FitQuality::kGood);
  }
}

TEST(FitRegion, HasNothingToSayOfAnEmptyRegion) {
  RegionSignals region = Train(45.0, 180.0, 5.0);
  for (auto& echo : region.echoes) echo.clear();
  EXPECT_EQ(FitRegion(region, FitMethod::kEchoTrain, {}).Rejected(), 0);
}

}  // namespace
}  // namespace regen
