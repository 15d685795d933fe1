// SPDX-License-Identifier: GPL-3.0-or-later
// Whole series as scanners write them: what is concluded from everything together.
#include "analysis/selection/recognise_series.h"

#include "tests/analysis/selection/series_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using test::Described;
using test::MakeGradientEcho;
using test::MakeMultiEchoSeries;
using test::MakePlainSeries;
using test::MakeTurboSpinEcho;
using test::Recognised;

TEST(RecogniseSeries, LeavesNothingOpenInAnOrdinaryKneeSeries) {
  SeriesSummary series = Described(MakeTurboSpinEcho(3200, 38), "pd_tse_fs_sag_320");
  series.scan_options = {"PFP", "FS"};
  const SeriesKind kind = Recognised(series);
  EXPECT_THAT(kind.ambiguous, IsEmpty());
  EXPECT_EQ(kind.weighting.value, Weighting::kProtonDensity);
  EXPECT_EQ(kind.plane.value, Plane::kSagittal);
  EXPECT_TRUE(IsFluidSensitive(kind));
}

TEST(RecogniseSeries, LeavesNothingOpenInACartilageSeries) {
  SeriesSummary series = Described(MakeGradientEcho(16.3, 4.7, 25), "SAG_3D_DESS_WE");
  series.manufacturer = "SIEMENS";
  series.sequence_name = "*de3d1";
  series.mr_acquisition_type = "3D";
  const SeriesKind kind = Recognised(series);
  EXPECT_THAT(kind.ambiguous, IsEmpty());
  EXPECT_EQ(kind.sequence.value, SequenceClass::kDess);
  EXPECT_EQ(kind.fat_suppression.value, FatSuppression::kWaterExcitation);
  EXPECT_EQ(kind.dimensions.value, Dimensions::k3D);
}

TEST(RecogniseSeries, ReadsASpanishStirWithoutPhysicsTags) {
  const SeriesKind kind =
      Recognised(Described(MakePlainSeries(4200, 62), "STIR coronal cadera"));
  EXPECT_TRUE(IsFluidSensitive(kind));
  EXPECT_EQ(kind.weighting.value, Weighting::kT2);
}

TEST(RecogniseSeries, CallsNeitherT1NorUnsuppressedImagesFluidSensitive) {
  SeriesSummary t1 = MakeTurboSpinEcho(600, 12);
  t1.scan_options = {"FS"};
  EXPECT_FALSE(IsFluidSensitive(Recognised(t1)));
  EXPECT_FALSE(IsFluidSensitive(Recognised(MakeTurboSpinEcho(3000, 40))));
}

TEST(RecogniseSeries, HoldsNothingOfADescriptionButWordsOfTheDictionary) {
  SeriesSummary series = Described(MakePlainSeries(3000, 40), "GARCIA LOPEZ T1 T2 PD");
  series.protocol_name = "GARCIA";
  const SeriesKind kind = Recognised(series);
  ASSERT_THAT(kind.ambiguous, Not(IsEmpty()));
  for (const Reason& reason : kind.ambiguous) {
    EXPECT_EQ(reason.text.find("GARCIA"), std::string::npos) << reason.text;
  }
}

TEST(RecogniseSeries, UsesTheDictionaryOfTheSite) {
  const DescriptionDictionary site({{"FastSpinEcho", {{"RAPIDO"}, {}}}});
  const SeriesSummary series = Described(MakePlainSeries(3000, 40), "T2 RAPIDO");
  EXPECT_EQ(RecogniseSeries(series, site).sequence.value, SequenceClass::kFastSpinEcho);
  EXPECT_EQ(Recognised(series).sequence.value, SequenceClass::kUnknown);
}

TEST(RecogniseSeries, NamesEveryValue) {
  EXPECT_EQ(SequenceClassName(SequenceClass::kUltrashortEcho), "ultrashort-echo");
  EXPECT_EQ(WeightingName(Weighting::kMixed), "mixed");
  EXPECT_EQ(FatSuppressionName(FatSuppression::kDixonOpposedPhase), "dixon-opposed-phase");
  EXPECT_EQ(EchoTrainName(EchoTrain::kUnknown), "unknown");
  EXPECT_EQ(ParameterMapName(ParameterMap::kFatFraction), "fat-fraction");
  EXPECT_EQ(DimensionsName(Dimensions::k3D), "3d");
  EXPECT_EQ(PlaneName(Plane::kSeveral), "several");
}

}  // namespace
}  // namespace regen
