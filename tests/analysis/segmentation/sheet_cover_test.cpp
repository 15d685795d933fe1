// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_cover.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

// Air to 10 mm of depth, fat, and a slab in rows 2 to 7 of columns 1 and 2 at 22 to 26 mm.
struct Layers {
  AnatomicalView view;
  Slab slab;

  Layers() {
    view.size = {60, 10, 4};
    view.values.assign(60 * 10 * 4, 100.0F);
    slab.sheet = {10, 4, {}};
    slab.sheet.cells.resize(40);
    slab.row_begin = {0, 2, 2, 0};
    slab.row_end = {0, 8, 8, 0};
    Paint(0, 10, 0, 4);
    Paint(22, 26, 1, 3);
    for (int w = 1; w < 3; ++w) {
      for (int v = 2; v < 8; ++v) {
        DarkBand band;
        band.begin_mm = 22;
        band.end_mm = 26;
        slab.sheet.At(v, w) = band;
      }
    }
  }

  void Paint(int first, int last, int w_first, int w_last) {
    for (int w = w_first; w < w_last; ++w) {
      for (int v = 0; v < 10; ++v) {
        for (int d = first; d < last; ++d) view.values[view.Offset(d, v, w)] = 0;
      }
    }
  }
};

TEST(SheetCoverTest, DepthIsFromTheSkin) {
  const Layers layers;
  EXPECT_NEAR(CoverOf(layers.view, layers.slab).depth_mm, 12, 1e-9);
}

TEST(SheetCoverTest, PlainFatHasNoBands) {
  const Layers layers;
  EXPECT_EQ(CoverOf(layers.view, layers.slab).banded_share, 0);
}

TEST(SheetCoverTest, CountsWhereAnotherBandLiesInFront) {
  Layers layers;
  layers.Paint(15, 18, 1, 2);  // one column of two
  EXPECT_NEAR(CoverOf(layers.view, layers.slab).banded_share, 0.5, 1e-9);
}

TEST(SheetCoverTest, AnEmptySlabIsInfinitelyDeep) {
  Layers layers;
  for (auto& cell : layers.slab.sheet.cells) cell.reset();
  EXPECT_GT(CoverOf(layers.view, layers.slab).depth_mm, 100);
}

TEST(SheetCoverTest, TellsWhetherTheSlabReachesTheImagesBorder) {
  Layers layers;
  EXPECT_FALSE(TouchesSides(layers.slab));
  EXPECT_FALSE(TouchesEnds(layers.slab));
  layers.slab.row_end = {0, 10, 8, 8};
  EXPECT_TRUE(TouchesSides(layers.slab));
  EXPECT_TRUE(TouchesEnds(layers.slab));
}

}  // namespace
}  // namespace regen
