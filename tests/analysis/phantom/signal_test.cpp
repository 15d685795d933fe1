// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/signal.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace regen {
namespace {

TissueProperties Water(double t1_ms, double t2_ms) {
  TissueProperties tissue;
  tissue.proton_density = 1.0;
  tissue.t1_ms = t1_ms;
  tissue.t2_ms = t2_ms;
  tissue.t2_star_ms = 0.5 * t2_ms;
  return tissue;
}

Sequence Of(SequenceKind kind, double tr_ms, std::vector<double> te_ms) {
  Sequence sequence;
  sequence.kind = kind;
  sequence.repetition_time_ms = tr_ms;
  sequence.echo_times_ms = std::move(te_ms);
  return sequence;
}

TEST(SignalOf, ASpinEchoRecoversByT1AndDecaysByT2) {
  const Sequence spin_echo = Of(SequenceKind::kSpinEcho, 800.0, {15.0, 40.0});
  const TissueSignal signal = SignalOf(Water(1000.0, 50.0), spin_echo);
  const double recovered = 1.0 - std::exp(-0.8);
  EXPECT_NEAR(signal.water[0], recovered * std::exp(-15.0 / 50.0), 1e-12);
  EXPECT_NEAR(signal.water[1], recovered * std::exp(-40.0 / 50.0), 1e-12);
}

TEST(SignalOf, AnInversionAtTheZeroCrossingOfFatNullsIt) {
  Sequence stir = Of(SequenceKind::kFastSpinEcho, 1e6, {60.0});
  stir.inversion_time_ms = std::numbers::ln2 * kFatT1Ms;
  TissueProperties fat = Water(1000.0, 50.0);
  fat.fat_fraction = 1.0;
  EXPECT_NEAR(SignalOf(fat, stir).fat[0], 0.0, 1e-9);
  EXPECT_LT(SignalOf(Water(2000.0, 100.0), stir).water[0], 0.0);  // not yet through zero
}

TEST(SignalOf, FatSuppressionLeavesItsResidualOfFatAlone) {
  Sequence sequence = Of(SequenceKind::kFastSpinEcho, 3000.0, {30.0});
  TissueProperties marrow = PropertiesOf(Tissue::kMarrow);
  const TissueSignal plain = SignalOf(marrow, sequence);
  sequence.fat_residual = 0.07;
  const TissueSignal suppressed = SignalOf(marrow, sequence);
  EXPECT_NEAR(suppressed.fat[0], 0.07 * plain.fat[0], 1e-12);
  EXPECT_EQ(suppressed.water[0], plain.water[0]);
}

TEST(SignalOf, AGradientEchoIsErnstsAndDecaysByT2Star) {
  Sequence gre = Of(SequenceKind::kGradientEcho, 30.0, {5.0, 12.0});
  gre.flip_angle_deg = 20.0;
  const TissueSignal signal = SignalOf(Water(1000.0, 50.0), gre);
  const double a = 20.0 * std::numbers::pi / 180.0;
  const double e1 = std::exp(-0.03);
  EXPECT_NEAR(signal.water[0],
              std::sin(a) * (1 - e1) / (1 - e1 * std::cos(a)) * std::exp(-5.0 / 25.0),
              1e-12);
  EXPECT_NEAR(signal.water[1] / signal.water[0], std::exp(-7.0 / 25.0), 1e-12);
}

TEST(SignalOf, TendonsFastComponentIsGoneAfterAFewMilliseconds) {
  TissueProperties tendon = Water(800.0, 40.0);
  tendon.short_fraction = 0.8;
  tendon.short_t2_ms = 1.5;
  const Sequence gre = Of(SequenceKind::kGradientEcho, 30.0, {0.1, 10.0});
  const TissueSignal signal = SignalOf(tendon, gre);
  const double slow_alone = 0.2 * std::exp(-9.9 / 20.0);
  EXPECT_NEAR(signal.water[1] / signal.water[0],
              slow_alone / (0.2 + 0.8 * std::exp(-0.1 / 1.5 + 0.1 / 20.0)),
              0.01);
}

TEST(SignalOf, WaterAndFatOpposeEachOtherInTheOpposedEcho) {
  const Sequence dixon = Of(SequenceKind::kDixon, 10.0, {1.15, 2.30});
  const std::vector<double> phases = FatPhases(dixon);
  EXPECT_NEAR(std::cos(phases[0]), -1.0, 0.02);
  EXPECT_NEAR(std::cos(phases[1]), 1.0, 0.02);
  const TissueSignal signal = SignalOf(PropertiesOf(Tissue::kMarrow), dixon);
  EXPECT_EQ(signal.fat[2], 0.0);    // the water image
  EXPECT_EQ(signal.water[3], 0.0);  // the fat image
}

TEST(SignalOf, TheSecondSteadyStateEchoTellsT2) {
  Sequence dess = Of(SequenceKind::kDoubleEchoSteadyState, 20.0, {5.0});
  dess.flip_angle_deg = 25.0;
  const auto ratio = [&](double t2_ms) {
    const TissueSignal signal = SignalOf(Water(1200.0, t2_ms), dess);
    return signal.water[1] / signal.water[0];
  };
  EXPECT_GT(ratio(60.0), ratio(30.0));
  // Welsch et al. 2009, Magn Reson Med 62:544: exp(-2 (TR - TE) / T2), to first order.
  EXPECT_NEAR(std::log(ratio(60.0) / ratio(30.0)), 2.0 * 15.0 * (1.0 / 30 - 1.0 / 60), 0.15);
}

TEST(SignalOf, AnUnevenSliceProfileLowersTheFirstEcho) {
  Sequence train = Of(SequenceKind::kMultiSpinEcho, 2500.0, {10, 20, 30});
  const double even = SignalOf(Water(1200.0, 1e6), train).water[0];
  train.slice_edge = 0.3;
  const TissueSignal uneven = SignalOf(Water(1200.0, 1e6), train);
  EXPECT_LT(uneven.water[0], 0.97 * even);
  EXPECT_LT(uneven.water[0], 0.98 * uneven.water[1]);
}

TEST(SignalOf, B1MultipliesTheFlipAngles) {
  Sequence train = Of(SequenceKind::kMultiSpinEcho, 2500.0, {10, 20});
  train.refocusing_deg = 150.0;
  const double weak = SignalOf(Water(1200.0, 40.0), train, 1.0, 0.8).water[0];
  train.refocusing_deg = 120.0;
  train.flip_angle_deg = 72.0;
  EXPECT_NEAR(SignalOf(Water(1200.0, 40.0), train).water[0], weak, 1e-12);
}

}  // namespace
}  // namespace regen
