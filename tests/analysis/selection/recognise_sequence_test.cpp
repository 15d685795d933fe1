// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/selection/series_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using enum SequenceClass;
using test::Described;
using test::MakeGradientEcho;
using test::MakeMultiEchoSeries;
using test::MakePlainSeries;
using test::MakeTurboSpinEcho;
using test::Recognised;

SequenceClass SequenceOf(const SeriesSummary& series) {
  return Recognised(series).sequence.value;
}

TEST(RecogniseSequence, TellsATurboSpinEchoByItsTags) {
  const SeriesKind kind = Recognised(MakeTurboSpinEcho(3000, 40));
  EXPECT_EQ(kind.sequence.value, kFastSpinEcho);
  EXPECT_FALSE(kind.sequence.contradicted);
  EXPECT_THAT(kind.sequence.evidence, Contains("EchoTrainLength 9"));
  EXPECT_EQ(kind.dimensions.value, Dimensions::k2D);
}

TEST(RecogniseSequence, TellsASpinEchoByOneEchoPerExcitation) {
  SeriesSummary series = MakePlainSeries(600, 12);
  series.scanning_sequence = {"SE"};
  series.echo_train_length = 1;
  EXPECT_EQ(SequenceOf(series), kSpinEcho);
}

TEST(RecogniseSequence, LeavesOpenWhetherASpinEchoIsFastWhereNothingTells) {
  SeriesSummary series = MakePlainSeries(600, 12);
  series.scanning_sequence = {"SE"};
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.sequence.value, kSpinEchoFamily);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("sequence-ambiguous"));
}

TEST(RecogniseSequence, LetsWordsRefineWhatTagsLeaveOpen) {
  SeriesSummary series = MakePlainSeries(600, 12);
  series.scanning_sequence = {"SE"};
  EXPECT_EQ(SequenceOf(Described(series, "T1 TSE SAG")), kFastSpinEcho);
  EXPECT_EQ(SequenceOf(Described(MakeGradientEcho(16, 5, 25), "SAG 3D DESS WE")), kDess);
}

TEST(RecogniseSequence, TellsByWordsAloneWhereTagsAreSilent) {
  const SeriesKind kind = Recognised(Described(MakePlainSeries(3000, 90), "COR STIR RODILLA"));
  EXPECT_EQ(kind.sequence.value, kInversionRecovery);
  EXPECT_THAT(kind.sequence.evidence, Contains("SeriesDescription word STIR"));
}

TEST(RecogniseSequence, KeepsTheTagsAndReportsWordsThatContradictThem) {
  const SeriesKind kind = Recognised(Described(MakeGradientEcho(500, 20, 30), "T2 TSE"));
  EXPECT_EQ(kind.sequence.value, kSpoiledGradientEcho);
  EXPECT_TRUE(kind.sequence.contradicted);
  ASSERT_THAT(test::CodesOf(kind.ambiguous), Contains("sequence-ambiguous"));
  EXPECT_THAT(kind.ambiguous.front().text, HasSubstr("word TSE"));
}

TEST(RecogniseSequence, TellsNothingWhereTagsContradictOneAnother) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.scanning_sequence = {"GR"};
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.sequence.value, kUnknown);
  EXPECT_TRUE(kind.sequence.contradicted);
}

TEST(RecogniseSequence, SaysThatNothingTells) {
  const SeriesKind kind = Recognised(MakePlainSeries(3000, 40));
  EXPECT_EQ(kind.sequence.value, kUnknown);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("sequence-ambiguous"));
}

TEST(RecogniseSequence, ReadsTheModulesOfEnhancedMr) {
  SeriesSummary series = MakePlainSeries(20, 5);
  series.enhanced.echo_pulse_sequence = "GRADIENT";
  series.enhanced.spoiling = "RF";
  EXPECT_EQ(SequenceOf(series), kSpoiledGradientEcho);
  series.enhanced.echo_planar_pulse_sequence = "YES";
  EXPECT_EQ(SequenceOf(series), kEchoPlanar);
  series.enhanced = {};
  series.enhanced.echo_pulse_sequence = "SPIN";
  series.enhanced.inversion_recovery = "YES";
  EXPECT_EQ(SequenceOf(series), kInversionRecovery);
}

TEST(RecogniseSequence, TellsSiemensSequencesByTheirNames) {
  const auto named = [](const std::string& name, const std::string& scanning) {
    SeriesSummary series = MakePlainSeries(1000, 30);
    series.manufacturer = "SIEMENS";
    series.scanning_sequence = {scanning};
    series.sequence_name = name;
    return SequenceOf(series);
  };
  EXPECT_EQ(named("*de3d1", "GR"), kDess);
  EXPECT_EQ(named("*spc_45ns", "SE"), kFastSpinEcho);
  EXPECT_EQ(named("*tir2d1_11", "IR"), kInversionRecovery);
  EXPECT_EQ(named("*ci3d1", "GR"), kBalancedSteadyState);
  EXPECT_EQ(named("*ep2d1_128", "EP"), kEchoPlanar);
}

