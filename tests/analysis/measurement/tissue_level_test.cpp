// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/tissue_level.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Signal of 100 that rises by 2 per mm along x, with every tenth sample something else.
std::vector<LevelSample> Samples() {
  std::vector<LevelSample> samples;
  for (int n = 0; n < 200; ++n) {
    const Vec3 p(n % 10, n / 10 % 5, n / 50);
    samples.push_back({p, n % 10 == 7 && n % 3 == 0 ? 500 : 100 + 2 * p[0]});
  }
  return samples;
}

TEST(FitTissueLevel, FollowsASlopeAndLeavesOutWhatIsSomethingElse) {
  const auto level = FitTissueLevel(Samples(), 30);
  ASSERT_TRUE(level);
  EXPECT_NEAR(level->At(Vec3(0, 2, 1)), 100, 2);
  EXPECT_NEAR(level->At(Vec3(9, 2, 1)), 118, 2);
}

TEST(FitTissueLevel, NeedsEnoughSamples) {
  EXPECT_FALSE(FitTissueLevel(Samples(), 201));
  EXPECT_FALSE(FitTissueLevel({}, 0));
}

TEST(FitTissueLevel, KnowsASumBetterNearItsSamples) {
  const auto level = FitTissueLevel(Samples(), 30);
  EXPECT_LT(level->ErrorOfSum(level->TermsAt(Vec3(4.5, 2, 1.5))),
            level->ErrorOfSum(level->TermsAt(Vec3(80, 2, 1.5))));
}

}  // namespace
}  // namespace regen
