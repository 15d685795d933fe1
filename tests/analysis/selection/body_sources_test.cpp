// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/body_sources.h"

#include "tests/analysis/selection/study_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::MakeMultiEchoSeries;
using test::MakeStudy;
using testing::ElementsAre;
using testing::IsEmpty;

const IndicationProtocol& Knee() {
  return ProtocolOf(Indication::kPatellarTendon);
}

// A series and a study that tell nothing.
SeriesSummary MuteSeries() {
  SeriesSummary series = MakeMultiEchoSeries();
  series.body_part_examined.clear();
  series.laterality.clear();
  return series;
}

StudySummary MuteStudy() {
  StudySummary study = MakeStudy({});
  study.study_description.clear();
  return study;
}

std::vector<std::string> Sides(const StudySummary& study, const SeriesSummary& series) {
  std::vector<std::string> texts;
  for (const SideSource& source : SideSourcesOf(study, series, Knee())) {
    const char* side = source.side == SideNamed::kLeft    ? " L"
                       : source.side == SideNamed::kRight ? " R"
                                                          : " both";
    texts.push_back(source.name + side);
  }
  return texts;
}

std::vector<std::string> Sides(const SeriesSummary& series) {
  return Sides(MuteStudy(), series);
}

TEST(SideSourcesOf, NamesEachSourceThatTellsTheSide) {
  EXPECT_THAT(Sides(MuteSeries()), IsEmpty());
  SeriesSummary series = MuteSeries();
  series.laterality = "R";
  EXPECT_THAT(Sides(series), ElementsAre("Laterality R"));
  series = MuteSeries();
  series.anatomic_region_modifier_code = "SCT:7771000";
  EXPECT_THAT(Sides(series), ElementsAre("AnatomicRegionSequence L"));
  series.anatomic_region_modifier_code = "SRT:G-A100";
  EXPECT_THAT(Sides(series), ElementsAre("AnatomicRegionSequence R"));
  series = MuteSeries();
  series.body_part_examined = "RKNEE";
  EXPECT_THAT(Sides(series), ElementsAre("BodyPartExamined R"));
  series = MuteSeries();
  series.protocol_name = "Knie links";
  EXPECT_THAT(Sides(series), ElementsAre("ProtocolName L"));
  StudySummary study = MuteStudy();
  study.study_description = "RM rodilla derecha";
  EXPECT_THAT(Sides(study, MuteSeries()), ElementsAre("StudyDescription R"));
}

TEST(SideSourcesOf, ReadsTheLateralityOfEveryImage) {
  SeriesSummary series = MuteSeries();
  series.instances.back().laterality = "L";
  EXPECT_THAT(Sides(series), ElementsAre("ImageLaterality L"));
  series.instances.front().laterality = "R";
  EXPECT_THAT(Sides(series), ElementsAre("ImageLaterality both"));
}

TEST(SideSourcesOf, KeepsContradictions) {
  SeriesSummary series = MuteSeries();
  series.laterality = "L";
  series.series_description = "T2 right knee";
  EXPECT_THAT(Sides(series), ElementsAre("Laterality L", "SeriesDescription R"));
}

std::vector<std::string> Regions(const SeriesSummary& series) {
  std::vector<std::string> texts;
  for (const RegionSource& source : RegionSourcesOf(MuteStudy(), series, Knee())) {
    texts.push_back(source.name +
                    (source.region == BodyRegion::kOurs ? " ours" : " another"));
  }
  return texts;
}

TEST(RegionSourcesOf, ReadsTheAnatomicRegionByItsCodeInAnyLanguage) {
  SeriesSummary series = MuteSeries();
  series.anatomic_region_code = "SCT:72696002";
  series.anatomic_region_meaning = "колено";
  EXPECT_THAT(Regions(series), ElementsAre("AnatomicRegionSequence ours"));
  series.anatomic_region_code = "SCT:16982005";
  EXPECT_THAT(Regions(series), ElementsAre("AnatomicRegionSequence another"));
}

TEST(RegionSourcesOf, ReadsTheMeaningOfACodeThatItDoesNotKnow) {
  SeriesSummary series = MuteSeries();
  series.anatomic_region_code = "99HOSPITAL:K1";
  series.anatomic_region_meaning = "Rodilla";
  EXPECT_THAT(Regions(series), ElementsAre("AnatomicRegionSequence ours"));
}

TEST(RegionSourcesOf, KeepsContradictions) {
  SeriesSummary series = MuteSeries();
  series.body_part_examined = "LSPINE";
  series.protocol_name = "knee";
  EXPECT_THAT(Regions(series),
              ElementsAre("BodyPartExamined another", "SeriesDescription, ProtocolName ours"));
}

TEST(RegionSourcesOf, AsksTheStudyOnlyWhereTheSeriesIsSilent) {
  StudySummary study = MuteStudy();
  study.study_description = "MR hip and shoulder";
  SeriesSummary series = MuteSeries();
  EXPECT_EQ(RegionSourcesOf(study, series, Knee()).size(), 1U);
  series.series_description = "knee";
  const auto sources = RegionSourcesOf(study, series, Knee());
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources.front().region, BodyRegion::kOurs);
}

// Axial images of 256 columns and rows, centred on `middle_mm`.
SeriesSummary Axial(double width_mm, double middle_mm) {
  SeriesSummary series = MuteSeries();
  for (InstanceSummary& image : series.instances) {
    image.image_orientation = {{1, 0, 0, 0, 1, 0}};
    image.pixel_spacing_mm = {{1, width_mm / 255}};
    image.image_position_lps = {{middle_mm - width_mm / 2, 0, 0}};
  }
  return series;
}

TEST(LeftRightExtentOf, SpansColumnsOfAxialAndSlicesOfSagittalImages) {
  const auto axial = LeftRightExtentOf(Axial(380, 12));
  ASSERT_TRUE(axial);
  EXPECT_NEAR(axial->width_mm(), 380, 1e-9);
  EXPECT_NEAR(axial->middle_mm(), 12, 1e-9);
  const auto sagittal = LeftRightExtentOf(MuteSeries());  // 6 slices, 4 mm apart from -30
  ASSERT_TRUE(sagittal);
  EXPECT_NEAR(sagittal->right_mm, -50, 1e-9);
  EXPECT_NEAR(sagittal->left_mm, -30, 1e-9);
}

TEST(LeftRightExtentOf, IsNothingWithoutGeometry) {
  SeriesSummary series = MuteSeries();
  for (InstanceSummary& image : series.instances) image.image_orientation.reset();
  EXPECT_FALSE(LeftRightExtentOf(series));
  EXPECT_FALSE(SpansBothSides(series));
}

TEST(SideByPosition, TellsTheSideInWideImagesAwayFromTheMiddle) {
  const LeftRightExtent pelvis{-180, 200};  // its middle is at 10
  EXPECT_EQ(SideByPosition(75, pelvis), SideNamed::kLeft);
  EXPECT_EQ(SideByPosition(-55, pelvis), SideNamed::kRight);
  EXPECT_EQ(SideByPosition(25, pelvis), SideNamed::kNone);
  const LeftRightExtent knee{20, 180};
  EXPECT_EQ(SideByPosition(150, knee), SideNamed::kNone);
}

}  // namespace
}  // namespace regen
