// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_region.h"

#include "tests/analysis/selection/study_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using testing::ElementsAre;
using testing::HasSubstr;

// The measured series 1.2.3 and a second one of the same frame of reference; another of its
// own.
StudySummary Study() {
  StudySummary study;
  for (const auto& [uid, frame] : {std::pair("1.2.3", "1.2.9"),
                                   std::pair("1.2.8", "1.2.9"),
                                   std::pair("1.2.7", "1.2.6")}) {
    SeriesSummary series;
    series.series_instance_uid = uid;
    series.frame_of_reference_uid = frame;
    series.instances.emplace_back();
    series.instances.back().sop_instance_uid = StrCat(uid, ".1");
    study.series.push_back(series);
  }
  return study;
}

EchoAcquisition Measured() {
  EchoAcquisition acquisition;
  acquisition.series_instance_uids = {"1.2.3"};
  return acquisition;
}

RegionCandidate Region(const std::string& label, const std::string& time = "083340") {
  RegionCandidate region;
  region.sop_instance_uid = StrCat("1.5.", label.size(), ".", time);
  region.object = "SEG";
  region.frame_of_reference_uid = "1.2.9";
  region.referenced_series_uids = {"1.2.3"};
  region.label = label;
  region.content_date = "20260102";
  region.content_time = time;
  return region;
}

RegionChoice Select(const std::vector<RegionCandidate>& candidates) {
  return SelectRegion(candidates, Study(), Measured(), ProtocolOf(Indication::kPatellarTendon));
}

RegionChoice SelectOnFollowUp(const std::vector<RegionCandidate>& candidates) {
  return SelectFollowUpRegion(
      candidates, Study(), Measured(), ProtocolOf(Indication::kPatellarTendon));
}

TEST(SelectRegion, TakesTheOnlyOneWhateverItsLabel) {
  for (const char* label : {"Patellar tendon", "Segment 1", "", "ROI"}) {
    EXPECT_EQ(Select({Region(label)}).candidate, 0u) << label;
  }
}

TEST(SelectRegion, NothingDrawnIsAReason) {
  EXPECT_THAT(CodesOf(Select({}).reasons), ElementsAre("no-baseline-region"));
}

TEST(SelectRegion, OurOwnResultsNeverCount) {
  auto ours = Region("Patellar tendon");
  ours.made_by_us = true;
  EXPECT_THAT(CodesOf(Select({ours}).reasons), ElementsAre("no-baseline-region"));
  EXPECT_EQ(Select({ours, Region("Patellar tendon", "070000")}).candidate, 1u);
}

TEST(SelectRegion, MayBeDrawnOnAnySeriesOfTheFrameOfReference) {
  auto other_series = Region("Patellar tendon");
  other_series.referenced_series_uids = {"1.2.8"};
  EXPECT_EQ(Select({other_series}).candidate, 0u);
}

TEST(SelectRegion, MayHaveAFrameOfItsOwnWhereItRefersToTheMeasuredSeries) {
  auto region = Region("Patellar tendon");
  region.frame_of_reference_uid = "1.2.10";
  EXPECT_EQ(Select({region}).candidate, 0u);
  region.referenced_series_uids.clear();
  region.referenced_image_uids = {"1.2.3.1"};
  EXPECT_EQ(Select({region}).candidate, 0u);
}

TEST(SelectRegion, TakesTheFrameOfItsImagesWhereItHasNone) {
  auto region = Region("Patellar tendon");
  region.frame_of_reference_uid.clear();
  region.referenced_series_uids.clear();
  EXPECT_FALSE(Select({region}).candidate);
  region.referenced_image_uids = {"1.2.8.1"};
  EXPECT_EQ(Select({region}).candidate, 0u);
  region.referenced_image_uids = {"1.2.7.1"};
  EXPECT_FALSE(Select({region}).candidate);
  region.referenced_series_uids = {"1.2.8"};
  EXPECT_EQ(Select({region}).candidate, 0u);
}

TEST(SelectRegion, NamesTheRegionOfAnotherFrameOfReference) {
  auto region = Region("Patellar tendon");
  region.object = "RTSTRUCT";
  region.frame_of_reference_uid = "1.2.10";
  region.referenced_series_uids = {"1.2.8"};
  const auto choice = Select({region});
  EXPECT_THAT(CodesOf(choice.reasons), ElementsAre("no-baseline-region"));
  EXPECT_THAT(choice.reasons[0].text,
              HasSubstr("RTSTRUCT \"Patellar tendon\": another frame of reference"));
}

TEST(SelectRegion, ARegionWithAProblemNeverCountsAndIsNamed) {
  auto seed = Region("Patellar tendon");
  seed.object = "SR";
  seed.problem = "a POINT is only a seed";
  EXPECT_THAT(Select({seed}).reasons.at(0).text,
              HasSubstr("SR \"Patellar tendon\": a POINT is only a seed"));
  EXPECT_EQ(Select({seed, Region("ROI")}).candidate, 1u);
}

