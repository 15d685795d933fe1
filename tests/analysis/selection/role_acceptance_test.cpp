// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tags, words and their contradictions say about a series in a role.
#include "analysis/selection/role_acceptance.h"

#include "tests/analysis/selection/study_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using test::MakeWeightedSeries;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const SeriesRole& Role(std::string_view name) {
  for (const SeriesRole& role : test::TendonProtocol().roles) {
    if (role.name == name) return role;
  }
  throw std::invalid_argument("no such role");
}

Reasons Why(const SeriesSummary& series,
            std::string_view role,
            const DictionaryEdits& edits = {}) {
  return WhyNotInRole(
      series, RecogniseSeries(series, DescriptionDictionary(edits)), Role(role));
}

std::vector<std::string> Codes(const SeriesSummary& series, std::string_view role) {
  return CodesOf(Why(series, role));
}

// Sagittal, proton density by its times; nothing but the text may tell what happens to fat.
SeriesSummary Described(const std::string& text) {
  SeriesSummary series = MakeWeightedSeries();
  series.scan_options.clear();
  series.manufacturer = "Maker";
  series.series_description = text;
  return series;
}

TEST(WhyNotInRole, TakesFatSuppressionFromWordsOfFiveLanguagesWhereTagsAreSilent) {
  for (const char* text : {"SAG PD FS",
                           "SAG DP SATURACIÓN GRASA",
                           "SAG DP SUPRESSIÓ DE GREIX",
                           "SAG PD FETTSAT",
                           "SAG DP SAT GRAISSE"}) {
    EXPECT_THAT(Why(Described(text), "anatomy"), IsEmpty()) << text;
  }
}

TEST(WhyNotInRole, ASitesOwnWordTells) {
  const SeriesSummary series = Described("SAG PD ANULADA");
  EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("other-fat-suppression"));
  EXPECT_THAT(Why(series, "anatomy", {{"FatSuppression", {{"ANULADA"}, {}}}}), IsEmpty());
}

TEST(WhyNotInRole, WordsAgainstTagsAboutFatAreToldAndNotDecided) {
  SeriesSummary series = MakeWeightedSeries();
  series.series_description = "SAG PD SIN FS";
  const Reasons why = Why(series, "anatomy");
  ASSERT_THAT(CodesOf(why), ElementsAre("fat-suppression-ambiguous"));
  EXPECT_THAT(why[0].text, HasSubstr("ScanOptions FS"));
  EXPECT_THAT(why[0].text, HasSubstr("SIN FS"));
}

TEST(WhyNotInRole, ADixonFatImageIsNoPlainOne) {
  SeriesSummary series = Described("SAG PD DIXON");
  for (auto& image : series.instances) {
    image.image_type = {"ORIGINAL", "PRIMARY", "M", "FAT"};
  }
  EXPECT_THAT(Codes(series, "anatomy"), testing::Contains("other-fat-suppression"));
}

TEST(WhyNotInRole, WordsRuleOutLocalizersAndDiffusion) {
  SeriesSummary series = MakeWeightedSeries();
  series.series_description = "LOCALIZADOR";
  EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("localizer"));
  series.series_description = "SAG DWI";
  EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("other-weighting"));
}

TEST(WhyNotInRole, WordsRuleOutSpinLocksOfAnyName) {
  SeriesSummary series = MakeMultiEchoSeries();
  EXPECT_THAT(Why(series, "t2-map"), IsEmpty());
  for (const char* text : {"MAPSS", "T1rho map", "SAG TSL"}) {
    series.series_description = text;
    EXPECT_THAT(Codes(series, "t2-map"), ElementsAre("not-t2-weighting")) << text;
  }
}

TEST(WhyNotInRole, WordsTellTheSequenceOfAVolumeThatTagsLeaveOpen) {
  for (const std::vector<std::string>& silent : {std::vector<std::string>{}, {"RM"}}) {
    SeriesSummary series = MakeWeightedSeries();
    series.scanning_sequence = silent;
    series.sequence_variant.clear();
    series.series_description = "SAG PD TSE FS";
    EXPECT_THAT(Why(series, "anatomy"), IsEmpty());
    series.series_description = "SAG FLASH FS";
    EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("not-spin-echo"));
    series.series_description = "SAG PD TSE FS";
    series.repetition_time_ms.reset();  // words are never enough
    EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("not-spin-echo"));
  }
}

TEST(WhyNotInRole, WordsNeverTellTheSequenceOfATrainThatIsFitted) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.scanning_sequence = {"RM"};
  series.series_description = "SE MC T2MAP";
  EXPECT_THAT(Codes(series, "t2-map"), ElementsAre("not-spin-echo"));
}

TEST(WhyNotInRole, WordsAgainstTheSequenceTagAreTold) {
  SeriesSummary series = MakeWeightedSeries();
  series.series_description = "SAG FLASH FS";
  EXPECT_THAT(Codes(series, "anatomy"), ElementsAre("sequence-ambiguous"));
}

}  // namespace
}  // namespace regen
