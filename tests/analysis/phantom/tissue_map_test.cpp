// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tissue_map.h"

#include "analysis/phantom/knee_anatomy.h"
#include "analysis/phantom/knee_motion.h"
#include "analysis/phantom/knee_pose.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

// A grid of `size` voxels around a point of the knee at rest.
VolumeGeometry GridAround(const Vec3& p_knee, const Vec3& spacing_mm, std::array<int, 3> size) {
  VolumeGeometry geometry;
  geometry.size = size;
  geometry.spacing_mm = spacing_mm;
  const Vec3 middle(size[0] - 1, size[1] - 1, size[2] - 1);
  geometry.origin_lps =
      PoseOf(Side::kRight).LpsFromKnee(p_knee) - 0.5 * spacing_mm.cwiseProduct(middle);
  return geometry;
}

TissueMapOptions Thickness(double thickness_mm) {
  TissueMapOptions options;
  options.profile.thickness_mm = thickness_mm;
  options.threads = 1;
  return options;
}

double SumOf(const Volume& volume) {
  double sum = 0;
  for (const float value : volume.values) sum += static_cast<double>(value);
  return sum;
}

TEST(MapTissues, AddsUpToTheTendonsExactVolumeOnACoarseGrid) {
  const KneeAnatomy knee;
  const VolumeGeometry grid = GridAround(knee.TendonCentre(0.5), {0.8, 0.8, 4.0}, {50, 40, 20});
  const TissueMap map =
      MapTissues(knee.layers(), {PoseOf(Side::kRight), {}, nullptr}, grid, Thickness(3.0));
  const Vec3 reach = Vec3::Constant(40.0);
  const Vec3 middle = knee.TendonCentre(0.5);
  const double exact =
      RoleVolumeMm3(knee.layers(), RegionRole::kStructure, middle - reach, middle + reach);
  const RoleTruth truth =
      TruthOf(map, knee.layers(), MatterOf(knee.layers()), RegionRole::kStructure);
  EXPECT_NEAR(truth.volume_mm3 / exact, 1.0, 0.001);
}

// A ball that is smaller than a slice is thick: shares must be those of the formula.
TEST(MapTissues, SharesASmallBallAsTheFormulaDoes) {
  Anatomy ball;
  ball.AddPart({"air", Tissue::kAir, 0});
  const int fluid = ball.AddPart({"fluid", Tissue::kFluid, 1U});
  ball.AddLayer(fluid, {{ball.AddField([](const Vec3& p) { return p.norm() - 2.1; }), 0.0}});
  VolumeGeometry grid;
  grid.size = {1, 1, 1};
  grid.spacing_mm = {5.0, 5.0, 5.0};
  TissueMapOptions options = Thickness(2.0);
  options.leaf_mm = 0.4;
  const TissueMap map = MapTissues(ball, {}, grid, options);
  float excited = 0;
  float whole = 0;
  VisitShares(map.slices[0], 0, [&](std::uint32_t part, float a, float b) {
    if (part == 1) {
      excited = a;
      whole = b;
    }
  });
  const double volume = 4.0 / 3.0 * std::numbers::pi * std::pow(2.1, 3);
  EXPECT_NEAR(static_cast<double>(whole), volume / 125.0, 1e-3 * volume / 125.0);
  const double slab = 2.0 * std::numbers::pi * (2.1 * 2.1 - 1.0 / 3.0);  // |z| < 1
  EXPECT_NEAR(static_cast<double>(excited), slab / 50.0, 1e-3 * slab / 50.0);
}

TEST(MapTissues, FillsWhatIsFarFromEveryBoundaryWithOnePart) {
  const VolumeGeometry grid = GridAround({0, 4, -18}, {0.5, 0.5, 0.5}, {6, 6, 6});
  const KneeAnatomy knee;
  const TissueMap map =
      MapTissues(knee.layers(), {PoseOf(Side::kRight), {}, nullptr}, grid, Thickness(0.5));
  for (const TissueMap::Slice& slice : map.slices) {
    for (const std::int32_t content : slice.content) {
      EXPECT_EQ(content, static_cast<int>(KneePart::kMarrow));
    }
  }
}

