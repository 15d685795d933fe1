// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/thigh_phantom.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

Part At(const Anatomy& thighs, const Vec3& p) {
  return thighs.parts[static_cast<std::size_t>(PartAt(thighs, p).part)];
}

TEST(Thighs, HaveTendonsOnBothSidesAndOedemaOnOne) {
  const ThighShape shape;
  const Anatomy thighs = BuildThighs(shape);
  const Vec3 tendon(shape.ischium_mm + 5, 37, -40);
  EXPECT_TRUE(At(thighs, tendon).Has(RegionRole::kStructure));
  EXPECT_EQ(At(thighs, Vec3(-tendon.x(), 37, -40)).tissue, Tissue::kTendon);
  EXPECT_FALSE(At(thighs, Vec3(-tendon.x(), 37, -40)).Has(RegionRole::kStructure));
  const Vec3 oedema = shape.oedema_centre_mm;
  EXPECT_TRUE(At(thighs, oedema).Has(RegionRole::kLesion));
  EXPECT_EQ(At(thighs, Vec3(-oedema.x(), oedema.y(), oedema.z())).tissue, Tissue::kMuscle);
}

TEST(Thighs, KnowTheVolumeOfOedemaThatTouchesNoTendon) {
  ThighShape shape;
  shape.oedema_centre_mm.x() = 90;
  const double ellipsoid = 4.0 / 3 * std::numbers::pi * shape.oedema_radii_mm.prod();
  EXPECT_NEAR(OedemaVolumeMm3(shape), ellipsoid, 0.002 * ellipsoid);
}

TEST(ThighPhantom, ShrinksTheOedemaByWhatItIsAskedFor) {
  ThighPhantomOptions options;
  options.oedema_change_percent = -60;
  const auto thighs = PlanThighs(options);
  ASSERT_TRUE(thighs);
  EXPECT_NEAR(
      OedemaVolumeMm3(thighs->shape_after) / OedemaVolumeMm3(thighs->shape_before), 0.4, 1e-3);
}

TEST(ThighPhantom, RefusesOedemaThatDoubles) {
  ThighPhantomOptions options;
  options.oedema_change_percent = 100;
  EXPECT_FALSE(PlanThighs(options));
}

}  // namespace
}  // namespace regen
