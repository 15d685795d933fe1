// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/axis_motion.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Two bones 40 mm apart along z: the upper bends by 0.15 rad against the lower.
AxisMotion Bending() {
  AxisMotion motion;
  motion.origin = Vec3(10, 20, 30);
  motion.step_mm = 5;
  const Rigid3 lower = RigidAbout(Vec3(10, 20, 30), Vec3(0.02, 0, 0), Vec3(4, 5, 6));
  const Rigid3 upper = RigidAbout(Vec3(10, 30, 50), Vec3(-0.13, 0.05, 0), Vec3(3, 5, 8));
  for (int n = 0; n <= 8; ++n) motion.stations.push_back(Blend(lower, upper, n / 8.0));
  return motion;
}

TEST(AxisMotion, OfOneStationIsRigid) {
  const Rigid3 rigid = RigidAbout(Vec3(1, 2, 3), Vec3(0.1, -0.2, 0.3), Vec3(4, 5, 6));
  const AxisMotion motion = RigidMotion(rigid);
  for (const Vec3& p : {Vec3(0, 0, 0), Vec3(50, -40, 300)}) {
    EXPECT_NEAR((motion * p - rigid * p).norm(), 0, 1e-12);
  }
}

TEST(AxisMotion, FollowsTheNearestStationBeyondItsEnds) {
  const AxisMotion motion = Bending();
  const Vec3 below(12, 18, 10);
  const Vec3 above(12, 18, 95);
  EXPECT_NEAR((motion * below - motion.stations.front() * below).norm(), 0, 1e-12);
  EXPECT_NEAR((motion * above - motion.stations.back() * above).norm(), 0, 1e-12);
}

TEST(AxisMotion, MovesAStationsPlaneByThatStation) {
  const AxisMotion motion = Bending();
  const Vec3 p(3, 25, 45);  // 15 mm up: station 3
  EXPECT_NEAR((motion * p - motion.stations[3] * p).norm(), 0, 1e-9);
}

TEST(AxisMotion, HasNoStepBetweenStations) {
  const AxisMotion motion = Bending();
  const Vec3 p(3, 25, 45);
  const Vec3 hair(0, 0, 1e-6);
  EXPECT_LT((motion * (p + hair) - motion * (p - hair)).norm(), 1e-5);
}

TEST(BackFrom, FindsThePointThatCameHere) {
  const AxisMotion motion = Bending();
  for (const Vec3& p :
       {Vec3(10, 20, 30), Vec3(0, 40, 47.3), Vec3(25, 10, 68), Vec3(9, 9, 120)}) {
    EXPECT_NEAR((BackFrom(motion, motion * p) - p).norm(), 0, 1e-5);
  }
}

}  // namespace
}  // namespace regen
