// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/rigid_registration.h"

#include "analysis/image/local_normalisation.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

// A smooth pattern of the whole space, so that a moved image needs no interpolation.
double Pattern(const Vec3& p) {
  return std::sin(p[0] / 5) * std::cos(p[1] / 6) + std::sin((p[1] + p[2]) / 7) +
         std::cos((p[0] - p[2]) / 9);
}

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {50, 50, 20};
  grid.spacing_mm = Vec3(1.2, 1.2, 3);
  grid.direction.col(0) = Vec3(0, 1, 0);
  grid.direction.col(1) = Vec3(0, 0, -1);
  grid.direction.col(2) = Vec3(-1, 0, 0);
  grid.origin_lps = Vec3(28, -30, 30);
  return grid;
}

Volume Render(const VolumeGeometry& grid, const Rigid3& pattern_from_image) {
  Volume volume = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        volume.At(i, j, k) =
            static_cast<float>(Pattern(pattern_from_image * LpsFromIndex(grid, Vec3(i, j, k))));
      }
    }
  }
  return volume;
}

std::vector<FixedSample> CentralSamples(const Volume& fixed, std::size_t most) {
  return TakeSamples(
      fixed, Vec3(-18, -18, -18), Vec3(18, 18, 18), [](const Vec3&) { return 1.0; }, most);
}

TEST(RegisterRigid, RecoversAKnownMotion) {
  const Rigid3 moving_from_fixed =
      RigidAbout(Vec3(2, 3, 4), Vec3(3, -2, 4) * kDeg, Vec3(1.5, -2, 1));
  const Volume fixed = Render(Grid(), {});
  const Volume moving = Render(Grid(), Inverse(moving_from_fixed));
  const auto result = RegisterRigid(CentralSamples(fixed, 100000), MovingImage(moving), {}, {});
  EXPECT_TRUE(result.converged);
  EXPECT_GT(result.correlation, 0.99);
  for (const Vec3& p : {Vec3(0, 0, 0), Vec3(15, 10, -12), Vec3(-12, -15, 10)}) {
    EXPECT_NEAR((result.moving_from_fixed * p - moving_from_fixed * p).norm(), 0, 0.05);
  }
}

TEST(RegisterRigid, IsNotPulledByAPatchThatChanged) {
  const Rigid3 moving_from_fixed =
      RigidAbout(Vec3::Zero(), Vec3(1, 1, -1) * kDeg, Vec3(1, -1, 0.5));
  const Volume fixed = Render(Grid(), {});
  Volume moving = Render(Grid(), Inverse(moving_from_fixed));
  for (int k = 7; k < 13; ++k) {
    for (int j = 20; j < 32; ++j) {
      for (int i = 20; i < 32; ++i) moving.At(i, j, k) += 6.0F;
    }
  }
  const auto result = RegisterRigid(CentralSamples(fixed, 100000), MovingImage(moving), {}, {});
  EXPECT_NEAR(
      (result.moving_from_fixed * Vec3::Zero() - moving_from_fixed * Vec3::Zero()).norm(),
      0,
      0.1);
}

TEST(RegisterRigid, SaysSoWhereTheImagesHardlyOverlap) {
  const Volume fixed = Render(Grid(), {});
  const Rigid3 far = RigidAbout(Vec3::Zero(), Vec3::Zero(), Vec3(200, 0, 0));
  const auto result = RegisterRigid(CentralSamples(fixed, 5000), MovingImage(fixed), far, {});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.correlation, -1);
  EXPECT_EQ(result.overlap, 0);
}

TEST(RegisterRigid, DoesNotMoveOnAFlatImage) {
  const Volume flat = MakeVolume(Grid());
  const auto result = RegisterRigid(CentralSamples(flat, 5000), MovingImage(flat), {}, {});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.moving_from_fixed.translation_mm.norm(), 0);
}

TEST(TakeSamples, LeavesOutWhatHasNoWeightAndThinsToTheNumberAskedFor) {
  const Volume fixed = Render(Grid(), {});
  const auto left_half = [](const Vec3& p) { return p[0] > 0 ? 0.5 : 0.0; };
  const auto samples =
      TakeSamples(fixed, Vec3(-20, -20, -20), Vec3(20, 20, 20), left_half, 100000);
  ASSERT_GT(samples.size(), 1000U);
  for (const FixedSample& sample : samples) {
    EXPECT_GT(sample.p_lps[0], 0);
    EXPECT_EQ(sample.weight, 0.5F);
  }
  EXPECT_EQ(CentralSamples(fixed, 777).size(), 777U);
}

TEST(TakeSamples, LiesAnywhereInsideTheVoxelsAndNotOnlyAtTheirCentres) {
  const Volume fixed = Render(Grid(), {});
  Vec3 sum = Vec3::Zero();
  Vec3 spread = Vec3::Zero();
  const auto samples = CentralSamples(fixed, 100000);
  for (const FixedSample& sample : samples) {
    const Vec3 index = IndexFromLps(fixed.geometry, sample.p_lps);
    const Vec3 offset = index - Vec3(index.array().round());
    sum += offset;
    spread += offset.cwiseAbs2();
  }
  const auto n = static_cast<double>(samples.size());
  EXPECT_LT((sum / n).norm(), 0.02);
  // Variance of an even spread over one voxel: 1/12.
  for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(spread[axis] / n, 1.0 / 12, 0.005);
}

}  // namespace
}  // namespace regen
