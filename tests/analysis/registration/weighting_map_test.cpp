// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/weighting_map.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {40, 40, 30};
  grid.spacing_mm = Vec3(2, 2, 2);
  return grid;
}

// Four tissues of signals 100, 200, 300, 400 in blocks, as `look` shows them.
template <typename Look>
Volume Render(const Look& look) {
  Volume volume = MakeVolume(Grid());
  const auto& size = volume.geometry.size;
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        const int tissue = (i / 9 + 2 * (j / 7) + 3 * (k / 8)) % 4;
        volume.At(i, j, k) = look(100.0F * static_cast<float>(tissue + 1));
      }
    }
  }
  return volume;
}

float AsItIs(float signal) {
  return signal;
}

// The brightest tissue is as dark as the darkest: fat suppression.
float Suppressed(float signal) {
  return signal > 350 ? 100.0F : signal;
}

RegionSurroundings Region() {
  Volume region = MakeVolume(Grid());
  for (int k = 13; k < 17; ++k) region.At(20, 20, k) = 1;
  return {region, 2.0};
}

double LargestDifference(const Volume& a, const Volume& b) {
  double largest = 0;
  for (std::size_t n = 0; n < a.values.size(); ++n)
    largest = std::max(largest, static_cast<double>(std::abs(a.values[n] - b.values[n])));
  return largest;
}

TEST(MakeAlike, ShowsAnInvertedImageAsTheOther) {
  const Volume baseline = Render(AsItIs);
  const Volume inverted = Render([](float signal) { return 500.0F - signal; });
  const AlikeImages alike = MakeAlike(baseline, inverted, Region(), 60, Rigid3{});
  EXPECT_LT(LargestDifference(alike.baseline, alike.follow_up), 25);
}

TEST(MakeAlike, MapsTheImageThatTellsMoreWhereFatIsSuppressedLater) {
  const AlikeImages alike =
      MakeAlike(Render(AsItIs), Render(Suppressed), Region(), 60, Rigid3{});
  EXPECT_LT(LargestDifference(alike.follow_up, Render(Suppressed)), 1e-3);
  EXPECT_LT(LargestDifference(alike.baseline, alike.follow_up), 25);
}

TEST(MakeAlike, MapsTheImageThatTellsMoreWhereFatIsSuppressedBefore) {
  const AlikeImages alike =
      MakeAlike(Render(Suppressed), Render(AsItIs), Region(), 60, Rigid3{});
  EXPECT_LT(LargestDifference(alike.baseline, Render(Suppressed)), 1e-3);
}

TEST(MakeAlike, SaysHowMuchIsExplained) {
  const AlikeImages alike =
      MakeAlike(Render(AsItIs), Render(Suppressed), Region(), 60, Rigid3{});
  EXPECT_GT(alike.explained, 0.95);
}

TEST(MakeAlike, ExplainsNothingWhereTheImagesDoNotMeet) {
  const Rigid3 away = RigidAbout(Vec3::Zero(), Vec3::Zero(), Vec3(500, 0, 0));
  EXPECT_EQ(MakeAlike(Render(AsItIs), Render(AsItIs), Region(), 60, away).explained, 0);
}

}  // namespace
}  // namespace regen
