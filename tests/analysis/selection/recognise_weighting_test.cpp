// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/selection/series_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::Not;
using enum Weighting;
using test::Described;
using test::MakeGradientEcho;
using test::MakeMultiEchoSeries;
using test::MakePlainSeries;
using test::MakeTurboSpinEcho;
using test::Recognised;

Weighting WeightingOf(const SeriesSummary& series) {
  return Recognised(series).weighting.value;
}

TEST(RecogniseWeighting, TellsSpinEchoesByTheirTiming) {
  EXPECT_EQ(WeightingOf(MakeTurboSpinEcho(650, 12)), kT1);
  EXPECT_EQ(WeightingOf(MakeTurboSpinEcho(3000, 15)), kProtonDensity);
  EXPECT_EQ(WeightingOf(MakeTurboSpinEcho(3000, 42)), kIntermediate);
  EXPECT_EQ(WeightingOf(MakeTurboSpinEcho(4000, 90)), kT2);
}

TEST(RecogniseWeighting, LetsWordsChooseWithinIntermediate) {
  EXPECT_EQ(WeightingOf(Described(MakeTurboSpinEcho(3000, 42), "DP FS sag")), kProtonDensity);
  EXPECT_EQ(WeightingOf(Described(MakeTurboSpinEcho(3000, 55), "T2 FS sag")), kT2);
}

TEST(RecogniseWeighting, LeavesTimingBetweenTheLimitsToTheWords) {
  const SeriesSummary between = MakeTurboSpinEcho(1200, 20);
  const SeriesKind kind = Recognised(between);
  EXPECT_EQ(kind.weighting.value, kUnknown);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("weighting-ambiguous"));
  EXPECT_EQ(WeightingOf(Described(between, "T1 TSE")), kT1);
}

TEST(RecogniseWeighting, KeepsTheTimingAndReportsWordsThatContradictIt) {
  const SeriesKind kind = Recognised(Described(MakeTurboSpinEcho(650, 12), "T2 TSE"));
  EXPECT_EQ(kind.weighting.value, kT1);
  EXPECT_TRUE(kind.weighting.contradicted);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("weighting-ambiguous"));
}

TEST(RecogniseWeighting, LeavesContradictingWordsOpen) {
  SeriesSummary series = Described(MakeTurboSpinEcho(1200, 20), "T1 TSE");
  series.protocol_name = "T2_TSE";
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.weighting.value, kUnknown);
  EXPECT_TRUE(kind.weighting.contradicted);
}

TEST(RecogniseWeighting, TellsGradientEchoes) {
  EXPECT_EQ(WeightingOf(MakeGradientEcho(600, 18, 30)), kT2Star);
  EXPECT_EQ(WeightingOf(MakeGradientEcho(20, 5, 15)), kT1);
  EXPECT_EQ(WeightingOf(MakeGradientEcho(400, 5, 70)), kT1);
  EXPECT_EQ(WeightingOf(MakeGradientEcho(400, 5, 20)), kUnknown);
}

TEST(RecogniseWeighting, ReadsT2SaidOfAGradientEchoAsT2Star) {
  const SeriesKind kind = Recognised(Described(MakeGradientEcho(600, 18, 30), "T2 GRE"));
  EXPECT_EQ(kind.weighting.value, kT2Star);
  EXPECT_FALSE(kind.weighting.contradicted);
}

TEST(RecogniseWeighting, DoesNotTrustTheEchoTimeOf3dFastSpinEchoes) {
  SeriesSummary series = MakeTurboSpinEcho(1300, 70);
  series.mr_acquisition_type = "3D";
  EXPECT_EQ(WeightingOf(series), kUnknown);
  EXPECT_EQ(WeightingOf(Described(series, "PD SPACE FS")), kProtonDensity);
}

TEST(RecogniseWeighting, CallsSeveralEchoesAndSteadyStatesMixed) {
  EXPECT_EQ(WeightingOf(MakeMultiEchoSeries()), kMixed);
  EXPECT_EQ(WeightingOf(Described(MakeGradientEcho(16, 5, 25), "DESS")), kMixed);
}

TEST(RecogniseWeighting, TellsStirAndFlairByTheirTiming) {
  SeriesSummary series = MakePlainSeries(4000, 40);
  series.scanning_sequence = {"IR"};
  series.inversion_time_ms = 150;
  EXPECT_EQ(WeightingOf(series), kIntermediate);
  series.inversion_time_ms = 700;
  EXPECT_EQ(WeightingOf(series), kT1);
  series.inversion_time_ms = 2300;
  series = [](SeriesSummary one) {
    for (InstanceSummary& image : one.instances) image.echo_time_ms = 100;
    return one;
  }(series);
  EXPECT_EQ(WeightingOf(series), kT2);
}

TEST(RecogniseWeighting, ReadsAcquisitionContrastAndReportsATimingAgainstIt) {
  SeriesSummary series = MakePlainSeries(1200, 20);
  series.enhanced.acquisition_contrast = "PROTON_DENSITY";
  EXPECT_EQ(WeightingOf(series), kProtonDensity);
  series = MakeTurboSpinEcho(650, 12);
  series.enhanced.acquisition_contrast = "T2";
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.weighting.value, kUnknown);
  EXPECT_TRUE(kind.weighting.contradicted);
}

TEST(RecogniseWeighting, AsksNoWeightingOfALocalizer) {
  SeriesSummary series = Described(MakeTurboSpinEcho(1200, 20), "LOCALIZER");
  EXPECT_THAT(test::CodesOf(Recognised(series).ambiguous),
              Not(Contains("weighting-ambiguous")));
}

}  // namespace
}  // namespace regen
