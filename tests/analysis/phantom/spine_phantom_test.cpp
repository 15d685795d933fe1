// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/spine_phantom.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Spine, HasTheTreatedNucleusInItsMiddle) {
  for (int treated = 0; treated < kSpineDiscs; ++treated) {
    const SpineAnatomy spine = BuildSpine(DrawSpineShape(3, treated));
    EXPECT_EQ(PartAt(spine.layers, Vec3::Zero()).part,
              spine.parts.nucleus[static_cast<std::size_t>(treated)]);
  }
}

TEST(Spine, MakesOnlyTheTreatedDiscTheStructure) {
  const SpineAnatomy spine = BuildSpine(DrawSpineShape(0, 1));
  for (std::size_t n = 0; n < kSpineDiscs; ++n) {
    const auto part = static_cast<std::size_t>(spine.parts.annulus[n]);
    EXPECT_EQ(spine.layers.parts[part].Has(RegionRole::kStructure), n == 1);
    EXPECT_EQ(spine.layers.parts[part].Has(RegionRole::kControl), n != 1);
  }
}

TEST(Spine, IsAsHighInItsMiddleAsItsShapeSays) {
  const SpineShape shape = DrawSpineShape(0, 1);
  const SpineAnatomy spine = BuildSpine(shape);
  const double tilt =
      (shape.sacral_tilt_deg - shape.discs[0].turn_deg) * 3.14159265358979 / 180;
  const Vec3 up(0, -std::sin(tilt), std::cos(tilt));
  double height = 0;
  for (double v = -12; v <= 12; v += 0.01) {
    const int part = PartAt(spine.layers, v * up).part;
    height += part == spine.parts.nucleus[1] ? 0.01 : 0;
  }
  EXPECT_NEAR(height, shape.discs[1].height_mm + 2 * kPlateBowMm, 0.03);
}

TEST(SpinePhantom, ChangesWhatItIsAskedFor) {
  SpinePhantomOptions options;
  options.t2_change_percent = 20;
  options.height_change_percent = -10;
  const auto spine = PlanSpine(options);
  ASSERT_TRUE(spine);
  const auto nucleus = static_cast<std::size_t>(spine->parts.nucleus[1]);
  EXPECT_NEAR(spine->follow_up.matter[nucleus].t2_ms / spine->baseline.matter[nucleus].t2_ms,
              1.2,
              1e-9);
  EXPECT_NEAR(spine->shape_after.discs[1].height_mm / spine->shape_before.discs[1].height_mm,
              0.9,
              1e-9);
}

TEST(SpinePhantom, KnowsItsLevelsOnly) {
  SpinePhantomOptions options;
  options.level = "T9/T10";
  const auto spine = PlanSpine(options);
  ASSERT_FALSE(spine);
  EXPECT_EQ(spine.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace regen
