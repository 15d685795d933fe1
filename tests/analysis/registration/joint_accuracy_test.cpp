// SPDX-License-Identifier: GPL-3.0-or-later
// A knee that bends by 6° between two visits, against its exact motion.
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/registration/register_follow_up.h"
#include "analysis/segmentation/refine_region.h"

#include <cmath>
#include <iostream>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

KneePhantomOptions BentKnee(std::uint64_t seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.size = {256, 256, 30};
  options.spacing_mm = Vec3(0.6, 0.6, 3.5);
  options.slice_thickness_mm = 3.5;
  options.echo_times_ms = {30};
  options.noise_sigma = 100;
  options.change_percent = 0;
  options.flexion_deg = 6;
  options.internal_rotation_deg = 2;
  options.follow_up_gain = 1.3;
  options.lesion_radii_mm = Vec3(6, 1.8, 5.4);
  options.lesion_shrinks_percent = 50;
  options.baseline_from_follow_up =
      RigidAbout(Vec3(-86, 12, -8), Vec3(4, -3, 5) * kDeg, Vec3(5, -6, 5.5));
  return options;
}

// The same, cut to what surrounds the tendon.
KneePhantomOptions SmallKnee(std::uint64_t seed) {
  KneePhantomOptions options = BentKnee(seed);
  options.size = {200, 200, 30};
  options.internal_rotation_deg = 0;
  options.lesion_radii_mm = Vec3::Zero();
  return options;
}

struct Errors {
  double bones_mm = 0;
  double tendon_mm = 0;
};

Errors ErrorsOf(const KneePhantom& knee, const FollowUpRegistration& found) {
  constexpr int kPoints = 300;
  const std::array<std::pair<const char*, KneeStructure>, 3> structures{
      {{"femur", KneeStructure::kFemur},
       {"tibia", KneeStructure::kTibia},
       {"patella", KneeStructure::kPatella}}};
  Errors errors;
  for (const RegisteredStructure& bone : found.bones) {
    for (const auto& [name, structure] : structures) {
      if (bone.name != name) continue;
      for (const Vec3& p : EvaluationPoints(knee, structure, kPoints)) {
        const Vec3 truth = knee.motion.FollowUpFromBaseline(p);
        errors.bones_mm += (bone.followup_from_baseline * p - truth).norm() / (3 * kPoints);
      }
    }
  }
  for (const Vec3& p : EvaluationPoints(knee, KneeStructure::kPatellarTendon, kPoints)) {
    const Vec3 truth = knee.motion.FollowUpFromBaseline(p);
    errors.tendon_mm += (found.followup_from_baseline * p - truth).norm() / kPoints;
  }
  return errors;
}

FollowUpRegistration Register(const KneePhantom& knee) {
  return RegisterFollowUp(knee.baseline.images.echoes[0],
                          knee.follow_up.images.echoes[0],
                          knee.baseline.tendon,
                          PatellarTendonJoint(),
                          {.lateral_sign = -1});
}

TEST(BentKnee, OfThickSlicesIsFollowedBoneByBone) {
  constexpr std::uint64_t kKnees = 3;
  Errors mean;
  for (std::uint64_t seed = 21; seed < 21 + kKnees; ++seed) {
    const auto knee = MakeKneePhantom(BentKnee(seed));
    ASSERT_TRUE(knee) << knee.error().message;
    const auto found = Register(*knee);
    ASSERT_TRUE(found.usable) << found.why_not;
    const Errors errors = ErrorsOf(*knee, found);
    std::cout << "knee " << seed << ": bones " << errors.bones_mm << " mm, tendon "
              << errors.tendon_mm << " mm, joint angle " << found.joint_angle_deg.value_or(-1)
              << " deg\n";
    EXPECT_NEAR(found.joint_angle_deg.value_or(-1), 6.3, 0.7) << seed;
    EXPECT_LT(errors.tendon_mm, 0.40) << seed;
    mean.bones_mm += errors.bones_mm / kKnees;
    mean.tendon_mm += errors.tendon_mm / kKnees;
  }
  std::cout << "mean: bones " << mean.bones_mm << " mm, tendon " << mean.tendon_mm << " mm\n";
  EXPECT_LE(mean.bones_mm, 0.10);
  EXPECT_LE(mean.tendon_mm, 0.30);
}

