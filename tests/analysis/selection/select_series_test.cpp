// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_series.h"

#include "tests/analysis/selection/study_builder.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using test::MakeStudy;
using test::SplitByEcho;
using test::TendonProtocol;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The codes that speak against a series, alone in its study; empty: it is suitable.
std::vector<std::string> CodesAgainst(const SeriesSummary& series) {
  std::vector<Candidate> candidates;
  const auto found = SuitableAcquisitions(MakeStudy({series}), TendonProtocol(), &candidates);
  EXPECT_EQ(found.empty(), !candidates.at(0).reasons.empty());
  return CodesOf(candidates.at(0).reasons);
}

TEST(SuitableAcquisitions, FindsAllEchoesInOneSeries) {
  const auto found =
      SuitableAcquisitions(MakeStudy({MakeMultiEchoSeries()}), TendonProtocol(), nullptr);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].series_instance_uids, ElementsAre("1.2.3"));
  EXPECT_EQ(found[0].echo_times_ms.size(), 8u);
  EXPECT_EQ(found[0].slices, 6);
  EXPECT_NEAR(found[0].slice_spacing_mm, 4.0, 1e-9);
  EXPECT_NEAR(std::abs(found[0].slice_normal_lps[0]), 1.0, 1e-9);
  EXPECT_THAT(found[0].sop_instance_uids, SizeIs(48));
}

TEST(SuitableAcquisitions, JoinsOneSeriesPerEcho) {
  const auto found = SuitableAcquisitions(
      MakeStudy(SplitByEcho(MakeMultiEchoSeries())), TendonProtocol(), nullptr);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].series_instance_uids, SizeIs(8));
  EXPECT_EQ(found[0].echo_times_ms.size(), 8u);
}

TEST(SuitableAcquisitions, JoinsEchoesAlsoWhereFramesOfReferenceWereRewritten) {
  auto split = SplitByEcho(MakeMultiEchoSeries());
  split[3].frame_of_reference_uid = "1.2.77";
  EXPECT_THAT(SuitableAcquisitions(MakeStudy(split), TendonProtocol(), nullptr), SizeIs(1));
}

TEST(SuitableAcquisitions, DoesNotJoinAnotherRepetitionTimeOrPlace) {
  auto split = SplitByEcho(MakeMultiEchoSeries("1.2.3", 6));
  split[0].repetition_time_ms = 800;
  for (auto& image : split[1].instances) (*image.image_position_lps)[0] += 2;
  std::vector<Candidate> candidates;
  EXPECT_THAT(SuitableAcquisitions(MakeStudy(split), TendonProtocol(), &candidates), IsEmpty());
  EXPECT_THAT(CodesOf(candidates[2].reasons), ElementsAre("too-few-echoes"));
}

TEST(SuitableAcquisitions, SameAcquisitionTwiceAsOneSeriesPerEchoIsNotGuessedBetween) {
  auto split = SplitByEcho(MakeMultiEchoSeries());
  for (auto& again : SplitByEcho(MakeMultiEchoSeries("1.2.4"))) split.push_back(again);
  std::vector<Candidate> candidates;
  EXPECT_THAT(SuitableAcquisitions(MakeStudy(split), TendonProtocol(), &candidates), IsEmpty());
  EXPECT_THAT(CodesOf(candidates[0].reasons), ElementsAre("echoes-incomplete"));
}

TEST(SuitableAcquisitions, OrderOfImagesDoesNotMatter) {
  auto series = MakeMultiEchoSeries();
  const auto before = SuitableAcquisitions(MakeStudy({series}), TendonProtocol(), nullptr);
  std::reverse(series.instances.begin(), series.instances.end());
  const auto after = SuitableAcquisitions(MakeStudy({series}), TendonProtocol(), nullptr);
  EXPECT_EQ(before[0].sop_instance_uids, after[0].sop_instance_uids);
  EXPECT_EQ(before[0].echo_times_ms, after[0].echo_times_ms);
  EXPECT_EQ(before[0].slice_normal_lps, after[0].slice_normal_lps);
}

