// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_zones.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// A box of voxels of 1 mm in the slices 0 to 2.
BoneBody Box(const std::array<int, 2>& begin, const std::array<int, 2>& end) {
  BoneBody body;
  for (int w = 0; w < 3; ++w) {
    BoneSection section;
    section.slice = w;
    section.begin = begin;
    section.end = end;
    section.voxels = (end[0] - begin[0]) * (end[1] - begin[1]);
    section.inside.assign(static_cast<std::size_t>(section.voxels), 1);
    body.sections.push_back(std::move(section));
  }
  return body;
}

class KneeZonesTest : public testing::Test {
 protected:
  KneeZonesTest() {
    bones_.femur = Box({40, 0}, {100, 80});
    bones_.tibia = Box({42, 88}, {98, 140});
    bones_.patella = Box({15, 30}, {33, 65});
    bones_.joint_v_mm = 79;
    bones_.femur_depth_mm = 60;
  }

  static AnatomicalView ViewOfMillimetres() {
    AnatomicalView view;
    view.size = {150, 150, 3};
    return view;
  }

  static BoneLayer Place(double depth_mm, double down_mm, double out_d, double out_v) {
    BoneLayer layer;
    layer.at_mm = Vec2(depth_mm, down_mm);
    layer.out = Vec2(out_d, out_v).normalized();
    return layer;
  }

  AnatomicalView view_ = ViewOfMillimetres();
  KneeBones bones_;
};

TEST_F(KneeZonesTest, CondylesAndTrochleaHaveCartilageTheShaftHasNone) {
  const auto zone = FemoralZone(view_, bones_);
  EXPECT_TRUE(zone(1, Place(70, 80, 0, 1)));
  EXPECT_TRUE(zone(1, Place(100, 60, 1, 0)));
  EXPECT_TRUE(zone(1, Place(40, 40, -1, 0)));
  EXPECT_FALSE(zone(1, Place(100, 30, 1, 0)));
  EXPECT_FALSE(zone(1, Place(40, 10, -1, 0)));
}

TEST_F(KneeZonesTest, BetweenTheCondylesOnlyTheTrochleaHasCartilage) {
  bones_.femur.sections[1] = Box({40, 0}, {80, 65}).sections[1];
  const auto zone = FemoralZone(view_, bones_);
  EXPECT_FALSE(zone(1, Place(70, 65, 0, 1)));
  EXPECT_TRUE(zone(1, Place(40, 50, -1, 0)));
}

TEST_F(KneeZonesTest, ThePlateauHasCartilageUnderTheFemur) {
  const auto zone = TibialZone(view_, bones_);
  EXPECT_TRUE(zone(1, Place(70, 88, 0, -1)));
  EXPECT_FALSE(zone(1, Place(42, 100, -1, 0)));
  bones_.femur.sections[1] = Box({40, 0}, {60, 80}).sections[1];
  EXPECT_FALSE(TibialZone(view_, bones_)(1, Place(70, 88, 0, -1)));
}

TEST_F(KneeZonesTest, ThePatellaHasItBehindButNotAtTheApex) {
  const auto zone = PatellarZone(view_, bones_.patella);
  EXPECT_TRUE(zone(1, Place(33, 45, 1, 0)));
  EXPECT_FALSE(zone(1, Place(15, 45, -1, 0)));
  EXPECT_FALSE(zone(1, Place(33, 63, 1, 0)));
}

TEST_F(KneeZonesTest, CoveredShareCountsWhereCartilageMayBe) {
  LayeredSection section;
  section.layers.resize(4);
  for (std::size_t n = 0; n < 3; ++n) section.layers[n].may_have = true;
  section.layers[0].cartilage_mm = 2;
  EXPECT_DOUBLE_EQ(CoveredShare({section}), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(CoveredShare({}), 0.0);
}

TEST_F(KneeZonesTest, RowsReachFromTheFirstToTheLast) {
  const auto [first_mm, last_mm] = RowsMm(view_, bones_.patella);
  EXPECT_DOUBLE_EQ(first_mm, 30.0);
  EXPECT_DOUBLE_EQ(last_mm, 64.0);
}

}  // namespace
}  // namespace regen