TEST(RecogniseSequence, IgnoresSiemensNamesInImagesOfOthers) {
  SeriesSummary series = MakePlainSeries(1000, 30);
  series.manufacturer = "GE MEDICAL SYSTEMS";
  series.sequence_name = "*tse2d1_9";
  EXPECT_EQ(SequenceOf(series), kUnknown);
}

TEST(RecogniseSequence, TakesSeveralSpinEchoesForAMappingTrain) {
  const SeriesKind kind = Recognised(MakeMultiEchoSeries());
  EXPECT_EQ(kind.echo_train.value, EchoTrain::kSpinEcho) << "without EchoTrainLength";
  EXPECT_EQ(kind.echoes, 8);
  SeriesSummary siemens = MakeMultiEchoSeries();
  siemens.echo_train_length = 8;
  EXPECT_TRUE(IsT2Train(Recognised(siemens)));
}

TEST(RecogniseSequence, DoesNotTakeUnevenEchoesWithoutTrainLengthForAMappingTrain) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 3);
  for (InstanceSummary& image : series.instances) {
    if (*image.echo_time_ms > 13) image.echo_time_ms = 80;
  }
  EXPECT_FALSE(IsT2Train(Recognised(series)));
}

TEST(RecogniseSequence, DoesNotTakeOneEchoOfATrainForAFastSpinEcho) {
  SeriesSummary series = test::SplitByEcho(MakeMultiEchoSeries()).front();
  series.echo_train_length = 8;
  EXPECT_EQ(SequenceOf(series), kFastSpinEcho);
  EXPECT_EQ(SequenceOf(Described(series, "SE MULTIECHO 1/8")), kSpinEchoFamily);
}

TEST(RecogniseSequence, DoesNotTakeADualEchoOfATurboSpinEchoForAMappingTrain) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 2);
  series.echo_train_length = 8;
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.sequence.value, kFastSpinEcho);
  EXPECT_EQ(kind.echo_train.value, EchoTrain::kDual);
}

TEST(RecogniseSequence, DoesNotFitT2ToManyEchoesOfATurboSpinEcho) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 4);
  series.echo_train_length = 16;
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.echo_train.value, EchoTrain::kUnknown);
  EXPECT_FALSE(IsT2Train(kind));
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("echo-train-ambiguous"));
}

TEST(RecogniseSequence, TakesSeveralGradientEchoesForAT2StarTrain) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.series_description = "T2* MAP";
  series.scanning_sequence = {"GR"};
  const SeriesKind kind = Recognised(series);
  EXPECT_TRUE(IsT2StarTrain(kind));
  EXPECT_FALSE(IsT2Train(kind));
}

TEST(RecogniseSequence, NeverTakesASpinLockSeriesForT2) {
  for (const char* text : {"T1rho", "T1ρ MAP", "SAG CUBEQUANT", "spin-lock 500 Hz", "TSL 10"}) {
    const SeriesKind kind = Recognised(Described(MakeMultiEchoSeries(), text));
    EXPECT_TRUE(kind.spin_lock.value) << text;
    EXPECT_EQ(kind.echo_train.value, EchoTrain::kSpinLock) << text;
    EXPECT_FALSE(IsT2Train(kind)) << text;
  }
}

TEST(RecogniseSequence, CountsEchoesAtOnePositionAndOfMagnitudeImagesOnly) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1, 3);
  series.instances[1].echo_time_ms = 40;  // another slice
  EXPECT_EQ(Recognised(series).echoes, 1);
  series = MakeMultiEchoSeries("1.2.3", 2, 3);
  for (InstanceSummary& image : series.instances) {
    if (*image.echo_time_ms > 7) image.image_type = {"ORIGINAL", "PRIMARY", "P"};
  }
  EXPECT_EQ(Recognised(series).echoes, 1);
}

TEST(RecogniseSequence, TellsDimensionsByTagThenByWordsAndReportsAContradiction) {
  SeriesSummary series = Described(MakePlainSeries(20, 5), "3D WATSf");
  EXPECT_EQ(Recognised(series).dimensions.value, Dimensions::k3D);
  series.mr_acquisition_type = "2D";
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.dimensions.value, Dimensions::k2D);
  EXPECT_TRUE(kind.dimensions.contradicted);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("dimensions-ambiguous"));
}

TEST(RecogniseSequence, SaysNothingOfOtherModalities) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.modality = "CT";
  const SeriesKind kind = Recognised(series);
  EXPECT_FALSE(kind.is_mr);
  EXPECT_EQ(kind.sequence.value, kUnknown);
  EXPECT_THAT(kind.ambiguous, IsEmpty());
}

}  // namespace
}  // namespace regen
