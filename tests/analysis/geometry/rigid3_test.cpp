// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/geometry/rigid3.h"

#include <numbers>

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

TEST(Rigid3, TurnsAboutTheCentreGiven) {
  const Vec3 centre(10, 20, 30);
  const Rigid3 turn = RigidAbout(centre, Vec3(0, 0, 90 * kDeg), Vec3::Zero());
  EXPECT_NEAR((turn * centre - centre).norm(), 0, 1e-12);
  EXPECT_NEAR((turn * Vec3(11, 20, 30) - Vec3(10, 21, 30)).norm(), 0, 1e-12);
}

TEST(Rigid3, InverseUndoesTheMotion) {
  const Rigid3 motion = RigidAbout(Vec3(1, 2, 3), Vec3(0.3, -0.2, 0.5), Vec3(4, -5, 6));
  const Rigid3 none = Inverse(motion) * motion;
  EXPECT_NEAR((none.rotation - Mat3::Identity()).norm(), 0, 1e-14);
  EXPECT_NEAR(none.translation_mm.norm(), 0, 1e-13);
}

TEST(Rigid3, ProductAppliesTheRightOneFirst) {
  const Rigid3 b_from_a = RigidAbout(Vec3::Zero(), Vec3(0.1, 0, 0), Vec3(1, 0, 0));
  const Rigid3 c_from_b = RigidAbout(Vec3::Zero(), Vec3(0, 0.2, 0), Vec3(0, 2, 0));
  const Vec3 p(3, -1, 7);
  EXPECT_NEAR(((c_from_b * b_from_a) * p - c_from_b * (b_from_a * p)).norm(), 0, 1e-13);
}

TEST(Rigid3, TellsItsAngle) {
  EXPECT_NEAR(RotationAngleDeg(RigidAbout(Vec3(5, 5, 5), Vec3(3 * kDeg, 0, 0), Vec3(1, 1, 1))),
              3,
              1e-6);
  EXPECT_EQ(RotationAngleDeg(Rigid3{}), 0);
}

TEST(Rigid3, RowMajorHasRotationThenTranslationInEachRow) {
  const Rigid3 motion = RigidAbout(Vec3::Zero(), Vec3(0, 0, 90 * kDeg), Vec3(1, 2, 3));
  const auto m = RowMajor(motion);
  EXPECT_NEAR(m[1], -1, 1e-15);
  EXPECT_NEAR(m[4], 1, 1e-15);
  EXPECT_EQ(m[3], 1);
  EXPECT_EQ(m[7], 2);
  EXPECT_EQ(m[11], 3);
  EXPECT_EQ(m[12] + m[13] + m[14], 0);
  EXPECT_EQ(m[15], 1);
}

TEST(Rigid3, ExpUndoesLog) {
  for (const double angle : {1e-9, 1e-4, 0.3, 2.9}) {
    const Rigid3 motion =
        RigidAbout(Vec3(7, -8, 9), angle * Vec3(0.6, 0, -0.8), Vec3(10, 20, -30));
    const Rigid3 again = Exp(Log(motion));
    EXPECT_NEAR((again.rotation - motion.rotation).norm(), 0, 1e-9) << angle;
    EXPECT_NEAR((again.translation_mm - motion.translation_mm).norm(), 0, 1e-7) << angle;
  }
}

TEST(Rigid3, BlendGoesEvenlyFromOneToTheOther) {
  const Rigid3 a = RigidAbout(Vec3(1, 2, 3), Vec3(0.1, 0.2, 0), Vec3(4, 5, 6));
  const Rigid3 b = RigidAbout(Vec3(-1, 2, 3), Vec3(0.1, -0.3, 0.2), Vec3(4, 8, 6));
  EXPECT_NEAR((Blend(a, b, 0).rotation - a.rotation).norm(), 0, 1e-12);
  EXPECT_NEAR((Blend(a, b, 1) * Vec3(9, 9, 9) - b * Vec3(9, 9, 9)).norm(), 0, 1e-9);
  const double whole = RotationAngleDeg(Inverse(a) * b);
  EXPECT_NEAR(RotationAngleDeg(Inverse(a) * Blend(a, b, 0.25)), whole / 4, 1e-9);
}

TEST(Rigid3, BlendOfInversesIsTheInverseOfTheBlend) {
  const Rigid3 a = RigidAbout(Vec3(1, 2, 3), Vec3(0.1, 0.2, 0), Vec3(4, 5, 6));
  const Rigid3 b = RigidAbout(Vec3(-1, 2, 3), Vec3(0.1, -0.3, 0.2), Vec3(4, 8, 6));
  const Rigid3 there_and_back = Blend(Inverse(a), Inverse(b), 0.3) * Blend(a, b, 0.3);
  EXPECT_NEAR((there_and_back * Vec3(20, 30, 40) - Vec3(20, 30, 40)).norm(), 0, 1e-9);
}

}  // namespace
}  // namespace regen
