// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/anatomy.h"

#include "analysis/phantom/signed_distance.h"

#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

// A ball of marrow with a shell of cortex of 1 mm, in fat, and air beyond 40 mm.
Anatomy Ball(double radius_mm) {
  Anatomy ball;
  ball.AddPart({"air", Tissue::kAir, 0});
  ball.ground = ball.AddPart({"fat", Tissue::kFat, 0});
  const int cortex = ball.AddPart({"cortex", Tissue::kCortex, 0});
  const int marrow =
      ball.AddPart({"marrow", Tissue::kMarrow, static_cast<unsigned>(RegionRole::kStructure)});
  const int surface =
      ball.AddField([radius_mm](const Vec3& p) { return p.norm() - radius_mm; });
  const int skin = ball.AddField([](const Vec3& p) { return p.norm() - 40.0; });
  ball.AddLayer(0, {{skin, 0.0, -1.0}});
  ball.AddLayer(marrow, {{surface, 1.0}});
  ball.AddLayer(cortex, {{surface, 0.0}});
  return ball;
}

TEST(PartAt, TakesTheFirstLayerThatHoldsThePoint) {
  const Anatomy ball = Ball(10.0);
  const auto name = [&](double x) {
    return ball.parts[static_cast<std::size_t>(PartAt(ball, {x, 0, 0}).part)].name;
  };
  EXPECT_EQ(name(8.9), "marrow");
  EXPECT_EQ(name(9.1), "cortex");
  EXPECT_EQ(name(10.1), "fat");
  EXPECT_EQ(name(41.0), "air");
}

TEST(PartAt, TellsHowFarTheNextSurfaceIsAtLeast) {
  const PartAtPoint here = PartAt(Ball(10.0), {6.0, 0, 0});
  EXPECT_LE(here.clearance_mm, 3.0);
  EXPECT_GT(here.clearance_mm, 2.0);
}

TEST(RoleVolume, IsThatOfTheBall) {
  for (const double radius : {2.0, 5.0, 12.3}) {
    const Anatomy ball = Ball(radius + 1.0);
    const double expected = 4.0 / 3.0 * std::numbers::pi * radius * radius * radius;
    const Vec3 box = Vec3::Constant(20.0);
    EXPECT_NEAR(
        RoleVolumeMm3(ball, RegionRole::kStructure, -box, box), expected, 0.002 * expected);
  }
}

TEST(RoleVolume, IsNothingOfARoleThatNoPartHas) {
  const Vec3 box = Vec3::Constant(20.0);
  EXPECT_EQ(RoleVolumeMm3(Ball(10.0), RegionRole::kLesion, -box, box), 0.0);
}

TEST(MatterOf, TakesEveryPartsTissueFromTheTable) {
  const Anatomy ball = Ball(10.0);
  const std::vector<TissueProperties> matter = MatterOf(ball);
  ASSERT_EQ(matter.size(), 4U);
  EXPECT_EQ(matter[3].t2_ms, PropertiesOf(Tissue::kMarrow).t2_ms);
}

}  // namespace
}  // namespace regen
