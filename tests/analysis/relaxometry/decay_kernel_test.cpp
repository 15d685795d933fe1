// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/decay_kernel.h"

#include "analysis/relaxometry/mono_exponential.h"

#include <cmath>
#include <cstring>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr std::size_t kEchoes = 7;

// Decays of T2 5..300 ms with noise, and voxels without any signal.
std::vector<std::vector<float>> NoisyDecays(std::size_t voxels, double sigma) {
  std::mt19937 random(5);
  std::normal_distribution<double> noise(0.0, 1.0);
  std::vector<std::vector<float>> echoes(kEchoes, std::vector<float>(voxels));
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    const double t2 = 5.0 * std::pow(60.0, static_cast<double>(voxel % 97) / 96.0);
    for (std::size_t n = 0; n < kEchoes; ++n) {
      const double s = 1000.0 * std::exp(-10.0 * static_cast<double>(n + 1) / t2);
      const double value = std::hypot(s + sigma * noise(random), sigma * noise(random));
      echoes[n][voxel] = voxel % 50 == 0 ? 0.0F : static_cast<float>(value);
    }
  }
  return echoes;
}

EvenEchoes ViewOf(const std::vector<std::vector<float>>& echoes) {
  EvenEchoes even;
  even.signals.assign(echoes.begin(), echoes.end());
  return even;
}

bool SameBytes(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), 4 * a.size()) == 0;
}

TEST(FitDecays, GivesTheSameBytesForEveryInstructionSet) {
  const auto echoes = NoisyDecays(100003, 25.0);
  for (const double sigma : {0.0, 25.0}) {
    const DecayFits baseline = FitDecays(ViewOf(echoes), sigma, InstructionSet::kBaseline);
    for (const InstructionSet set : AvailableInstructionSets()) {
      const DecayFits fits = FitDecays(ViewOf(echoes), sigma, set);
      EXPECT_TRUE(SameBytes(fits.t2_ms, baseline.t2_ms)) << static_cast<int>(set);
      EXPECT_TRUE(SameBytes(fits.s0, baseline.s0)) << static_cast<int>(set);
      EXPECT_TRUE(SameBytes(fits.r_squared, baseline.r_squared)) << static_cast<int>(set);
    }
  }
}

TEST(FitDecays, GivesAVoxelTheSameBytesWhereverItLies) {
  const auto echoes = NoisyDecays(97, 25.0);
  const DecayFits all = FitDecays(ViewOf(echoes));
  for (const std::size_t voxel : {1U, 16U, 96U}) {
    std::vector<std::vector<float>> one(kEchoes);
    for (std::size_t n = 0; n < kEchoes; ++n) one[n] = {echoes[n][voxel]};
    EXPECT_EQ(FitDecays(ViewOf(one)).t2_ms[0], all.t2_ms[voxel]);
  }
}

TEST(FitDecays, RecoversWhatHasNoNoise) {
  const auto echoes = NoisyDecays(97, 0.0);
  const DecayFits fits = FitDecays(ViewOf(echoes));
  for (std::size_t voxel = 1; voxel < 50; ++voxel) {
    const double t2 = 5.0 * std::pow(60.0, static_cast<double>(voxel) / 96.0);
    EXPECT_NEAR(static_cast<double>(fits.t2_ms[voxel]) / t2, 1.0, 2e-4) << t2;
    EXPECT_NEAR(static_cast<double>(fits.s0[voxel]), 1000.0, 1.0) << t2;
    EXPECT_NEAR(static_cast<double>(fits.r_squared[voxel]), 1.0, 1e-5);
  }
}

TEST(FitDecays, FindsTheLeastSquaresOfTheOneVoxelFit) {
  const auto echoes = NoisyDecays(900, 25.0);
  const DecayFits fits = FitDecays(ViewOf(echoes));
  const std::vector<double> times{10, 20, 30, 40, 50, 60, 70};
  for (std::size_t voxel = 1; voxel < 900; ++voxel) {
    if (voxel % 50 == 0 || voxel % 97 < 20) continue;
    std::vector<double> signal;
    for (const auto& echo : echoes) signal.push_back(static_cast<double>(echo[voxel]));
    const MonoExponentialFit one = FitMonoExponential(times, signal);
    EXPECT_NEAR(static_cast<double>(fits.t2_ms[voxel]) / one.t2_ms, 1.0, 2e-3) << voxel;
  }
}

TEST(FitDecays, SaysZeroWhereThereIsNoSignal) {
  const DecayFits fits = FitDecays(ViewOf(NoisyDecays(97, 25.0)));
  EXPECT_EQ(fits.t2_ms[0], 0.0F);
  EXPECT_EQ(fits.s0[0], 0.0F);
  EXPECT_EQ(fits.r_squared[0], 0.0F);
}

}  // namespace
}  // namespace regen
