// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_follow_up.h"

#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/knee_phantom.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

// A knee whose follow-up lies elsewhere, with other noise, shading and gain, and a changed
// tendon. A coarser grid than a scanner's keeps the test short.
Result<KneePhantom> Knee(const Rigid3& baseline_from_follow_up, std::uint64_t seed) {
  KneePhantomOptions options;
  options.size = {128, 128, 24};
  options.spacing_mm = Vec3(1.25, 1.25, 4.0);
  options.echo_times_ms = {10, 30, 50};
  options.seed = seed;
  options.baseline_from_follow_up = baseline_from_follow_up;
  return MakeKneePhantom(options);
}

// Mean distance, over the tendon's voxels, of a transform from the truth.
double ErrorMm(const KneePhantom& knee, const Rigid3& followup_from_baseline) {
  const Rigid3 truth = Inverse(knee.baseline_from_follow_up);
  const Volume& tendon = knee.baseline.tendon;
  double sum = 0;
  int n = 0;
  for (int k = 0; k < tendon.geometry.size[2]; ++k) {
    for (int j = 0; j < tendon.geometry.size[1]; ++j) {
      for (int i = 0; i < tendon.geometry.size[0]; ++i) {
        if (tendon.At(i, j, k) < 0.5F) continue;
        const Vec3 p = LpsFromIndex(tendon.geometry, Vec3(i, j, k));
        sum += (truth * p - followup_from_baseline * p).norm();
        ++n;
      }
    }
  }
  return sum / n;
}

FollowUpRegistration Register(const KneePhantom& knee) {
  return RegisterFollowUp(MeanOfEchoes(knee.baseline.images),
                          MeanOfEchoes(knee.follow_up.images),
                          knee.baseline.tendon,
                          PatellarTendonJoint(),
                          {.lateral_sign = -1});
}

TEST(FollowUpRegistration, IsTheLessSureTheFartherApartItsBonesWouldPlaceIt) {
  FollowUpRegistration found;
  found.region.inverse_consistency_mm = 0.2;
  found.region.half_sample_mm = 0.1;
  EXPECT_NEAR(found.UncertaintyMm(), std::hypot(0.1, 0.1), 1e-9);
  found.carrier_doubt_mm = 0.4;
  EXPECT_NEAR(found.UncertaintyMm(), std::hypot(0.1, 0.1, 0.2), 1e-9);
}

TEST(RegisterFollowUp, FindsATypicalRepositioning) {
  const auto knee = Knee(RigidAbout(Vec3(-80, 0, 0), Vec3(3, -2, 1) * kDeg, Vec3(4, -3, 5)), 5);
  ASSERT_TRUE(knee) << knee.error().message;
  const auto result = Register(*knee);
  EXPECT_TRUE(result.usable) << result.why_not;
  EXPECT_LT(ErrorMm(*knee, result.region.followup_from_baseline), 0.3);
}

TEST(RegisterFollowUp, FindsALargeShiftAndFlexionOfTheWholeKnee) {
  const auto knee =
      Knee(RigidAbout(Vec3(-80, 0, 0), Vec3(12, 2, -1) * kDeg, Vec3(8, 18, -15)), 6);
  ASSERT_TRUE(knee) << knee.error().message;
  const auto result = Register(*knee);
  EXPECT_TRUE(result.usable) << result.why_not;
  EXPECT_LT(ErrorMm(*knee, result.region.followup_from_baseline), 0.3);
}

TEST(RegisterFollowUp, GivesTheSameNumbersAgain) {
  const auto knee = Knee(RigidAbout(Vec3(-80, 0, 0), Vec3(2, 1, 0) * kDeg, Vec3(2, 2, 2)), 7);
  ASSERT_TRUE(knee);
  const auto first = RowMajor(Register(*knee).region.followup_from_baseline);
  EXPECT_EQ(first, RowMajor(Register(*knee).region.followup_from_baseline));
}

TEST(RegisterFollowUp, RefusesAnotherImageWithTheFigure) {
  const auto knee = Knee(Rigid3{}, 8);
  ASSERT_TRUE(knee);
  Volume other = MeanOfEchoes(knee->follow_up.images);
  for (int k = 0; k < other.geometry.size[2]; ++k) {
    for (int j = 0; j < other.geometry.size[1]; ++j) {
      for (int i = 0; i < other.geometry.size[0]; ++i) {
        other.At(i, j, k) =
            static_cast<float>(1000 * std::sin(i * 0.31 + k) * std::cos(j * 0.23 - k) + 1000);
      }
    }
  }
  const auto result =
      RegisterFollowUp(MeanOfEchoes(knee->baseline.images), other, knee->baseline.tendon, {});
  EXPECT_FALSE(result.usable);
  // Which of its figures fails first depends on where chance fits best.
  EXPECT_LT(std::min(result.region.correlation, result.region.overlap), 0.6);
  EXPECT_NE(result.why_not.find_first_of("0123456789"), std::string::npos) << result.why_not;
}

TEST(RegisterFollowUp, RefusesAnEmptyRegion) {
  const auto knee = Knee(Rigid3{}, 9);
  ASSERT_TRUE(knee);
  const Volume image = MeanOfEchoes(knee->baseline.images);
  const auto result = RegisterFollowUp(image, image, MakeVolume(image.geometry), {});
  EXPECT_FALSE(result.usable);
  EXPECT_EQ(result.why_not, "the region is empty");
}

}  // namespace
}  // namespace regen
