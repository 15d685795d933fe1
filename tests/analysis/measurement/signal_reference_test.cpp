// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/signal_reference.h"

#include "analysis/measurement/signal_measurement.h"
#include "tests/analysis/measurement/sheet_pair.h"

#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

TEST(NoiseSd, IsThatOfTheNoiseInsideTissue) {
  SheetSceneOptions noisy;
  noisy.noise = 4;
  EXPECT_NEAR(NoiseSd(SheetPair(noisy, noisy).Baseline().image), 4, 0.3);
}

TEST(CompareUntreatedTissue, FindsGainAndCoilOfTheFollowUp) {
  SheetSceneOptions before;
  before.noise = 2;
  SheetSceneOptions after = before;
  after.gain = 1.4;
  after.seed = 9;
  const SignalReference reference = CompareUntreatedTissue(SheetPair(before, after).Pair());
  ASSERT_TRUE(reference.usable);
  EXPECT_NEAR(reference.GainAt(Vec3::Zero()), 1.4, 0.02);
  EXPECT_LT(reference.log_error, 0.02);
}

TEST(CompareUntreatedTissue, IsNotStableWhereOneSideChanged) {
  SheetSceneOptions after;
  after.front = 140;  // tissue on one side is another one now
  const SignalReference reference =
      CompareUntreatedTissue(SheetPair(SheetSceneOptions{}, after).Pair());
  EXPECT_GT(reference.residual_percent + 100 * reference.log_error, 5);
}

TEST(CompareUntreatedTissue, IsNotUsableWithoutTissueAround) {
  SheetSceneOptions small;
  small.size = {24, 48, 8};
  const SignalReference reference = CompareUntreatedTissue(SheetPair(small, small).Pair());
  EXPECT_FALSE(reference.usable);
  EXPECT_EQ(reference.reasons.at(0).code, reasons::kReferenceNotStable);
}

TEST(SignalRatio, IsTheStructuresAgainstTheTissueAround) {
  SheetSceneOptions before;
  SheetSceneOptions after;
  after.inside = 45;
  after.gain = 2.5;
  const MeasuredPair measured = MeasureSignalRatio(SheetPair(before, after).Pair());
  ASSERT_TRUE(measured.baseline.value && measured.follow_up.value);
  EXPECT_NEAR(*measured.baseline.value, 30.0 / 80, 0.01);
  EXPECT_NEAR(*measured.follow_up.value / *measured.baseline.value, 1.5, 0.03);
}

}  // namespace
}  // namespace regen
