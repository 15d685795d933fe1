// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/echo_train_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(CpmgEchoes, DecayByT2AloneAt180Degrees) {
  const std::vector<double> echoes = CpmgEchoes(6, 10.0, 180.0, 1000.0, 40.0);
  for (std::size_t n = 0; n < echoes.size(); ++n) {
    EXPECT_NEAR(echoes[n], std::exp(-10.0 * static_cast<double>(n + 1) / 40.0), 1e-12);
  }
}

// Hennig 1991: sin²(α/2), then sin⁴(α/2) and half of sin²α by the stimulated echo.
TEST(CpmgEchoes, BeginAsHennigsDoWithoutRelaxation) {
  const double alpha = 130.0 * std::numbers::pi / 180.0;
  const double s2 = std::pow(std::sin(alpha / 2), 2);
  const std::vector<double> echoes = CpmgEchoes(2, 1.0, 130.0, 1e12, 1e12);
  EXPECT_NEAR(echoes[0], s2, 1e-9);
  EXPECT_NEAR(echoes[1], s2 * s2 + 0.5 * std::pow(std::sin(alpha), 2), 1e-9);
}

TEST(CpmgEchoes, AreThoseOfTheMirroredAngle) {
  const std::vector<double> below = CpmgEchoes(5, 8.0, 165.0, 1200.0, 50.0);
  const std::vector<double> above = CpmgEchoes(5, 8.0, 195.0, 1200.0, 50.0);
  for (std::size_t n = 0; n < below.size(); ++n) EXPECT_NEAR(below[n], above[n], 1e-12);
}

// Largest difference of the shapes that a dictionary has and a train made place by place.
double LargestDifference(std::size_t echoes, const SliceFlips& flips, double t2_ms) {
  std::vector<double> train(echoes, 0.0);
  constexpr int kPlaces = 400;
  for (int place = 0; place < kPlaces; ++place) {
    const double x = (1 + flips.edge) * (place + 0.5) / kPlaces;
    const double share =
        flips.edge > 0 ? std::clamp((1 + flips.edge - x) / (2 * flips.edge), 0.0, 1.0) : 1.0;
    const std::vector<double> one =
        CpmgEchoes(echoes, 8.0, flips.refocusing_deg * share, 1200.0, t2_ms);
    for (std::size_t n = 0; n < echoes; ++n)
      train[n] += std::sin(0.5 * std::numbers::pi * share) * one[n];
  }
  const std::vector<float> signal(train.begin(), train.end());
  const EchoTrainDictionary dictionary = EchoTrainTable(echoes, 8.0).DictionaryOf(flips);
  const EchoTrainDictionary::Match match = dictionary.Find(signal);
  EXPECT_NEAR(match.t2_ms / t2_ms, 1.0, 2e-3) << flips.refocusing_deg << " " << flips.edge;
  double largest = 0.0;
  for (std::size_t n = 0; n < echoes; ++n)
    largest = std::max(largest, std::abs(dictionary.SignalOf(match, n) - train[n]) / train[0]);
  return largest;
}

TEST(EchoTrainTable, HasTheTrainOfEveryPlaceAcrossTheSlice) {
  for (const double angle : {137.0, 163.0, 178.0, 180.0}) {
    for (const double edge : {0.0, 0.15, 0.5}) {
      for (const std::size_t echoes : {std::size_t{7}, std::size_t{20}})
        EXPECT_LT(LargestDifference(echoes, {angle, edge}, 45.0), 2e-3) << angle << " " << edge;
    }
  }
}

TEST(EchoTrainDictionary, FindsT2BetweenItsNodes) {
  const EchoTrainDictionary dictionary = EchoTrainTable(7, 10.0).DictionaryOf({150.0, 0.0});
  for (const double t2_ms : {8.3, 20.0, 41.7, 96.0, 250.0}) {
    std::vector<float> signal;
    for (const double echo : CpmgEchoes(7, 10.0, 150.0, 1200.0, t2_ms)) {
      signal.push_back(static_cast<float>(700.0 * echo));
    }
    const EchoTrainDictionary::Match match = dictionary.Find(signal);
    EXPECT_NEAR(match.t2_ms / t2_ms, 1.0, 1e-3);
    EXPECT_NEAR(match.s0, 700.0, 10.0);
    EXPECT_LT(match.residual_sum, 1.0);
  }
}

TEST(EchoTrainDictionary, LeavesTheNoiseInTheResidual) {
  const EchoTrainDictionary dictionary = EchoTrainTable(3, 10.0).DictionaryOf({});
  const std::vector<float> ripple{100.0F, 200.0F, 100.0F};
  EXPECT_GT(dictionary.Find(ripple).residual_sum, 1000.0);
}

}  // namespace
}  // namespace regen
