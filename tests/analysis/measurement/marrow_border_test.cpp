// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/marrow_border.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

struct Profile {
  std::vector<double> s_mm;
  std::vector<double> values;
};

// Marrow of 100 to `border_mm`, a plate of 1 mm with 10, and what lies beyond, each place the
// mean over `pixel_mm`.
Profile Through(double border_mm, double beyond, double pixel_mm) {
  Profile profile;
  for (double s = -5; s <= 4; s += 0.25) {
    double sum = 0;
    for (int n = 0; n < 40; ++n) {
      const double at = s + ((n + 0.5) / 40 - 0.5) * pixel_mm;
      sum += at < border_mm ? 100 : at < border_mm + kBonyPlateMm ? 10 : beyond;
    }
    profile.s_mm.push_back(s);
    profile.values.push_back(sum / 40);
  }
  return profile;
}

TEST(MarrowBorder, IsFoundWhateverLiesBeyondThePlate) {
  for (const double beyond : {15.0, 60.0, 100.0, 180.0}) {
    const Profile profile = Through(0.3, beyond, 0.9);
    const auto border = MarrowBorder(profile.s_mm, profile.values);
    ASSERT_TRUE(border) << beyond;
    EXPECT_NEAR(*border, 0.3, 0.08) << beyond;
  }
}

TEST(MarrowBorder, IsFoundThroughAnyBlur) {
  for (const double pixel_mm : {0.5, 1.0, 2.0}) {
    const Profile profile = Through(-0.8, 140, pixel_mm);
    const auto border = MarrowBorder(profile.s_mm, profile.values);
    ASSERT_TRUE(border) << pixel_mm;
    EXPECT_NEAR(*border, -0.8, 0.1) << pixel_mm;
  }
}

TEST(MarrowBorder, IsNotToldOutsideOfItsRange) {
  const Profile profile = Through(3.6, 150, 0.9);
  EXPECT_FALSE(MarrowBorder(profile.s_mm, profile.values));
}

TEST(MarrowBorder, IsNotToldOfAFewPlaces) {
  EXPECT_FALSE(MarrowBorder({0, 1, 2}, {1, 1, 1}));
}

}  // namespace
}  // namespace regen
