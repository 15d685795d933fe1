// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/core_region.h"

#include "analysis/measurement/shape_measurement.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

RegionShape Slab() {
  Volume drawn;
  drawn.geometry.size = {48, 40, 24};
  drawn.geometry.origin_lps = Vec3(-24, -20, -12);
  drawn = MakeVolume(drawn.geometry);
  for (int k = 8; k < 17; ++k) {
    for (int j = 5; j < 36; ++j) {
      for (int i = 4; i < 45; ++i) drawn.At(i, j, k) = 1;
    }
  }
  return MakeRegionShape(drawn);
}

TEST(CoreOf, KeepsTheShareOfTheVolumeThatItsRuleSays) {
  const RegionShape slab = Slab();
  const double share = ShapeVolumeMm3(CoreOf(slab)) / ShapeVolumeMm3(slab);
  EXPECT_NEAR(share, kCoreInPlane * kCoreInPlane * kCoreThrough, 0.03);
}

TEST(CoreOf, StaysAboutTheMiddle) {
  const RegionShape slab = Slab();
  EXPECT_LT((AxesOf(CoreOf(slab)).centre - AxesOf(slab).centre).norm(), 0.2);
}

}  // namespace
}  // namespace regen
