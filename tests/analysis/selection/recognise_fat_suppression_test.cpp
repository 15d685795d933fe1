// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/selection/series_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::Not;
using enum FatSuppression;
using test::Described;
using test::MakeGradientEcho;
using test::MakePlainSeries;
using test::MakeTurboSpinEcho;
using test::Recognised;

FatSuppression FatOf(const SeriesSummary& series) {
  return Recognised(series).fat_suppression.value;
}

SeriesSummary MakeStir(double ti_ms) {
  SeriesSummary series = MakePlainSeries(4000, 40);
  series.scanning_sequence = {"SE", "IR"};
  series.inversion_time_ms = ti_ms;
  return series;
}

TEST(RecogniseFatSuppression, TellsFatSaturationByScanOptions) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.scan_options = {"PFP", "FS"};
  EXPECT_EQ(FatOf(series), kSpectral);
}

TEST(RecogniseFatSuppression, TellsItsAbsenceInASpinEchoOfAVendorThatStatesIt) {
  EXPECT_EQ(FatOf(MakeTurboSpinEcho(3000, 40)), kNone);
}

TEST(RecogniseFatSuppression, DoesNotTakeSilenceOfOthersForAbsence) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.manufacturer = "ACME";
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.fat_suppression.value, kUnknown);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("fat-suppression-ambiguous"));
}

TEST(RecogniseFatSuppression, DoesNotTakeSilenceOfAGradientEchoForAbsence) {
  SeriesSummary series = MakeGradientEcho(20, 5, 15);
  series.manufacturer = "SIEMENS";
  EXPECT_EQ(FatOf(series), kUnknown);
  EXPECT_EQ(FatOf(Described(series, "t1_fl3d_we_sag")), kWaterExcitation);
}

TEST(RecogniseFatSuppression, TellsStirByAnInversionThatNullsFat) {
  for (const double ti_ms : {85.0, 150.0, 220.0}) {
    EXPECT_EQ(FatOf(MakeStir(ti_ms)), kStir) << ti_ms;
  }
  EXPECT_EQ(FatOf(MakeStir(2200)), kUnknown);
}

TEST(RecogniseFatSuppression, DoesNotTakeAnInversionTimeAloneForStir) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.inversion_time_ms = 120;
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.fat_suppression.value, kUnknown);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("fat-suppression-ambiguous"));
  EXPECT_EQ(FatOf(Described(series, "PD SPAIR")), kSpectral);
}

TEST(RecogniseFatSuppression, TakesFsInATextForAnyWayToSuppressFat) {
  const SeriesKind kind = Recognised(Described(MakeStir(150), "STIR FS"));
  EXPECT_EQ(kind.fat_suppression.value, kStir);
  EXPECT_FALSE(kind.fat_suppression.contradicted);
}

TEST(RecogniseFatSuppression, DoesNotGuessTheMeansFromFsInATextAlone) {
  EXPECT_EQ(FatOf(Described(MakeTurboSpinEcho(3000, 40), "pd_tse_fs_sag")), kSuppressed);
}

TEST(RecogniseFatSuppression, ReportsWordsThatContradictTheTags) {
  SeriesSummary series = Described(MakeTurboSpinEcho(3000, 40), "T2 STIR");
  series.scan_options = {"FS"};
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.fat_suppression.value, kSpectral);
  EXPECT_TRUE(kind.fat_suppression.contradicted);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("fat-suppression-ambiguous"));
}

TEST(RecogniseFatSuppression, TellsDixonContrastsByImageType) {
  const auto typed = [](const std::string& value) {
    SeriesSummary series = MakeTurboSpinEcho(3000, 40);
    test::SetImageType(series, {"DERIVED", "PRIMARY", "M", "DIXON", value});
    return FatOf(series);
  };
  EXPECT_EQ(typed("WATER"), kDixonWater);
  EXPECT_EQ(typed("FAT"), kDixonFat);
  EXPECT_EQ(typed("IN_PHASE"), kDixonInPhase);
  EXPECT_EQ(typed("OPP_PHASE"), kDixonOpposedPhase);
}

TEST(RecogniseFatSuppression, TellsDixonContrastsByWordsBesideDixonOnly) {
  const SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  EXPECT_EQ(FatOf(Described(series, "t2_tse_dixon_cor_W")), kDixonWater);
  EXPECT_EQ(FatOf(Described(series, "t2_tse_dixon_cor_opp")), kDixonOpposedPhase);
  EXPECT_EQ(FatOf(Described(series, "WATER: Sag T2 IDEAL")), kDixonWater);
  EXPECT_EQ(FatOf(Described(series, "t2_tse_cor_W")), kNone);
}

TEST(RecogniseFatSuppression, LeavesADixonSeriesOpenThatNamesNoContrastOrSeveral) {
  const SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  EXPECT_EQ(FatOf(Described(series, "t2_tse_dixon_cor")), kUnknown);
  SeriesSummary several = series;
  test::SetImageType(several, {"DERIVED", "PRIMARY", "W"});
  several.instances.front().image_type = {"DERIVED", "PRIMARY", "F"};
  EXPECT_EQ(FatOf(several), kUnknown);
  EXPECT_THAT(test::CodesOf(Recognised(several).ambiguous),
              Contains("fat-suppression-ambiguous"));
}

TEST(RecogniseFatSuppression, ReadsTheModulesOfEnhancedMr) {
  SeriesSummary series = MakePlainSeries(3000, 40);
  series.enhanced.echo_pulse_sequence = "SPIN";
  series.enhanced.spectrally_selected_suppression = "FAT";
  EXPECT_EQ(FatOf(series), kSpectral);
  series.enhanced.spectrally_selected_suppression = "NONE";
  EXPECT_EQ(FatOf(series), kNone);
  series.enhanced.spectrally_selected_excitation = "WATER";
  EXPECT_EQ(FatOf(series), kWaterExcitation);
}

TEST(RecogniseFatSuppression, ReadsItsDenialInTheDescription) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  series.manufacturer = "ACME";
  EXPECT_EQ(FatOf(Described(series, "DP sin saturación grasa")), kNone);
}

}  // namespace
}  // namespace regen
