// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tissue.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(PropertiesOf, GivesEveryTissueValuesThatCanBe) {
  for (int n = 0; n < kTissueCount; ++n) {
    const TissueProperties tissue = PropertiesOf(static_cast<Tissue>(n));
    EXPECT_GT(tissue.t2_ms, 0.0);
    EXPECT_LE(tissue.t2_ms, tissue.t1_ms);
    EXPECT_LE(tissue.t2_star_ms, tissue.t2_ms);
    EXPECT_GE(tissue.fat_fraction, 0.0);
    EXPECT_LE(tissue.fat_fraction, 1.0);
    EXPECT_LE(tissue.short_fraction, 1.0);
    EXPECT_LE(tissue.proton_density, 1.0);
  }
}

TEST(PropertiesOf, LeavesAirWithoutSignal) {
  EXPECT_EQ(PropertiesOf(Tissue::kAir).proton_density, 0.0);
}

TEST(PropertiesOf, BindsMostOfATendonsWater) {
  EXPECT_GT(PropertiesOf(Tissue::kTendon).short_fraction, 0.5);
  EXPECT_EQ(PropertiesOf(Tissue::kFluid).short_fraction, 0.0);
}

}  // namespace
}  // namespace regen