TEST(SuitableAcquisitions, AcceptsASeriesWithoutAnyDescription) {
  auto series = MakeMultiEchoSeries();
  series.series_description.clear();
  series.body_part_examined.clear();
  EXPECT_THAT(CodesAgainst(series), IsEmpty());
}

TEST(SuitableAcquisitions, LeavesOutMapsAndPhaseImagesOfTheSameSeries) {
  auto series = MakeMultiEchoSeries();
  auto map = series.instances.front();
  map.sop_instance_uid = "1.2.3.map";
  map.image_type = {"ORIGINAL", "PRIMARY", "T2 MAP", "T2"};
  series.instances.push_back(map);
  const auto found = SuitableAcquisitions(MakeStudy({series}), TendonProtocol(), nullptr);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].sop_instance_uids, SizeIs(48));
}

TEST(RejectedSeries, NotMr) {
  auto series = MakeMultiEchoSeries();
  series.modality = "CT";
  EXPECT_THAT(CodesAgainst(series), ElementsAre("not-mr"));
}

TEST(RejectedSeries, RawDataWithModalityMr) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.66";
  EXPECT_THAT(CodesAgainst(series), ElementsAre("not-mr"));
}

TEST(RejectedSeries, EnhancedMultiFrame) {
  auto series = MakeMultiEchoSeries();
  series.instances.resize(1);
  series.instances[0].sop_class_uid = "1.2.840.10008.5.1.4.1.1.4.1";
  EXPECT_THAT(CodesAgainst(series), ElementsAre("multi-frame-not-supported"));
  series.instances[0].number_of_frames = 19;
  EXPECT_THAT(CodesAgainst(series), ElementsAre("multi-frame-not-supported"));
}

TEST(RejectedSeries, NoImages) {
  auto series = MakeMultiEchoSeries();
  series.instances.clear();
  EXPECT_THAT(CodesAgainst(series), ElementsAre("geometry-missing"));
}

TEST(RejectedSeries, Localizer) {
  auto series = MakeMultiEchoSeries();
  series.instances[0].image_type = {"ORIGINAL", "PRIMARY", "LOCALIZER"};
  EXPECT_THAT(CodesAgainst(series), ElementsAre("localizer"));
}

TEST(RejectedSeries, Derived) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) image.image_type = {"DERIVED", "SECONDARY"};
  EXPECT_THAT(CodesAgainst(series), ElementsAre("not-original"));
}

TEST(RejectedSeries, GradientEchoInversionAndEchoPlanar) {
  for (const std::vector<std::string>& sequence :
       {std::vector<std::string>{"GR", "EP"}, {"SE", "IR"}, {"SE", "EP"}, {"RM"}, {}}) {
    auto series = MakeMultiEchoSeries();
    series.scanning_sequence = sequence;
    EXPECT_THAT(CodesAgainst(series), ElementsAre("not-spin-echo"));
  }
}

TEST(RejectedSeries, SpinLockTimesStoredAsEchoTimes) {
  for (const char* text :
       {"cubeQuant T1rho SAG", "T1-rho map", "SPIN LOCK", "spinlock 500Hz"}) {
    auto series = MakeMultiEchoSeries();
    series.series_description = text;
    EXPECT_THAT(CodesAgainst(series), ElementsAre("not-t2-weighting")) << text;
  }
}

TEST(RejectedSeries, LossyCompression) {
  auto series = MakeMultiEchoSeries();
  series.lossy_compression = true;
  EXPECT_THAT(CodesAgainst(series), ElementsAre("lossy-compression"));
}

TEST(RejectedSeries, HowGreyIsShownRejectsNone) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) image.inverted_grey = true;
  EXPECT_THAT(CodesAgainst(series), IsEmpty());
}

