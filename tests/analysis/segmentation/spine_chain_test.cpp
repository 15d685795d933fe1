// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_chain.h"

#include "analysis/phantom/random_field.h"
#include "tests/support/spine_scene.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

SpineScene Short(std::uint64_t seed) {
  SpineSceneOptions options;
  options.seed = seed;
  options.discs = 5;
  return MakeSpineScene(options);
}

// Greatest distance in the sagittal plane from a visible disc to the chain.
double WorstMiss(const SpineScene& scene, const SpineChain& chain) {
  double worst = 0;
  for (const SpineDiscTruth& disc : scene.discs) {
    if (!disc.visible) continue;
    double nearest = 1e9;
    for (const SpineLink& link : chain) {
      const Vec3 d = link.pose.centre_lps - disc.centre_lps;
      nearest = std::min(nearest, std::hypot(d[1], d[2]));
    }
    worst = std::max(worst, nearest);
  }
  return worst;
}

TEST(FindSpineChains, GivesTheSpineFirst) {
  const SpineScene scene = Short(2);
  const auto chains = FindSpineChains(MakeSpineView(scene.image));
  ASSERT_FALSE(chains.empty());
  EXPECT_LT(WorstMiss(scene, chains[0]), 6);
}

TEST(FindSpineChains, RunsFromBelow) {
  const auto chains = FindSpineChains(MakeSpineView(Short(3).image));
  ASSERT_FALSE(chains.empty());
  for (std::size_t n = 1; n < chains[0].size(); ++n) {
    EXPECT_GT(chains[0][n].pose.centre_lps[2], chains[0][n - 1].pose.centre_lps[2]);
  }
}

TEST(FindSpineChains, SharesNoPlaceBetweenTwoChains) {
  const auto chains = FindSpineChains(MakeSpineView(Short(2).image));
  ASSERT_GE(chains.size(), 2U);
  for (const SpineLink& a : chains[0]) {
    for (const SpineLink& b : chains[1]) {
      const Vec3 d = a.pose.centre_lps - b.pose.centre_lps;
      EXPECT_GT(std::hypot(d[1], d[2]), 10);
    }
  }
}

TEST(FindSpineChains, FindsNoneInAnEvenImage) {
  Volume image = Short(2).image;
  for (float& value : image.values) value = 100;
  EXPECT_TRUE(FindSpineChains(MakeSpineView(image)).empty());
}

}  // namespace
}  // namespace regen
