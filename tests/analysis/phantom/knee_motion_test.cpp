// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_motion.h"

#include "analysis/phantom/random_field.h"

#include <array>
#include <cmath>
#include <vector>

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr std::array<KneeBone, 3> kBones{
    KneeBone::kFemur, KneeBone::kTibia, KneeBone::kPatella};

struct BentKnee {
  KneeAnatomy anatomy;
  KneePose pose = PoseOf(Side::kRight);
  KneeMotion motion;

  explicit BentKnee(double flexion_deg = 6.0,
                    double rotation_deg = 2.0,
                    std::uint64_t anatomy_seed = 0,
                    Side side = Side::kRight)
      : anatomy(DrawKneeShape(anatomy_seed)),
        pose(PoseOf(side)),
        motion(anatomy,
               pose,
               {RigidAbout(pose.centre_lps, Vec3(0.07, -0.05, 0.09), Vec3(6, 5, -5)),
                flexion_deg,
                rotation_deg,
                7}) {}

  // Points of the baseline in LPS for which `wanted` is true of the point in the knee's frame.
  template <typename Predicate>
  std::vector<Vec3> Points(int tries, const Predicate& wanted) const {
    RandomStream random(11);
    std::vector<Vec3> points;
    for (int n = 0; n < tries; ++n) {
      const Vec3 p(random.NextBetween(-48, 48),
                   random.NextBetween(-60, 50),
                   random.NextBetween(-70, 70));
      if (wanted(p)) {
        points.push_back(pose.LpsFromKnee(p));
      }
    }
    return points;
  }
};

TEST(KneeMotion, MovesEveryBoneExactlyRigidly) {
  const BentKnee knee;
  for (const KneeBone bone : kBones) {
    const Rigid3 truth = knee.motion.FollowUpFromBaseline(bone);
    const auto points = knee.Points(
        4000, [&](const Vec3& p) { return knee.anatomy.BoneDistanceMm(bone, p) < 0.0; });
    ASSERT_GT(points.size(), 20U);
    for (const Vec3& p : points) {
      EXPECT_LT((knee.motion.FollowUpFromBaseline(p) - truth * p).norm(), 1e-6);
    }
  }
}

TEST(KneeMotion, PullsBackWhereItPushed) {
  const BentKnee knee;
  const auto points = knee.Points(500, [](const Vec3&) { return true; });
  for (const Vec3& p : points) {
    const Vec3 back = knee.motion.BaselineFromFollowUp(knee.motion.FollowUpFromBaseline(p));
    ASSERT_LT((back - p).norm(), 1e-6) << p.transpose();
  }
}

TEST(KneeMotion, FoldsNothingOverAtItsLimits) {
  for (const std::uint64_t anatomy : {0U, 2U, 6U}) {
    const BentKnee knee(kMaxFlexionDeg, kMaxRotationDeg, anatomy);
    const auto inside = [&](const Vec3& p) {
      return knee.anatomy.TissueAt(p).tissue != Tissue::kAir;
    };
    for (const Vec3& p : knee.Points(3000, inside)) {
      const Vec3 y = knee.pose.KneeFromLps(p);
      Mat3 slope;
      for (int axis = 0; axis < 3; ++axis) {
        const Vec3 step = 1e-4 * Vec3::Unit(axis);
        slope.col(axis) =
            (knee.motion.PullBack(y + step) - knee.motion.PullBack(y - step)) / 2e-4;
      }
      ASSERT_GT(slope.determinant(), 0.02) << y.transpose();
    }
  }
}

TEST(KneeMotion, NeverStretchesMoreThanItSays) {
  const BentKnee knee;
  for (const Vec3& p : knee.Points(3000, [](const Vec3&) { return true; })) {
    const Vec3 y = knee.pose.KneeFromLps(p);
    const KneeMotion::PulledBack back = knee.motion.PullBackWithStretch(y);
    for (int axis = 0; axis < 3; ++axis) {
      const Vec3 near = knee.motion.PullBack(y + 1e-3 * Vec3::Unit(axis));
      ASSERT_LT((near - back.p_mm).norm() / 1e-3, back.stretch + 0.01) << y.transpose();
    }
  }
}

