// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_outline.h"

#include "tests/analysis/segmentation/disc_fixture.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr std::size_t kQuarter = kOutlineDirections / 4;

DiscShape Outline(const DiscBlock& block) {
  DiscShape shape;
  shape.top[0] = 5;
  shape.bottom[0] = -5;
  FindDiscOutline(block, &shape);
  return shape;
}

TEST(FindDiscOutline, FindsDepthAndWidth) {
  const DiscShape shape = Outline(MakeBlock({}));
  EXPECT_NEAR(shape.radius_mm[0] + shape.radius_mm[2 * kQuarter], 34, 1.5);
  EXPECT_NEAR(shape.radius_mm[kQuarter] + shape.radius_mm[3 * kQuarter], 46, 2.5);
}

TEST(FindDiscOutline, FindsADiscBesideTheMiddle) {
  PlainDisc disc;
  disc.centre_w_mm = 5;
  const DiscShape shape = Outline(MakeBlock(disc));
  const double left = shape.centre_w_mm + shape.radius_mm[kQuarter];
  const double right = shape.centre_w_mm - shape.radius_mm[3 * kQuarter];
  EXPECT_NEAR((left + right) / 2, 5, 1);
}

TEST(FindDiscOutline, TellsTheContrastOfTheOutline) {
  EXPECT_GT(Outline(MakeBlock({})).outline_contrast, 0.4);
  DiscBlock even = MakeBlock({});
  for (float& value : even.values) value = 1;
  EXPECT_LT(Outline(even).outline_contrast, 0.01);
}

TEST(FindDiscOutline, TellsHowMuchOfItTheImageHolds) {
  DiscBlock block = MakeBlock({});
  EXPECT_EQ(Outline(block).share_in_image, 1);
  for (int w = 0; w < DiscBlock::kW; ++w) {
    if (DiscBlock::W(w) < 12) continue;
    for (int u = 0; u < DiscBlock::kU; ++u) {
      float* column = block.values.data() + (block.Column(u, w) - block.values.data());
      std::fill(column, column + DiscBlock::kV, kOutsideImage);
    }
  }
  EXPECT_LT(Outline(block).share_in_image, 0.85);
}

}  // namespace
}  // namespace regen
