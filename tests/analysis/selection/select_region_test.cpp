// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_region.h"

#include "tests/analysis/selection/study_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using testing::ElementsAre;

RegionCandidate Region(const std::string& label, const std::string& time = "083340") {
  RegionCandidate region;
  region.sop_instance_uid = StrCat("1.5.", label.size(), ".", time);
  region.frame_of_reference_uid = "1.2.9";
  region.referenced_series_uids = {"1.2.3"};
  region.segment_labels = {label};
  region.content_date = "20260102";
  region.content_time = time;
  return region;
}

RegionChoice Select(const std::vector<RegionCandidate>& candidates) {
  EchoAcquisition baseline;
  baseline.series_instance_uids = {"1.2.3"};
  return SelectRegion(candidates, baseline, "1.2.9", ProtocolOf(Indication::kPatellarTendon));
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

TEST(SelectRegion, MustReferToTheSeriesOrShareItsFrameOfReference) {
  auto other_series = Region("Patellar tendon");
  other_series.referenced_series_uids = {"1.2.8"};
  EXPECT_EQ(Select({other_series}).candidate, 0u);
  other_series.frame_of_reference_uid = "1.2.10";
  EXPECT_THAT(CodesOf(Select({other_series}).reasons), ElementsAre("no-baseline-region"));
  other_series.frame_of_reference_uid.clear();
  EXPECT_FALSE(Select({other_series}).candidate);
}

TEST(SelectRegion, PrefersTheLabelThatNamesTheStructure) {
  const auto choice = Select({Region("Segment 1", "230000"), Region("Tendón rotuliano")});
  EXPECT_EQ(choice.candidate, 1u);
  EXPECT_EQ(choice.segment_label, "Tendón rotuliano");
}

TEST(SelectRegion, ALabelOfAnotherStructureNeverCounts) {
  EXPECT_THAT(CodesOf(Select({Region("Femoral cartilage")}).reasons),
              ElementsAre("no-baseline-region"));
}

TEST(SelectRegion, FindsTheSegmentInsideAnObjectOfSeveral) {
  auto region = Region("Femur");
  region.segment_labels = {"Femur", "Patellar tendon", "Cartilage"};
  const auto choice = Select({region});
  EXPECT_EQ(choice.candidate, 0u);
  EXPECT_EQ(choice.segment_label, "Patellar tendon");
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

}  // namespace
}  // namespace regen