TEST(KneeMotion, BendsTheTibiaAgainstTheFemurByTheFlexion) {
  const BentKnee knee(6.0, 0.0);
  const Rigid3 between = Inverse(knee.motion.FollowUpFromBaseline(KneeBone::kFemur)) *
                         knee.motion.FollowUpFromBaseline(KneeBone::kTibia);
  EXPECT_NEAR(RotationAngleDeg(between), 6.0, 1e-9);
  // The foot goes backwards.
  const Vec3 foot = knee.pose.LpsFromKnee({0, 0, -80});
  EXPECT_GT((between * foot).y(), foot.y() + 8.0);
}

TEST(KneeMotion, TurnsTheTuberosityInwards) {
  for (const Side side : {Side::kRight, Side::kLeft}) {
    const BentKnee knee(0.0, 4.0, 0, side);
    const Rigid3 between = Inverse(knee.motion.FollowUpFromBaseline(KneeBone::kFemur)) *
                           knee.motion.FollowUpFromBaseline(KneeBone::kTibia);
    const Vec3 front = knee.pose.LpsFromKnee({0, -33, -40});
    const double lateral = knee.pose.KneeFromLps(between * front).x();
    EXPECT_NEAR(RotationAngleDeg(between), 4.0, 1e-9);
    // Internal rotation of the shin lets its front turn to the middle.
    EXPECT_LT(lateral, -1.5) << (side == Side::kRight ? "right" : "left");
  }
}

TEST(KneeMotion, HardlyStretchesTheTendon) {
  for (const std::uint64_t anatomy : {0U, 1U, 4U}) {
    const BentKnee knee(6.0, 2.0, anatomy);
    double before = 0;
    double after = 0;
    for (int n = 0; n < 100; ++n) {
      const Vec3 a = knee.pose.LpsFromKnee(knee.anatomy.TendonCentre(n / 100.0));
      const Vec3 b = knee.pose.LpsFromKnee(knee.anatomy.TendonCentre((n + 1) / 100.0));
      before += (b - a).norm();
      after +=
          (knee.motion.FollowUpFromBaseline(b) - knee.motion.FollowUpFromBaseline(a)).norm();
    }
    EXPECT_NEAR(after / before, 1.0, 0.01);
  }
}

TEST(KneeMotion, MovesTheTendonAsNoSingleBoneDoes) {
  const BentKnee knee;
  const Vec3 middle = knee.pose.LpsFromKnee(knee.anatomy.TendonCentre(0.5));
  for (const KneeBone bone : kBones) {
    const Vec3 with_bone = knee.motion.FollowUpFromBaseline(bone) * middle;
    EXPECT_GT((knee.motion.FollowUpFromBaseline(middle) - with_bone).norm(), 0.2);
  }
}

TEST(KneeMotion, IsThatOfTheFemurWhereNothingBends) {
  const BentKnee knee(0.0, 0.0);
  EXPECT_TRUE(knee.motion.IsRigid());
  const Rigid3 femur = knee.motion.FollowUpFromBaseline(KneeBone::kFemur);
  const Vec3 p(-100, 20, -30);
  EXPECT_LT((knee.motion.FollowUpFromBaseline(p) - femur * p).norm(), 1e-9);
  EXPECT_LT((knee.motion.FollowUpFromBaseline(KneeBone::kTibia) * p - femur * p).norm(), 1e-9);
}

TEST(KneePose, TellsAMotionInPatientCoordinates) {
  const KneePose pose = PoseOf(Side::kRight);
  const Rigid3 in_knee = RigidAbout(Vec3(1, 2, 3), Vec3(0.1, 0.2, -0.3), Vec3(4, 5, 6));
  const Vec3 p(7, -8, 9);
  const Vec3 found = pose.MotionInLps(in_knee) * pose.LpsFromKnee(p);
  EXPECT_LT((found - pose.LpsFromKnee(in_knee * p)).norm(), 1e-9);
}

}  // namespace
}  // namespace regen
