// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/box_sampler.h"

#include "analysis/phantom/signed_distance.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Fluid below z = 0, cartilage from there to 1 mm above it, air above.
Anatomy Sheet() {
  Anatomy sheet;
  sheet.AddPart({"air", Tissue::kAir, 0});
  const int fluid = sheet.AddPart({"fluid", Tissue::kFluid, 0});
  const int cartilage = sheet.AddPart({"cartilage", Tissue::kCartilage, 0});
  const int height = sheet.AddField([](const Vec3& p) { return p.z(); });
  sheet.AddLayer(fluid, {{height, 0.0}});
  sheet.AddLayer(cartilage, {{height, -1.0}});
  return sheet;
}

PartShares SharesOfCube(const BoxSampler& sampler, double edge_mm) {
  SampledBox box;
  box.half_axes_mm = 0.5 * edge_mm * Mat3::Identity();
  PartShares shares;
  sampler.AddShares(sampler.Everything(), box, shares);
  return shares;
}

TEST(BoxSampler, TellsAShellFromWhatItEncloses) {
  const Anatomy sheet = Sheet();
  const PartShares shares = SharesOfCube(BoxSampler(sheet, 10.0), 4.0);
  EXPECT_NEAR(shares.whole[1], 0.50, 1e-6);
  EXPECT_NEAR(shares.whole[2], 0.25, 1e-6);
  EXPECT_NEAR(shares.whole[0], 0.25, 1e-6);
}

TEST(BoxSampler, WeighsByTheSliceProfile) {
  const Anatomy sheet = Sheet();
  const BoxSampler sampler(sheet, 0.5, {1.0, 0.0}, 4.0);  // 1 mm of 4 mm is excited
  SampledBox slab;
  slab.half_axes_mm = 2.0 * Mat3::Identity();
  slab.lower_mm = -2.0;
  slab.upper_mm = 2.0;
  PartShares shares;
  sampler.AddSlab(sampler.Everything(), slab, shares);
  EXPECT_NEAR(shares.excited[1], 0.5, 1e-6);
  EXPECT_NEAR(shares.excited[2], 0.5, 1e-6);
  EXPECT_NEAR(shares.excited[0], 0.0, 1e-6);
  EXPECT_NEAR(shares.whole[0], 0.25, 1e-6);
}

TEST(BoxSampler, DropsLayersThatAreOutOfReach) {
  const Anatomy sheet = Sheet();
  const BoxSampler sampler(sheet, 1.0);
  const NearLayers below = sampler.Narrow(sampler.Everything(), {0, 0, -5.0}, 2.0);
  EXPECT_TRUE(below.Uniform());
  EXPECT_EQ(below.beneath, 1);
  EXPECT_EQ(sampler.Narrow(sampler.Everything(), {0, 0, 0.5}, 0.2).beneath, 2);
  EXPECT_EQ(sampler.Narrow(sampler.Everything(), {0, 0, 0.5}, 2.0).count, 2);
}

TEST(BoxSampler, ResolvesSurfacesThatCross) {
  Anatomy corner = Sheet();
  const int side = corner.AddField([](const Vec3& p) { return p.x(); });
  corner.layers[0].inside.push_back({side, 0.0});  // fluid only at negative x as well
  const PartShares shares = SharesOfCube(BoxSampler(corner, 0.4), 4.0);
  EXPECT_NEAR(shares.whole[1], 0.25, 0.01);
  EXPECT_NEAR(shares.whole[2], 0.50, 0.01);
}

TEST(SliceProfile, IsAllWithinItsExtent) {
  const SliceProfile profile{3.0, 1.0};
  EXPECT_EQ(profile.Below(-profile.HalfExtentMm()), 0.0);
  EXPECT_EQ(profile.Below(profile.HalfExtentMm()), 1.0);
  EXPECT_NEAR(profile.Below(0.0), 0.5, 1e-12);
}

TEST(SliceProfile, HasItsThicknessBetweenTheHalfHeights) {
  // By finite differences: half of the middle's excitation at half the thickness.
  const SliceProfile profile{3.0, 1.0};
  const auto height = [&](double z) {
    return profile.Below(z + 1e-4) - profile.Below(z - 1e-4);
  };
  EXPECT_NEAR(height(1.5) / height(0.0), 0.5, 1e-3);
  EXPECT_NEAR(height(-1.5) / height(0.0), 0.5, 1e-3);
}

}  // namespace
}  // namespace regen
