// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every measurement of an indication over many digital patients through all stages.
// REGEN_INDICATION_PAIRS sets how many pairs calibrate, how many unchanged and how many changed
// ones are judged.
#include "tests/analysis/follow_up/bone_pairs.h"
#include "tests/analysis/follow_up/disc_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

namespace regen {
namespace {

int Pairs(int by_default) {
  const char* asked = std::getenv("REGEN_INDICATION_PAIRS");
  return asked == nullptr ? by_default : std::max(2, std::atoi(asked));
}

// 5 % or 93 % and two standard errors of a share of so many pairs.
double Slack(int pairs) {
  return 2 * 21.8 / std::sqrt(pairs);
}

void ExpectHonest(const std::map<std::string, test::PairFigures>& figures, int pairs) {
  for (const auto& [name, one] : figures) {
    EXPECT_LE(one.false_exceeds_percent, 5 + Slack(pairs)) << name;
    if (one.with_truth) EXPECT_GE(one.coverage_changed_percent, 93 - Slack(pairs)) << name;
  }
}

TEST(Disc, VerdictsAreHonest) {
  const int pairs = Pairs(10);
  const auto make = [](std::uint64_t seed, bool changed) {
    SpinePhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    if (changed) {
      options.hours_change_percent = -4 + static_cast<double>(seed % 9);
      options.t2_change_percent = 12;
      options.height_change_percent = 6;
    }
    return test::DiscPair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedDisc("L4/L5"), make, pairs);
  test::PrintFigures("intervertebral-disc", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(figures.at("disc-height").rc, 0.3);
}

TEST(Bone, VerdictsAreHonest) {
  const int pairs = Pairs(10);
  const auto make = [](std::uint64_t seed, bool changed) {
    HipPhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    if (changed) options.lesion_change_percent = -20 - 10 * static_cast<double>(seed % 5);
    return test::BonePair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedHip(), make, pairs);
  test::PrintFigures("bone", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(std::abs(figures.at("lesion-volume").bias_percent), 3);
}

}  // namespace
}  // namespace regen
