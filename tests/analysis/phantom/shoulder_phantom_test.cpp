// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/shoulder_phantom.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

// From the scapula's plane, in which a shape is told, to the frame of the pose.
Vec3 InPose(const Vec3& p) {
  const double angle = -kScapularPlaneDeg * std::numbers::pi / 180;
  return {std::cos(angle) * p.x() - std::sin(angle) * p.y(),
          std::sin(angle) * p.x() + std::cos(angle) * p.y(),
          p.z()};
}

const Part& At(const Anatomy& shoulder, const Vec3& p) {
  return shoulder.parts[static_cast<std::size_t>(PartAt(shoulder, InPose(p)).part)];
}

TEST(Shoulder, HasItsTearInsideTheTendonOverTheHead) {
  const ShoulderShape shape;
  const Anatomy shoulder = BuildShoulder(shape);
  const double r = shape.TendonRadiusMm();
  EXPECT_EQ(At(shoulder, Vec3(0, 0, 0)).name, "marrow");
  EXPECT_EQ(At(shoulder, Vec3(-4, 0, r)).name, "supraspinatus tendon");
  const double angle = shape.tear_place_mm.x() / r;
  const Vec3 middle(r * std::sin(angle), -2, r * std::cos(angle));
  EXPECT_TRUE(At(shoulder, middle).Has(RegionRole::kLesion));
  EXPECT_TRUE(At(shoulder, middle).Has(RegionRole::kStructure));
  EXPECT_FALSE(At(shoulder, Vec3(0, shape.tendon_width_mm / 2 + 0.5, r - 3))
                   .Has(RegionRole::kStructure));
}

TEST(Shoulder, ItsTearThroughTheTendonIsAnEllipsesPrism) {
  const ShoulderShape shape;
  const Vec3& radii = shape.tear_radii_mm;
  const double bulge = 1 - std::pow(shape.tendon_thickness_mm / 2 / radii.z(), 2) / 3;
  const double prism = std::numbers::pi * radii.x() * radii.y() * shape.tendon_thickness_mm;
  EXPECT_NEAR(TruthOfTear(shape).volume_mm3, bulge * prism, 0.03 * prism);
}

TEST(ShoulderPhantom, ShrinksTheTearByWhatItIsAskedFor) {
  for (std::uint64_t anatomy = 0; anatomy < 5; ++anatomy) {
    ShoulderPhantomOptions options;
    options.anatomy_seed = anatomy;
    options.tear_change_percent = -60;
    const auto shoulder = PlanShoulder(options);
    ASSERT_TRUE(shoulder);
    EXPECT_NEAR(TruthOfTear(shoulder->shape_after).volume_mm3 /
                    TruthOfTear(shoulder->shape_before).volume_mm3,
                0.4,
                1e-3);
  }
}

TEST(ShoulderPhantom, LetsATearVanish) {
  ShoulderPhantomOptions options;
  options.tear_change_percent = -100;
  const auto shoulder = PlanShoulder(options);
  ASSERT_TRUE(shoulder);
  EXPECT_EQ(TruthOfTear(shoulder->shape_after).volume_mm3, 0);
}

TEST(ShoulderPhantom, TurnsTheArmButNotTheScapula) {
  const ShoulderMotion motion(ShoulderShape{}, 10);
  const Vec3 tuberosity = InPose(Vec3(24, 0, 4));
  const Vec3 pulled = motion.PullBackWithStretch(tuberosity).p_mm;
  EXPECT_NEAR(
      (pulled - tuberosity).norm(), 24 * 2 * std::sin(5 * std::numbers::pi / 180), 1e-6);
  EXPECT_NEAR(pulled.norm(), tuberosity.norm(), 1e-9);
  const Vec3 neck = InPose(Vec3(-42, 0, -2));
  EXPECT_NEAR((motion.PullBackWithStretch(neck).p_mm - neck).norm(), 0, 1e-9);
}

TEST(ShoulderPhantom, CarriesTheTendonsInsertionWithTheArm) {
  const ShoulderShape shape;
  const ShoulderMotion motion(shape, 10);
  const Vec3 insertion(20, 0, std::sqrt(std::pow(shape.TendonRadiusMm(), 2) - 400));
  const Vec3 pulled = motion.PullBackWithStretch(InPose(insertion)).p_mm;
  EXPECT_NEAR((pulled - InPose(insertion)).norm(), 20 * 10 * std::numbers::pi / 180, 0.4);
}

TEST(ShoulderPhantom, PlansItsSlicesAlongTheTendonOnBothSides) {
  for (const Side side : {Side::kLeft, Side::kRight}) {
    ShoulderPhantomOptions options;
    options.side = side;
    const auto shoulder = PlanShoulder(options);
    ASSERT_TRUE(shoulder);
    const VolumeGeometry grid = GridOf(shoulder->baseline, shoulder->series.front());
    const AnatomyPose& pose = shoulder->baseline.placement.pose;
    const Vec3 along =
        pose.LpsFromAnatomy(InPose(Vec3::UnitX())) - pose.LpsFromAnatomy(Vec3::Zero());
    EXPECT_NEAR(grid.direction.col(2).dot(along), 0, 0.05);
  }
}

TEST(ShoulderPhantom, RefusesMoreThanAnArmTurns) {
  ShoulderPhantomOptions options;
  options.arm_rotation_deg = 40;
  EXPECT_FALSE(PlanShoulder(options));
  options.arm_rotation_deg = 0;
  options.tear_change_percent = 60;
  EXPECT_FALSE(PlanShoulder(options));
}

}  // namespace
}  // namespace regen
