// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_plates.h"

#include "tests/analysis/segmentation/disc_fixture.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

PlateFit Fit(const PlainDisc& disc, PlateSide side) {
  EndPlate start{};
  start[0] = side == PlateSide::kTop ? 5.5 : -5.5;
  return FitEndPlate(MakeBlock(disc), side, {}, start, false);
}

TEST(FitEndPlate, FindsBothStepsBelowHalfAMillimetre) {
  PlainDisc disc;
  disc.half_mm = 4.2;
  EXPECT_NEAR(Fit(disc, PlateSide::kTop).plate[0], 4.2, 0.4);
  EXPECT_NEAR(Fit(disc, PlateSide::kBottom).plate[0], -4.2, 0.4);
}

TEST(FitEndPlate, FollowsATiltedDisc) {
  PlainDisc disc;
  disc.slope = 0.15;
  const EndPlate top = Fit(disc, PlateSide::kTop).plate;
  EXPECT_NEAR(EndPlateAt(top, 10, 0) - EndPlateAt(top, -10, 0), 3, 0.3);
}

TEST(FitEndPlate, FollowsABowedEndPlate) {
  PlainDisc disc;
  disc.bow = 2.5;
  const EndPlate first = Fit(disc, PlateSide::kTop).plate;
  const EndPlate top = FitEndPlate(MakeBlock(disc), PlateSide::kTop, {}, first, true).plate;
  EXPECT_NEAR(EndPlateAt(top, 0, 0) - EndPlateAt(top, 12, 0), 2.5 * 0.36, 0.3);
}

// The end-plate alone is then dark, 1 mm of it, and the steepest step lies further out.
TEST(FitEndPlate, IsMovedByABrightNucleusByLittleMoreThanHalfAMillimetre) {
  PlainDisc bright;
  bright.nucleus = 2.5;
  const double dark = Fit(PlainDisc{}, PlateSide::kTop).plate[0];
  EXPECT_NEAR(Fit(bright, PlateSide::kTop).plate[0], dark, 0.65);
}

TEST(FitEndPlate, TellsLittleContrastWhereThereIsNoDisc) {
  PlainDisc bone;
  bone.half_mm = -20;
  EXPECT_LT(Fit(bone, PlateSide::kTop).contrast, 0.02);
  EXPECT_GT(Fit(PlainDisc{}, PlateSide::kTop).contrast, 0.08);
}

TEST(FitEndPlate, ScattersLittleOnAnEvenEndPlate) {
  EXPECT_LT(Fit(PlainDisc{}, PlateSide::kTop).scatter_mm, 0.3);
}

}  // namespace
}  // namespace regen
