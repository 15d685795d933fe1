// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/match_treatment.h"
#include "tests/analysis/selection/study_builder.h"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using test::MakeStudy;
using test::MakeTreatment;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A series that tells neither region nor side.
SeriesSummary MuteSeries(const std::string& uid = "1.2.3") {
  SeriesSummary series = MakeMultiEchoSeries(uid);
  series.body_part_examined.clear();
  series.laterality.clear();
  return series;
}

// Four sources of the side, each L, R, B (both or unpaired) or absent, and two treated sides:
// 512 combinations against the rule written down independently.
TEST(MatchStructure, SideFollowsTheRuleForEveryCombinationOfSources) {
  const std::array<char, 4> values = {'L', 'R', 'B', '-'};
  int combinations = 0;
  const auto word = [](char value) -> std::string {
    return value == 'L' ? " LEFT" : value == 'R' ? " RIGHT" : value == 'B' ? " LEFT RIGHT" : "";
  };
  const auto code = [](char value) { return value == '-' ? "" : std::string(1, value); };
  for (const char laterality : values) {
    for (const char image_laterality : values) {
      for (const char series_text : values) {
        for (const char study_text : values) {
          SeriesSummary series = MakeMultiEchoSeries();
          series.laterality = code(laterality);
          series.image_laterality = code(image_laterality);
          series.series_description = StrCat("T2", word(series_text));
          StudySummary study = MakeStudy({series});
          study.study_description = StrCat("MR knee", word(study_text));
          const std::string told{laterality, image_laterality, series_text, study_text};
          for (const char treated : {'L', 'R'}) {
            const bool left = told.find('L') != std::string::npos;
            const bool right = told.find('R') != std::string::npos;
            const bool against = treated == 'L' ? right : left;
            const MatchOutcome expected = against         ? MatchOutcome::kRefused
                                          : left || right ? MatchOutcome::kMatches
                                                          : MatchOutcome::kHeld;
            const auto treatment = MakeTreatment(treated == 'L' ? Side::kLeft : Side::kRight);
            EXPECT_EQ(MatchStructure(study, {"1.2.3"}, treatment).outcome, expected)
                << told << treated;
            EXPECT_EQ(MatchStructure(study, {}, treatment).outcome, expected)
                << told << treated;
            ++combinations;
          }
        }
      }
    }
  }
  EXPECT_EQ(combinations, 512);
}

TEST(MatchStructure, SideConflictNamesEverySourceAndNoText) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.laterality = "L";
  series.protocol_name = "Smith knee RIGHT";
  const auto match = MatchStructure(MakeStudy({series}), {"1.2.3"}, MakeTreatment());
  ASSERT_THAT(CodesOf(match.reasons), ElementsAre("side-conflict"));
  EXPECT_THAT(match.reasons[0].text, HasSubstr("Laterality L"));
  EXPECT_THAT(match.reasons[0].text, HasSubstr("ProtocolName R"));
  EXPECT_THAT(match.reasons[0].text, HasSubstr("treated side is R"));
  EXPECT_THAT(match.reasons[0].text, Not(HasSubstr("Smith")));
}

TEST(MatchStructure, SideUnknownIsHeld) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.laterality.clear();
  EXPECT_THAT(CodesOf(MatchStructure(MakeStudy({series}), {}, MakeTreatment()).reasons),
              ElementsAre("side-unknown"));
}

TEST(MatchStructure, AStudyOfBothSidesMatchesByTheSeriesThatIsMeasured) {
  SeriesSummary left = MakeMultiEchoSeries("1.2.3");
  left.laterality = "L";
  SeriesSummary right = MakeMultiEchoSeries("1.2.4");
  const StudySummary study = MakeStudy({left, right});
  EXPECT_EQ(MatchStructure(study, {}, MakeTreatment()).outcome, MatchOutcome::kMatches);
  EXPECT_EQ(MatchStructure(study, {"1.2.4"}, MakeTreatment()).outcome, MatchOutcome::kMatches);
  EXPECT_EQ(MatchStructure(study, {"1.2.3"}, MakeTreatment()).outcome, MatchOutcome::kRefused);
}

TEST(MatchStructure, ALocalizerWithoutSideDoesNotHoldAStudyThatTellsIt) {
  SeriesSummary localizer = MakeMultiEchoSeries("1.2.2");
  localizer.laterality.clear();
  EXPECT_EQ(MatchStructure(MakeStudy({localizer, MakeMultiEchoSeries()}), {}, MakeTreatment())
                .outcome,
            MatchOutcome::kMatches);
  EXPECT_EQ(MatchStructure(
                MakeStudy({localizer, MakeMultiEchoSeries()}), {}, MakeTreatment(Side::kLeft))
                .outcome,
            MatchOutcome::kRefused);
}

// As wide as a pelvis, with the middle at 0.
SeriesSummary WideSeries() {
  SeriesSummary series = MuteSeries();
  series.body_part_examined = "KNEE";
  for (InstanceSummary& image : series.instances) {
    image.image_orientation = {{1, 0, 0, 0, 1, 0}};
    image.pixel_spacing_mm = {{1.5, 1.5}};
    image.image_position_lps = {{-191.25, 0, 0}};
  }
  return series;
}

TEST(MatchStructure, LeavesTheSideOfImagesOfBothSidesToTheRegion) {
  const auto outcome = [](const SeriesSummary& series) {
    return MatchStructure(MakeStudy({series}), {"1.2.3"}, MakeTreatment()).outcome;
  };
  EXPECT_EQ(outcome(WideSeries()), MatchOutcome::kMatches);
  SeriesSummary series = WideSeries();
  series.laterality = "B";
  EXPECT_EQ(outcome(series), MatchOutcome::kMatches);
  series.laterality = "L";
  EXPECT_EQ(outcome(series), MatchOutcome::kRefused);
}