// Compares the parts' shares with points counted in a few voxels at an edge.
void ExpectSharesOfPoints(const JointMotion* motion) {
  const KneeAnatomy knee;
  const Placement placement{PoseOf(Side::kRight), Rigid3{}, motion};
  const VolumeGeometry grid = GridAround({-24.0, 6.0, 1.0}, {0.9, 0.9, 3.0}, {7, 7, 2});
  const TissueMap map = MapTissues(knee.layers(), placement, grid, Thickness(3.0));
  constexpr int kSteps = 10;
  double worst = 0.0;
  for (int voxel = 0; voxel < 49; ++voxel) {
    std::array<double, kMaxParts> counted{};
    for (int n = 0; n < kSteps * kSteps * kSteps; ++n) {
      const Vec3 step(n % kSteps, n / kSteps % kSteps, n / (kSteps * kSteps));
      const Vec3 index = Vec3(voxel % 7, voxel / 7, 0) + (step + Vec3::Constant(0.5)) / kSteps -
                         Vec3::Constant(0.5);
      Vec3 p = placement.pose.AnatomyFromLps(LpsFromIndex(grid, index));
      if (motion != nullptr) p = motion->PullBackWithStretch(p).p_mm;
      counted[static_cast<std::size_t>(PartAt(knee.layers(), p).part)] += 1e-3;
    }
    VisitShares(map.slices[0], static_cast<std::size_t>(voxel), [&](auto part, float, float w) {
      counted[part] -= static_cast<double>(w);
    });
    for (const double difference : counted) worst = std::max(worst, std::abs(difference));
  }
  EXPECT_LT(worst, 0.05);
}

TEST(MapTissues, SharesVoxelsAsManyPointsDo) {
  ExpectSharesOfPoints(nullptr);
}

TEST(MapTissues, SharesVoxelsOfABentKneeAsManyPointsDo) {
  const KneeMotion motion(KneeAnatomy(), PoseOf(Side::kRight), {Rigid3{}, 8.0, 2.0, 1});
  ExpectSharesOfPoints(&motion);
}

TEST(MapTissues, IsTheSameForAnyNumberOfThreads) {
  const KneeAnatomy knee;
  const VolumeGeometry grid = GridAround(knee.TendonCentre(0.5), {1.5, 1.5, 3.0}, {30, 30, 6});
  TissueMapOptions options = Thickness(3.0);
  const Placement placement{PoseOf(Side::kRight), Rigid3{}, nullptr};
  const TissueMap one = MapTissues(knee.layers(), placement, grid, options);
  options.threads = 3;
  const TissueMap three = MapTissues(knee.layers(), placement, grid, options);
  for (std::size_t k = 0; k < one.slices.size(); ++k) {
    EXPECT_EQ(one.slices[k].content, three.slices[k].content);
    EXPECT_EQ(one.slices[k].density_texture, three.slices[k].density_texture);
  }
}

TEST(RoleCoverage, IsTheStructuresShareOfEveryVoxel) {
  const KneeAnatomy knee;
  const VolumeGeometry grid = GridAround(knee.TendonCentre(0.5), {0.5, 0.5, 0.5}, {3, 3, 3});
  const TissueMap map =
      MapTissues(knee.layers(), {PoseOf(Side::kRight), {}, nullptr}, grid, Thickness(0.5));
  EXPECT_NEAR(SumOf(RoleCoverage(map, knee.layers(), RegionRole::kStructure)), 27.0, 1e-4);
  EXPECT_EQ(SumOf(RoleCoverage(map, knee.layers(), RegionRole::kReference)), 0.0);
}

}  // namespace
}  // namespace regen