TEST(RejectedSeries, FewerThanFiveEchoes) {
  EXPECT_THAT(CodesAgainst(MakeMultiEchoSeries("1.2.3", 4)), ElementsAre("too-few-echoes"));
  EXPECT_THAT(CodesAgainst(MakeMultiEchoSeries("1.2.3", 5)), IsEmpty());
}

TEST(RejectedSeries, FewerThanThreeSlices) {
  EXPECT_THAT(CodesAgainst(MakeMultiEchoSeries("1.2.3", 8, 2)), ElementsAre("too-few-slices"));
  EXPECT_THAT(CodesAgainst(MakeMultiEchoSeries("1.2.3", 8, 3)), IsEmpty());
}

TEST(RejectedSeries, AnEchoMissingOnOneSlice) {
  auto series = MakeMultiEchoSeries();
  series.instances.erase(series.instances.begin() + 11);
  EXPECT_THAT(CodesAgainst(series), ElementsAre("echoes-incomplete"));
}

TEST(RejectedSeries, TimeIsNotSpace) {
  auto series = MakeMultiEchoSeries();
  auto again = series.instances;
  for (auto& image : again) image.sop_instance_uid += ".2";
  series.instances.insert(series.instances.end(), again.begin(), again.end());
  EXPECT_THAT(CodesAgainst(series), ElementsAre("echoes-incomplete"));
}

TEST(RejectedSeries, MissingGeometry) {
  auto series = MakeMultiEchoSeries();
  series.instances[5].image_position_lps.reset();
  EXPECT_THAT(CodesAgainst(series), ElementsAre("geometry-missing"));
}

TEST(RejectedSeries, ThreePlanesInOneSeries) {
  auto series = MakeMultiEchoSeries();
  for (std::size_t i = 0; i < 16; ++i) {
    series.instances[i].image_orientation = {{1, 0, 0, 0, 1, 0}};
  }
  EXPECT_THAT(CodesAgainst(series), ElementsAre("orientation-mixed"));
}

TEST(RejectedSeries, AMissingSliceInTheMiddle) {
  auto series = MakeMultiEchoSeries();
  std::erase_if(series.instances, [](const InstanceSummary& image) {
    return (*image.image_position_lps)[0] == -42.0;
  });
  EXPECT_THAT(CodesAgainst(series), ElementsAre("slice-missing"));
}

TEST(RejectedSeries, SlicesShiftedSideways) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) {
    (*image.image_position_lps)[1] += 0.2 * (*image.image_position_lps)[0];
  }
  EXPECT_THAT(CodesAgainst(series), ElementsAre("gantry-tilt"));
}

TEST(RejectedSeries, OneEchoShiftedSideways) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) {
    if (image.echo_time_ms < 7.0) (*image.image_position_lps)[1] += 1;
  }
  EXPECT_THAT(CodesAgainst(series), ElementsAre("geometry-irregular"));
}

TEST(SliceSpacing, ToleratesRoundingOfPositionsOnly) {
  for (const double shift_mm : {0.03, 0.3}) {
    auto series = MakeMultiEchoSeries();
    for (auto& image : series.instances) {
      if ((*image.image_position_lps)[0] == -42.0) (*image.image_position_lps)[0] += shift_mm;
    }
    EXPECT_EQ(CodesAgainst(series).empty(), shift_mm < 0.1) << shift_mm;
  }
}

TEST(SelectSeriesPair, KeepsEveryCandidateWithItsReason) {
  auto localizer = MakeMultiEchoSeries("1.2.1", 1, 9);
  localizer.instances[0].image_type = {"ORIGINAL", "PRIMARY", "LOCALIZER"};
  const auto pair = SelectSeriesPair(MakeStudy({localizer, MakeMultiEchoSeries("1.2.2")}),
                                     MakeStudy({MakeMultiEchoSeries("1.3.2")}),
                                     TendonProtocol(),
                                     {});
  ASSERT_TRUE(pair.baseline.acquisition);
  ASSERT_TRUE(pair.follow_up.acquisition);
  ASSERT_THAT(pair.baseline.candidates, SizeIs(2));
  EXPECT_FALSE(pair.baseline.candidates[0].selected);
  EXPECT_THAT(CodesOf(pair.baseline.candidates[0].reasons), ElementsAre("localizer"));
  EXPECT_TRUE(pair.baseline.candidates[1].selected);
  EXPECT_THAT(CodesOf(pair.baseline.candidates[1].reasons), ElementsAre("selected"));
  EXPECT_FALSE(pair.comparability.empty());
}

