// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/hip_phantom.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Hip, HasItsLesionInsideTheHead) {
  const HipShape shape;
  const Anatomy hip = BuildHip(shape);
  const auto at = [&](const Vec3& p) {
    return hip.parts[static_cast<std::size_t>(PartAt(hip, p).part)];
  };
  EXPECT_TRUE(at(shape.lesion_centre_mm).Has(RegionRole::kLesion));
  EXPECT_FALSE(at(Vec3(0, 0, -12)).Has(RegionRole::kLesion));
  EXPECT_TRUE(at(Vec3(0, 0, -12)).Has(RegionRole::kStructure));
  EXPECT_FALSE(at(Vec3(0, 0, 30)).Has(RegionRole::kStructure));
}

TEST(Hip, KnowsTheVolumeOfALesionThatLiesWhollyInside) {
  HipShape shape;
  shape.lesion_centre_mm = Vec3(0, 0, 4);
  shape.lesion_radii_mm = Vec3(10, 8, 6);
  EXPECT_NEAR(TruthOfHip(shape).lesion_mm3, 4.0 / 3 * 3.14159265358979 * 480, 5);
}

TEST(HipPhantom, ShrinksTheLesionByWhatItIsAskedFor) {
  HipPhantomOptions options;
  options.lesion_change_percent = -60;
  const auto hip = PlanHip(options);
  ASSERT_TRUE(hip);
  EXPECT_NEAR(
      TruthOfHip(hip->shape_after).lesion_mm3 / TruthOfHip(hip->shape_before).lesion_mm3,
      0.4,
      1e-3);
}

TEST(HipPhantom, LetsALesionVanish) {
  HipPhantomOptions options;
  options.lesion_change_percent = -100;
  const auto hip = PlanHip(options);
  ASSERT_TRUE(hip);
  EXPECT_EQ(TruthOfHip(hip->shape_after).lesion_mm3, 0);
}

TEST(HipPhantom, RefusesALesionThatOutgrowsTheHead) {
  HipPhantomOptions options;
  options.lesion_change_percent = 80;
  EXPECT_FALSE(PlanHip(options));
}

}  // namespace
}  // namespace regen
