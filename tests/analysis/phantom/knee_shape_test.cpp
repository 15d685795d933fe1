// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_shape.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(DrawKneeShape, GivesTheMiddlingKneeForZero) {
  const KneeShape shape = DrawKneeShape(0);
  EXPECT_EQ(shape.scale, 1.0);
  EXPECT_EQ(shape.tendon_half_width_mm, KneeShape{}.tendon_half_width_mm);
}

TEST(DrawKneeShape, GivesAnotherKneeForEverySeed) {
  EXPECT_NE(DrawKneeShape(1).scale, DrawKneeShape(2).scale);
  EXPECT_EQ(DrawKneeShape(1).patella, DrawKneeShape(1).patella);
}

TEST(DrawKneeShape, StaysWithinThePopulation) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const KneeShape shape = DrawKneeShape(seed);
    EXPECT_GE(shape.scale, 0.90);
    EXPECT_LE(shape.scale, 1.12);
    EXPECT_GE(shape.tendon_half_thickness_mm, 2.0);
    EXPECT_LE(shape.tendon_half_thickness_mm, 3.2);
  }
}

TEST(TendonLesion, HasTheVolumeOfItsEllipsoid) {
  EXPECT_NEAR((TendonLesion{Vec3(1, 2, 3)}.VolumeMm3()), 25.1327, 1e-3);
}

}  // namespace
}  // namespace regen