TEST(MatchStructure, HoldsNarrowImagesThatAreSaidToBeOfBothSides) {
  SeriesSummary series = MuteSeries();
  series.laterality = "B";
  const auto match = MatchStructure(MakeStudy({series}), {"1.2.3"}, MakeTreatment());
  ASSERT_THAT(CodesOf(match.reasons), ElementsAre("side-unknown"));
  EXPECT_THAT(match.reasons[0].text, HasSubstr("Laterality both"));
}

TEST(MatchRegionSide, ComparesTheRegionWithTheTreatedSideInWideImages) {
  EXPECT_EQ(MatchRegionSide(WideSeries(), -60, Side::kRight).outcome, MatchOutcome::kMatches);
  const auto wrong = MatchRegionSide(WideSeries(), 60, Side::kRight);
  EXPECT_EQ(wrong.outcome, MatchOutcome::kRefused);
  EXPECT_THAT(CodesOf(wrong.reasons), ElementsAre("side-conflict"));
  const auto middle = MatchRegionSide(WideSeries(), 5, Side::kRight);
  EXPECT_EQ(middle.outcome, MatchOutcome::kHeld);
  EXPECT_THAT(CodesOf(middle.reasons), ElementsAre("side-unknown"));
}

TEST(MatchRegionSide, SaysNothingOfImagesOfOneSide) {
  EXPECT_EQ(MatchRegionSide(MuteSeries(), 60, Side::kRight).outcome, MatchOutcome::kMatches);
}

TEST(MatchStructure, HoldsAnAnatomicRegionAgainstTheBodyPart) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.anatomic_region_code = "SCT:16982005";
  StudySummary study = MakeStudy({series});
  study.study_description.clear();
  EXPECT_THAT(CodesOf(MatchStructure(study, {}, MakeTreatment()).reasons),
              ElementsAre("body-part-conflict"));
}

TEST(MatchStructure, AnUnpairedStructureNeedsNoSide) {
  SeriesSummary spine = MuteSeries();
  spine.body_part_examined = "LSPINE";
  StudySummary study = MakeStudy({spine});
  study.study_description = "RM columna lumbar";
  Treatment disc = MakeTreatment(std::nullopt);
  disc.indication = Indication::kIntervertebralDisc;
  disc.level = "L4/L5";
  EXPECT_EQ(MatchStructure(study, {}, disc).outcome, MatchOutcome::kMatches);
}

TEST(MatchStructure, AnotherRegionIsNotApplicable) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.body_part_examined = "SHOULDER";
  StudySummary study = MakeStudy({series});
  study.study_description = "RM hombro";
  const auto match = MatchStructure(study, {}, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kNotApplicable);
  ASSERT_THAT(CodesOf(match.reasons), ElementsAre("body-part-differs"));
  EXPECT_THAT(match.reasons[0].text, HasSubstr("SHOULDER"));
}

TEST(MatchStructure, AnotherRegionInTheDescriptionAloneIsNotApplicable) {
  StudySummary study = MakeStudy({MuteSeries()});
  study.study_description = "MRT Schulter rechts";
  EXPECT_THAT(CodesOf(MatchStructure(study, {}, MakeTreatment()).reasons),
              ElementsAre("body-part-differs"));
}

TEST(MatchStructure, RegionThatContradictsItselfIsHeld) {
  SeriesSummary series = MakeMultiEchoSeries();
  StudySummary study = MakeStudy({series});
  study.study_description = "MR shoulder";
  const auto match = MatchStructure(study, {}, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kHeld);
  EXPECT_THAT(CodesOf(match.reasons), ElementsAre("body-part-conflict"));
}

TEST(MatchStructure, RegionThatNothingNamesIsAcceptedWithAWarning) {
  SeriesSummary series = MuteSeries();
  series.laterality = "R";
  StudySummary study = MakeStudy({series});
  study.study_description.clear();
  const auto match = MatchStructure(study, {}, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kMatches);
  EXPECT_THAT(CodesOf(match.warnings), ElementsAre("body-part-unknown"));
}

TEST(MatchStructure, AnUnnamedSeriesDoesNotHideThatTheOthersAreOfAnotherRegion) {
  SeriesSummary shoulder = MakeMultiEchoSeries("1.2.2");
  shoulder.body_part_examined = "SHOULDER";
  StudySummary study = MakeStudy({MuteSeries(), shoulder});
  study.study_description.clear();
  EXPECT_THAT(CodesOf(MatchStructure(study, {}, MakeTreatment()).reasons),
              ElementsAre("body-part-differs"));
}

TEST(MatchStructure, KneeRegionComesWithoutWarning) {
  const auto match = MatchStructure(MakeStudy({MakeMultiEchoSeries()}), {}, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kMatches);
  EXPECT_THAT(match.reasons, IsEmpty());
  EXPECT_THAT(match.warnings, IsEmpty());
}

TEST(MatchStructure, AStudyWithoutMrIsNotApplicable) {
  SeriesSummary series = MakeMultiEchoSeries();
  series.modality = "US";
  EXPECT_THAT(CodesOf(MatchStructure(MakeStudy({series}), {}, MakeTreatment()).reasons),
              ElementsAre("not-mr"));
}

}  // namespace
}  // namespace regen
