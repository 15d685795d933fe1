// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/echo_train_model.h"

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

TEST(EchoTrainDictionary, FindsT2BetweenItsNodes) {
  const EchoTrainDictionary dictionary(7, 10.0, 150.0);
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
  const EchoTrainDictionary dictionary(3, 10.0, 180.0);
  const std::vector<float> ripple{100.0F, 200.0F, 100.0F};
  EXPECT_GT(dictionary.Find(ripple).residual_sum, 1000.0);
}

}  // namespace
}  // namespace regen
