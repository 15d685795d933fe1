// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/evaluation_points.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const KneePhantom& Phantom() {
  static const KneePhantom phantom = [] {
    KneePhantomOptions options;
    options.size = {16, 16, 12};
    options.spacing_mm = {9.0, 9.0, 8.0};
    options.echo_times_ms = {20};
    return *MakeKneePhantom(options);
  }();
  return phantom;
}

TEST(EvaluationPoints, LieInTheirStructure) {
  for (const KneeStructure structure :
       {KneeStructure::kFemur, KneeStructure::kTibia, KneeStructure::kPatella}) {
    const auto points = EvaluationPoints(Phantom(), structure, 100);
    ASSERT_EQ(points.size(), 100U);
    for (const Vec3& p : points) {
      const Vec3 in_knee = Phantom().pose.KneeFromLps(p);
      EXPECT_LT(
          Phantom().baseline.anatomy.BoneDistanceMm(static_cast<KneeBone>(structure), in_knee),
          0.0);
    }
  }
}

TEST(EvaluationPoints, ReachBothEndsOfTheTendon) {
  double lowest = 100;
  double highest = -100;
  for (const Vec3& p : EvaluationPoints(Phantom(), KneeStructure::kPatellarTendon, 100)) {
    const Vec3 in_knee = Phantom().pose.KneeFromLps(p);
    EXPECT_EQ(Phantom().baseline.anatomy.TissueAt(in_knee).tissue, Tissue::kTendon);
    lowest = std::min(lowest, in_knee.z());
    highest = std::max(highest, in_knee.z());
  }
  EXPECT_LT(lowest, -30.0);
  EXPECT_GT(highest, 4.0);
}

TEST(EvaluationPoints, LieInTheFieldOfView) {
  const VolumeGeometry& geometry = Phantom().baseline.tendon.geometry;
  for (const Vec3& p : EvaluationPoints(Phantom(), KneeStructure::kFemur, 200)) {
    const Vec3 index = IndexFromLps(geometry, p);
    for (int axis = 0; axis < 3; ++axis) {
      const double rim = 3.0 / geometry.spacing_mm[axis];
      EXPECT_GE(index[axis], rim);
      EXPECT_LE(index[axis], geometry.size[static_cast<std::size_t>(axis)] - 1 - rim);
    }
  }
}

TEST(EvaluationPoints, AreNoneWhereTheStructureIsNotInView) {
  KneePhantomOptions options;
  options.size = {4, 4, 2};
  const auto phantom = MakeKneePhantom(options);
  ASSERT_TRUE(phantom);
  EXPECT_TRUE(EvaluationPoints(*phantom, KneeStructure::kPatella, 5).empty());
}

}  // namespace
}  // namespace regen
