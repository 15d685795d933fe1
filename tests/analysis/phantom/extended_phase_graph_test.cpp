// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/extended_phase_graph.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(EchoAmplitudes, DecayByT2AloneWhereRefocusingIsPerfect) {
  const std::vector<double> echoes = EchoAmplitudes({6, 10.0, 90.0, 180.0}, 1000.0, 40.0);
  for (std::size_t n = 0; n < echoes.size(); ++n) {
    EXPECT_NEAR(echoes[n], std::exp(-10.0 * static_cast<double>(n + 1) / 40.0), 1e-12);
  }
}

// Hennig 1991: without relaxation the first echo is sin²(α/2), and the second
// sin²(α/2) of what the first pulse left, with the stimulated echo sin²α/2 added.
TEST(EchoAmplitudes, AreHennigsFirstTwoEchoesWithoutRelaxation) {
  const double alpha = 120.0 * std::numbers::pi / 180.0;
  const double s2 = std::pow(std::sin(alpha / 2), 2);
  const std::vector<double> echoes = EchoAmplitudes({2, 1.0, 90.0, 120.0}, 1e12, 1e12);
  EXPECT_NEAR(echoes[0], s2, 1e-9);
  EXPECT_NEAR(echoes[1], s2 * s2 + 0.5 * std::pow(std::sin(alpha), 2), 1e-9);
}

TEST(EchoAmplitudes, LackTheStimulatedEchoInTheFirstAlone) {
  const std::vector<double> echoes = EchoAmplitudes({4, 10.0, 90.0, 150.0}, 1200.0, 1e9);
  EXPECT_LT(echoes[0], 0.96 * echoes[1]);
}

TEST(EchoAmplitudes, AreInPhaseWithTheExcitation) {
  // An excitation of less than 90° leaves less to refocus.
  const double weak = EchoAmplitudes({1, 5.0, 45.0, 180.0}, 1000.0, 1e9)[0];
  EXPECT_NEAR(weak, std::sin(std::numbers::pi / 4.0), 1e-6);
}

}  // namespace
}  // namespace regen