TEST(SelectSeriesPair, TakesThePairThatIsMostAlike) {
  auto thick = MakeMultiEchoSeries("1.2.1");
  thick.slice_thickness_mm = 3.6;
  const auto pair = SelectSeriesPair(MakeStudy({MakeMultiEchoSeries("1.2.5")}),
                                     MakeStudy({thick, MakeMultiEchoSeries("1.2.2")}),
                                     TendonProtocol(),
                                     {});
  ASSERT_TRUE(pair.follow_up.acquisition);
  EXPECT_THAT(pair.follow_up.acquisition->series_instance_uids, ElementsAre("1.2.2"));
  EXPECT_THAT(CodesOf(pair.follow_up.candidates[0].reasons), ElementsAre("less-alike"));
}

TEST(SelectSeriesPair, DoesNotGuessBetweenEqualOnes) {
  const auto pair =
      SelectSeriesPair(MakeStudy({MakeMultiEchoSeries("1.2.5")}),
                       MakeStudy({MakeMultiEchoSeries("1.2.1"), MakeMultiEchoSeries("1.2.2")}),
                       TendonProtocol(),
                       {});
  EXPECT_FALSE(pair.follow_up.acquisition);
  EXPECT_THAT(CodesOf(pair.follow_up.reasons), ElementsAre("several-suitable-series"));
  EXPECT_TRUE(pair.baseline.acquisition) << "the baseline has only one";
  EXPECT_THAT(pair.comparability, IsEmpty());
}

TEST(SelectSeriesPair, TellsWhereNothingIsSuitable) {
  auto gradient = MakeMultiEchoSeries("1.2.1");
  gradient.scanning_sequence = {"EP"};
  const auto pair = SelectSeriesPair(
      MakeStudy({MakeMultiEchoSeries()}), MakeStudy({gradient}), TendonProtocol(), {});
  EXPECT_TRUE(pair.baseline.acquisition);
  EXPECT_THAT(pair.baseline.reasons, IsEmpty());
  EXPECT_FALSE(pair.follow_up.acquisition);
  ASSERT_THAT(CodesOf(pair.follow_up.reasons), ElementsAre("no-suitable-series"));
  EXPECT_THAT(pair.follow_up.reasons[0].text,
              testing::HasSubstr("not-spin-echo: ScanningSequence is EP"));
}

TEST(SelectSeriesPair, CountsWhySeveralSeriesAreNotSuitable) {
  auto gradient = MakeMultiEchoSeries("1.2.1");
  gradient.scanning_sequence = {"EP"};
  auto other = gradient;
  other.series_instance_uid = "1.2.2";
  const auto pair =
      SelectSeriesPair(MakeStudy({gradient, other, MakeMultiEchoSeries("1.2.3", 2)}),
                       MakeStudy({}),
                       TendonProtocol(),
                       {});
  EXPECT_THAT(pair.baseline.reasons.at(0).text,
              testing::HasSubstr("2 not-spin-echo, 1 too-few-echoes"));
}

TEST(SelectSeriesPair, AnEmptyStudyHasNoSuitableSeries) {
  const auto pair = SelectSeriesPair(MakeStudy({}), MakeStudy({}), TendonProtocol(), {});
  EXPECT_THAT(CodesOf(pair.baseline.reasons), ElementsAre("no-suitable-series"));
  EXPECT_THAT(CodesOf(pair.follow_up.reasons), Contains("no-suitable-series"));
}

}  // namespace
}  // namespace regen
