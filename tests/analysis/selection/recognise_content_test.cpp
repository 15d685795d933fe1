// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/selection/series_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::Not;
using test::Described;
using test::MakeMultiEchoSeries;
using test::MakeTurboSpinEcho;
using test::Recognised;
using test::SetImageType;

SeriesSummary Typed(const std::vector<std::string>& values) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  SetImageType(series, values);
  return series;
}

TEST(RecogniseContent, TakesOriginalMagnitudeForPlainImages) {
  const SeriesKind kind = Recognised(Typed({"ORIGINAL", "PRIMARY", "M", "ND"}));
  EXPECT_TRUE(IsPlainImage(kind));
  EXPECT_EQ(kind.component.value, ImageComponent::kMagnitude);
}

TEST(RecogniseContent, TellsVendorMapsByImageType) {
  const SeriesKind kind = Recognised(Typed({"DERIVED", "PRIMARY", "M", "T2 MAP"}));
  EXPECT_EQ(kind.parameter_map.value, ParameterMap::kT2);
  EXPECT_FALSE(IsPlainImage(kind));
  EXPECT_EQ(Recognised(Typed({"DERIVED", "PRIMARY", "T2_STAR MAP"})).parameter_map.value,
            ParameterMap::kT2Star);
}

TEST(RecogniseContent, TellsMapsByTheirQuantity) {
  SeriesSummary series = Typed({"DERIVED", "PRIMARY"});
  series.quantity_code = "DCM:113065";
  EXPECT_EQ(Recognised(series).parameter_map.value, ParameterMap::kT2);
}

TEST(RecogniseContent, TellsComputedMapsByWords) {
  for (const char* text : {"T2 MAP", "CartiGram", "T2_Map_MapIt", "T2_Images", "Mapa T2"}) {
    const SeriesKind kind = Recognised(Described(Typed({"DERIVED", "PRIMARY"}), text));
    EXPECT_EQ(kind.parameter_map.value, ParameterMap::kT2) << text;
    EXPECT_FALSE(kind.parameter_map.contradicted) << text;
  }
}

TEST(RecogniseContent, DoesNotTakeTheEchoesOfAMapForTheMap) {
  const SeriesKind kind = Recognised(MakeMultiEchoSeries());  // "T2MAP", ORIGINAL
  EXPECT_EQ(kind.parameter_map.value, ParameterMap::kNone);
  EXPECT_TRUE(IsPlainImage(kind));
}

TEST(RecogniseContent, ReportsAMapThatWordsAloneTell) {
  const SeriesKind kind = Recognised(Described(Typed({}), "T2 MAP"));
  EXPECT_TRUE(kind.parameter_map.contradicted);
  EXPECT_FALSE(IsPlainImage(kind));
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("content-ambiguous"));
}

TEST(RecogniseContent, TellsAComputedSpinLockSeriesForAT1RhoMap) {
  const SeriesKind kind = Recognised(Described(Typed({"DERIVED", "PRIMARY"}), "T1rho"));
  EXPECT_EQ(kind.parameter_map.value, ParameterMap::kT1Rho);
}

TEST(RecogniseContent, TellsLocalizersByTypeAndByWords) {
  EXPECT_TRUE(Recognised(Typed({"ORIGINAL", "PRIMARY", "LOCALIZER"})).localizer.value);
  EXPECT_TRUE(Recognised(Described(Typed({"ORIGINAL"}), "AAHScout")).localizer.value);
  EXPECT_FALSE(Recognised(Typed({"ORIGINAL", "PRIMARY"})).localizer.value);
}

TEST(RecogniseContent, TellsComputedImagesAndPictures) {
  EXPECT_TRUE(Recognised(Typed({"DERIVED", "PRIMARY"})).derived.value);
  EXPECT_TRUE(Recognised(Described(Typed({"ORIGINAL"}), "SAG MPR")).derived.value);
  EXPECT_TRUE(Recognised(Typed({"ORIGINAL", "SECONDARY"})).secondary_capture.value);
  SeriesSummary capture = Typed({});
  for (InstanceSummary& image : capture.instances) {
    image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.7.2";
  }
  EXPECT_TRUE(Recognised(capture).secondary_capture.value);
}

TEST(RecogniseContent, KeepsASeriesOfWhichSomeImagesAreComputed) {
  SeriesSummary series = Typed({"ORIGINAL", "PRIMARY"});
  series.instances.front().image_type = {"DERIVED", "PRIMARY"};
  EXPECT_FALSE(Recognised(series).derived.value);
}

TEST(RecogniseContent, TellsPhaseFromMagnitudeAndSeriesThatHoldBoth) {
  EXPECT_EQ(Recognised(Typed({"ORIGINAL", "PRIMARY", "P"})).component.value,
            ImageComponent::kPhase);
  EXPECT_FALSE(IsPlainImage(Recognised(Typed({"ORIGINAL", "PRIMARY", "P"}))));
  SeriesSummary both = Typed({"ORIGINAL", "PRIMARY", "M"});
  both.instances.front().image_type = {"ORIGINAL", "PRIMARY", "P"};
  EXPECT_EQ(Recognised(both).component.value, ImageComponent::kSeveral);
  EXPECT_TRUE(IsPlainImage(Recognised(both)));
}

TEST(RecogniseContent, TellsDiffusion) {
  SeriesSummary series = Typed({"ORIGINAL", "PRIMARY"});
  EXPECT_FALSE(Recognised(series).diffusion.value);
  series.instances.back().b_value_s_per_mm2 = 0;
  EXPECT_FALSE(Recognised(series).diffusion.value);
  series.instances.back().b_value_s_per_mm2 = 800;
  EXPECT_TRUE(Recognised(series).diffusion.value);
  EXPECT_TRUE(Recognised(Described(Typed({"ORIGINAL"}), "Difusión")).diffusion.value);
  EXPECT_TRUE(Recognised(Typed({"DERIVED", "PRIMARY", "DIFFUSION"})).diffusion.value);
}

TEST(RecogniseContent, TellsTheContrastAgent) {
  SeriesSummary series = Typed({"ORIGINAL"});
  EXPECT_FALSE(Recognised(series).contrast_agent.value);
  EXPECT_TRUE(Recognised(Described(series, "T1 FS +C")).contrast_agent.value);
  EXPECT_FALSE(Recognised(Described(series, "T1 sin contraste")).contrast_agent.value);
  series.contrast_agent = "NONE";
  EXPECT_FALSE(Recognised(series).contrast_agent.value);
  series.contrast_agent = "Gadovist";
  EXPECT_TRUE(Recognised(series).contrast_agent.value);
}

TEST(RecogniseContent, ReportsAContrastAgentThatTheDescriptionDenies) {
  SeriesSummary series = Described(Typed({"ORIGINAL"}), "T1 nativ");
  series.contrast_agent = "Gadovist";
  const SeriesKind kind = Recognised(series);
  EXPECT_TRUE(kind.contrast_agent.contradicted);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("contrast-agent-ambiguous"));
}

}  // namespace
}  // namespace regen