TEST(BentKnee, OfThinSlicesIsFollowedBoneByBone) {
  KneePhantomOptions options = BentKnee(31);
  options.size = {320, 320, 160};
  options.spacing_mm = Vec3(0.5, 0.5, 0.8);
  options.slice_thickness_mm = 0.8;
  const auto knee = MakeKneePhantom(options);
  ASSERT_TRUE(knee) << knee.error().message;
  const auto found = Register(*knee);
  ASSERT_TRUE(found.usable) << found.why_not;
  const Errors errors = ErrorsOf(*knee, found);
  std::cout << "320x320x160: bones " << errors.bones_mm << " mm, tendon " << errors.tendon_mm
            << " mm\n";
  EXPECT_LE(errors.bones_mm, 0.10);
  EXPECT_LE(errors.tendon_mm, 0.30);
}

// Volume of the carried and refined region on the follow-up, in percent of the baseline's.
double VolumeChangePercent(const KneePhantom& knee) {
  const Volume& baseline = knee.baseline.images.echoes[0];
  const Volume& follow_up = knee.follow_up.images.echoes[0];
  const auto found = Register(knee);
  EXPECT_TRUE(found.usable) << found.why_not;
  const RegionShape shape = MakeRegionShape(knee.baseline.tendon);
  const auto refined = RefineRegion(shape, baseline, follow_up, found.followup_from_baseline);
  const Volume carried =
      RegionCoverage(refined.shape, follow_up.geometry, found.followup_from_baseline, 0);
  return 100 * (CoverageVolumeMm3(carried) / knee.baseline.tendon_volume_mm3 - 1);
}

TEST(CarriedRegion, KeepsItsVolumeWhereNothingChanged) {
  constexpr int kPairs = 6;
  double sum = 0;
  double squares = 0;
  for (int n = 0; n < kPairs; ++n) {
    KneePhantomOptions options = SmallKnee(41 + static_cast<std::uint64_t>(n));
    options.flexion_deg = n % 2 == 0 ? 3 : 0;
    options.baseline_from_follow_up.reset();
    const auto knee = MakeKneePhantom(options);
    ASSERT_TRUE(knee) << knee.error().message;
    const double percent = VolumeChangePercent(*knee);
    std::cout << "null pair " << n << ": " << percent << " %\n";
    sum += percent;
    squares += percent * percent;
  }
  const double mean = sum / kPairs;
  const double sd = std::sqrt((squares - sum * mean) / (kPairs - 1));
  std::cout << "null pairs: mean " << mean << " %, SD " << sd << " %\n";
  EXPECT_LE(std::abs(mean), 2.0);
  EXPECT_LE(sd, 2.0);
}

TEST(CarriedRegion, FollowsATendonThatGrewOrShrank) {
  for (const double change : {20.0, -14.0}) {
    constexpr int kPairs = 2;
    double mean = 0;
    double truth = 0;
    for (int n = 0; n < kPairs; ++n) {
      KneePhantomOptions options = SmallKnee(51 + static_cast<std::uint64_t>(n));
      options.flexion_deg = 3;
      options.tendon_volume_change_percent = change;
      const auto knee = MakeKneePhantom(options);
      ASSERT_TRUE(knee) << knee.error().message;
      const double percent = VolumeChangePercent(*knee);
      std::cout << "true " << change << " %: found " << percent << " %\n";
      mean += percent / kPairs;
      truth += 100 *
               (knee->follow_up.tendon_volume_mm3 / knee->baseline.tendon_volume_mm3 - 1) /
               kPairs;
    }
    EXPECT_NEAR(mean, truth, 4.0);
  }
}

}  // namespace
}  // namespace regen