TEST(SelectRegion, CutsALongListOfWhatWasLeft) {
  std::vector<RegionCandidate> many;
  for (int n = 0; n < 8; ++n) {
    many.push_back(Region("Femoral cartilage"));
    many.back().number = n;
  }
  EXPECT_THAT(Select(many).reasons.at(0).text, HasSubstr("and 3 more"));
}

TEST(SelectRegion, PrefersTheLabelThatNamesTheStructure) {
  EXPECT_EQ(Select({Region("Segment 1", "230000"), Region("Tendón rotuliano")}).candidate, 1u);
}

TEST(SelectRegion, ALabelOfAnotherStructureNeverCounts) {
  EXPECT_THAT(CodesOf(Select({Region("Femoral cartilage")}).reasons),
              ElementsAre("no-baseline-region"));
}

TEST(SelectRegion, FindsTheRegionInsideAnObjectOfSeveral) {
  std::vector<RegionCandidate> regions = {
      Region("Femur"), Region("Patellar tendon"), Region("Cartilage")};
  for (int n = 0; n < 3; ++n) {
    regions[static_cast<std::size_t>(n)].sop_instance_uid = "1.5.1";
    regions[static_cast<std::size_t>(n)].number = n + 1;
  }
  EXPECT_EQ(Select(regions).candidate, 1u);
}

TEST(SelectRegion, DoesNotGuessBetweenTwoOfOneObject) {
  auto second = Region("Patellar tendon");
  second.number = 2;
  EXPECT_THAT(CodesOf(Select({Region("Patellar tendon"), second}).reasons),
              ElementsAre("several-baseline-regions"));
}

TEST(SelectRegion, TakesTheNewestOfThoseWithTheSameLabel) {
  EXPECT_EQ(Select({Region("ROI", "080000"), Region("ROI", "090000")}).candidate, 1u);
  EXPECT_EQ(Select({Region("ROI", "090000"), Region("ROI", "080000")}).candidate, 0u);
  auto next_day = Region("ROI", "010000");
  next_day.content_date = "20260103";
  EXPECT_EQ(Select({Region("ROI", "090000"), next_day}).candidate, 1u);
}

TEST(SelectRegion, DoesNotGuessBetweenLabelsThatNameNothing) {
  EXPECT_THAT(CodesOf(Select({Region("ROI 1"), Region("Segment 12")}).reasons),
              ElementsAre("several-baseline-regions"));
}

TEST(SelectRegion, DoesNotGuessBetweenTwoOfTheSameTime) {
  auto again = Region("Patellar tendon");
  again.sop_instance_uid = "1.5.99";
  EXPECT_THAT(CodesOf(Select({Region("Patellar tendon"), again}).reasons),
              ElementsAre("several-baseline-regions"));
}

TEST(SelectRegion, TheSameObjectTwiceIsOne) {
  EXPECT_EQ(Select({Region("Patellar tendon"), Region("Patellar tendon")}).candidate, 0u);
}

RegionChoice SelectDisc(const std::vector<RegionCandidate>& candidates) {
  return SelectRegion(
      candidates, Study(), Measured(), ProtocolAt(Indication::kIntervertebralDisc, "L4/L5"));
}

TEST(SelectRegion, TakesTheTreatedLevelAmongSeveralDiscs) {
  EXPECT_EQ(SelectDisc({Region("Disc L3/L4"), Region("L4-L5"), Region("Disc L5/S1")}).candidate,
            1u);
}

TEST(SelectRegion, ALabelOfAnotherLevelNeverCountsAndIsNamed) {
  const RegionChoice choice = SelectDisc({Region("Disc L3/L4")});
  ASSERT_THAT(CodesOf(choice.reasons), ElementsAre("no-baseline-region"));
  EXPECT_NE(choice.reasons.front().text.find("names L3/L4"), std::string::npos);
}

TEST(SelectFollowUpRegion, TakesOnlyALabelThatNamesTheStructure) {
  EXPECT_EQ(SelectOnFollowUp({Region("ROI"), Region("Patellar tendon")}).candidate, 1u);
  EXPECT_FALSE(SelectOnFollowUp({Region("ROI")}).candidate);
}

TEST(SelectFollowUpRegion, NothingDrawnNeedsNoReason) {
  const auto choice = SelectOnFollowUp({Region("ROI")});
  EXPECT_THAT(choice.reasons, testing::IsEmpty());
}

TEST(SelectFollowUpRegion, NeverTakesOurOwn) {
  auto ours = Region("Patellar tendon");
  ours.made_by_us = true;
  EXPECT_FALSE(SelectOnFollowUp({ours}).candidate);
}

TEST(SelectFollowUpRegion, DoesNotGuessBetweenTwoOfTheSameTime) {
  auto again = Region("Patellar tendon");
  again.sop_instance_uid = "1.5.99";
  EXPECT_THAT(CodesOf(SelectOnFollowUp({Region("Patellar tendon"), again}).reasons),
              ElementsAre("several-follow-up-regions"));
}

}  // namespace
}  // namespace regen
