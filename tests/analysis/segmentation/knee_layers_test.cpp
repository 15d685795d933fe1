// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_layers.h"

#include "tests/support/scene.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace regen {
namespace {

const VolumeGeometry kGrid = test::SagittalGrid({120, 120, 5}, Vec3(0.5, 0.5, 4));
constexpr double kRadiusMm = 15;

// A bone across the slices with cortex and, where `cartilage_mm` is positive, a grey layer that
// ends in `beyond`.
struct Ring {
  double cortex_mm = 1.5;
  double cartilage_mm = 2.5;
  double grey = 450;
  double beyond = 1200;

  AnatomicalView View() const {
    return ViewFrom(test::Rendered(kGrid,
                                   [this](const Vec3& p) {
                                     const double r = std::hypot(p.y(), p.z()) - kRadiusMm;
                                     if (r < 0) return 1000.0;
                                     if (r < cortex_mm) return 60.0;
                                     return r < cortex_mm + cartilage_mm ? grey : beyond;
                                   }),
                    Vec3(0, 1, 0));
  }
};

BoneBody Disc(const AnatomicalView& view) {
  BoneBody body;
  for (int w = 0; w < view.size[2]; ++w) {
    BoneSection section;
    section.slice = w;
    section.end = {view.size[0], view.size[1]};
    for (int v = 0; v < view.size[1]; ++v) {
      for (int d = 0; d < view.size[0]; ++d) {
        const bool in = std::hypot(0.5 * d - 29.75, 0.5 * v - 29.75) < kRadiusMm - 0.2;
        section.inside.push_back(in ? 1 : 0);
        section.voxels += in ? 1 : 0;
      }
    }
    body.sections.push_back(std::move(section));
  }
  return body;
}

bool Everywhere(int /*slice*/, const BoneLayer& /*layer*/) {
  return true;
}

double MeanOf(const std::vector<LayeredSection>& sections, double BoneLayer::*member) {
  double sum = 0;
  double count = 0;
  for (const LayeredSection& section : sections) {
    for (const BoneLayer& layer : section.layers) {
      sum += layer.*member;
      count += 1;
    }
  }
  return sum / count;
}

TEST(KneeLayersTest, MeasuresCortexAndCartilage) {
  for (const double thickness_mm : {1.5, 2.5, 4.0}) {
    Ring ring;
    ring.cartilage_mm = thickness_mm;
    const AnatomicalView view = ring.View();
    const auto layers = FindLayers(view, Disc(view), {}, Everywhere);
    EXPECT_NEAR(MeanOf(layers, &BoneLayer::bone_mm), 1.5, 0.3);
    EXPECT_NEAR(MeanOf(layers, &BoneLayer::cartilage_mm), thickness_mm, 0.4);
  }
}

TEST(KneeLayersTest, CartilageAlsoEndsAtSomethingDark) {
  Ring ring;
  ring.beyond = 80;
  const AnatomicalView view = ring.View();
  const auto layers = FindLayers(view, Disc(view), {}, Everywhere);
  EXPECT_NEAR(MeanOf(layers, &BoneLayer::cartilage_mm), 2.5, 0.4);
}

TEST(KneeLayersTest, FatUponTheCortexIsNoCartilage) {
  Ring ring;
  ring.cartilage_mm = 0;
  const AnatomicalView view = ring.View();
  EXPECT_EQ(MeanOf(FindLayers(view, Disc(view), {}, Everywhere), &BoneLayer::cartilage_mm), 0);
}

TEST(KneeLayersTest, AThickGreyLayerIsMuscle) {
  Ring ring;
  ring.cartilage_mm = 8;
  const AnatomicalView view = ring.View();
  EXPECT_EQ(MeanOf(FindLayers(view, Disc(view), {}, Everywhere), &BoneLayer::cartilage_mm), 0);
}

TEST(KneeLayersTest, ThereIsNoneWhereAnatomyForbidsIt) {
  const AnatomicalView view = Ring{}.View();
  const auto layers =
      FindLayers(view, Disc(view), {}, [](int, const BoneLayer&) { return false; });
  EXPECT_EQ(MeanOf(layers, &BoneLayer::cartilage_mm), 0);
}

TEST(KneeLayersTest, NormalsPointAwayFromTheBone) {
  const AnatomicalView view = Ring{}.View();
  const auto layers = FindLayers(view, Disc(view), {}, Everywhere);
  for (const BoneLayer& layer : layers[2].layers) {
    const Vec2 from_centre = layer.at_mm - Vec2(29.75, 29.75);
    EXPECT_GT(layer.out.dot(from_centre.normalized()), 0.95);
    EXPECT_NEAR(from_centre.norm(), kRadiusMm, 0.4);
  }
}

TEST(KneeLayersTest, CoverageHasTheVolumeOfTheLayers) {
  const AnatomicalView view = Ring{}.View();
  const BoneBody bone = Disc(view);
  const LayerCoverage cover = CoverLayers(view, bone, FindLayers(view, bone, {}, Everywhere));
  const auto area_mm2 = [](const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) * 0.25 / 5;
  };
  EXPECT_NEAR(area_mm2(cover.bone), M_PI * 16.5 * 16.5, 25);
  EXPECT_NEAR(area_mm2(cover.cartilage), M_PI * (19 * 19 - 16.5 * 16.5), 40);
}

TEST(KneeLayersTest, NoVoxelIsFilledTwice) {
  const AnatomicalView view = Ring{}.View();
  const BoneBody bone = Disc(view);
  const LayerCoverage cover = CoverLayers(view, bone, FindLayers(view, bone, {}, Everywhere));
  for (std::size_t n = 0; n < cover.bone.size(); ++n) {
    ASSERT_LE(cover.bone[n] + cover.cartilage[n], 1.0F + 1e-5F);
  }
}

}  // namespace
}  // namespace regen
