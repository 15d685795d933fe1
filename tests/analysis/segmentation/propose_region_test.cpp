// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_region.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

Volume EvenImage() {
  VolumeGeometry grid;
  grid.size = {32, 32, 6};
  grid.spacing_mm = Vec3(0.8, 0.8, 3.0);
  return MakeVolume(grid, 100.0F);
}

TEST(ProposeRegion, HasNoMethodForEveryIndication) {
  for (const Indication indication : {Indication::kBone,
                                      Indication::kSupraspinatusTendon,
                                      Indication::kHamstringTendon,
                                      Indication::kArticularCartilage}) {
    EXPECT_FALSE(ProposeRegion(indication, "", EvenImage())) << IndicationName(indication);
  }
}

TEST(ProposeRegion, AsksTheMethodOfTheIndication) {
  for (const Indication indication : {Indication::kPatellarTendon,
                                      Indication::kAchillesTendon,
                                      Indication::kIntervertebralDisc}) {
    const auto proposal = ProposeRegion(indication, "L4/L5", EvenImage());
    ASSERT_TRUE(proposal) << IndicationName(indication);
    EXPECT_EQ(proposal->label, IndicationName(indication));
  }
}

TEST(ProposeRegion, RefusesAnImageThatShowsNothingWithAReason) {
  const auto proposal = ProposeRegion(Indication::kPatellarTendon, "", EvenImage());
  ASSERT_TRUE(proposal);
  EXPECT_FALSE(IsUsable(*proposal));
  ASSERT_FALSE(proposal->why_not.empty());
}

TEST(ProposeRegion, NamesTheDiscThatCannotBeCounted) {
  const auto proposal = ProposeRegion(Indication::kIntervertebralDisc, "L4/L5", EvenImage());
  ASSERT_TRUE(proposal);
  EXPECT_FALSE(IsUsable(*proposal));
  EXPECT_FALSE(proposal->why_not.empty());
}

}  // namespace
}  // namespace regen
