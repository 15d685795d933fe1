// SPDX-License-Identifier: GPL-3.0-or-later
//
// Series in several roles: the weighted images beside the train of echoes.
#include "analysis/selection/select_series.h"
#include "tests/analysis/selection/study_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using test::MakeStudy;
using test::MakeWeightedSeries;
using test::TendonProtocol;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SeriesPair Pair(std::vector<SeriesSummary> before, std::vector<SeriesSummary> after) {
  return SelectSeriesPair(
      MakeStudy(std::move(before)), MakeStudy(std::move(after)), TendonProtocol(), {});
}

std::vector<std::string> RolesOf(const SeriesPair& pair) {
  std::vector<std::string> roles;
  for (const RolePair& role : pair.roles) roles.push_back(role.role);
  return roles;
}

TEST(Roles, TheWeightedImagesCarryTheRegistrationAndTheTrainIsMeasuredBeside) {
  const auto pair = Pair({MakeMultiEchoSeries("1.2.3"), MakeWeightedSeries("1.2.4")},
                         {MakeWeightedSeries("1.3.4"), MakeMultiEchoSeries("1.3.3")});
  EXPECT_THAT(RolesOf(pair), ElementsAre("anatomy", "t2-map"));
  ASSERT_TRUE(pair.baseline.acquisition && pair.follow_up.acquisition);
  EXPECT_THAT(pair.baseline.acquisition->series_instance_uids, ElementsAre("1.2.3", "1.2.4"));
  EXPECT_THAT(pair.baseline.acquisition->sop_instance_uids, SizeIs(48 + 20));
  EXPECT_EQ(pair.baseline.acquisition->role, "anatomy");
}

TEST(Roles, OneThatOnlyOneExamHasIsMissingAndSaysWhere) {
  const auto pair = Pair({MakeMultiEchoSeries("1.2.3"), MakeWeightedSeries("1.2.4")},
                         {MakeMultiEchoSeries("1.3.3")});
  EXPECT_THAT(RolesOf(pair), ElementsAre("t2-map"));
  ASSERT_THAT(CodesOf(pair.missing.at("anatomy")), ElementsAre("series-missing"));
  EXPECT_THAT(pair.missing.at("anatomy")[0].text, HasSubstr("the follow-up does not have"));
}

TEST(Roles, TwoEquallyGoodSeriesAreNotGuessedBetweenButLeaveTheOtherRoles) {
  const auto pair = Pair(
      {MakeMultiEchoSeries("1.2.3"), MakeWeightedSeries("1.2.4")},
      {MakeMultiEchoSeries("1.3.3"), MakeWeightedSeries("1.3.4"), MakeWeightedSeries("1.3.5")});
  EXPECT_THAT(RolesOf(pair), ElementsAre("t2-map"));
  EXPECT_THAT(CodesOf(pair.missing.at("anatomy")), ElementsAre("several-suitable-series"));
  EXPECT_THAT(pair.follow_up.reasons, IsEmpty());
}

TEST(Roles, OfTwoAlikePairsTheFinerVoxelsAreTaken) {
  auto coarse = MakeWeightedSeries("1.2.4");
  for (auto& image : coarse.instances) image.pixel_spacing_mm = {{0.65, 0.65}};
  auto coarse_again = coarse;
  coarse_again.series_instance_uid = "1.3.4";
  const auto pair =
      Pair({coarse, MakeWeightedSeries("1.2.5")}, {coarse_again, MakeWeightedSeries("1.3.5")});
  ASSERT_THAT(RolesOf(pair), ElementsAre("anatomy"));
  EXPECT_THAT(pair.roles[0].baseline.series_instance_uids, ElementsAre("1.2.5"));
  EXPECT_THAT(pair.roles[0].follow_up.series_instance_uids, ElementsAre("1.3.5"));
}

TEST(Roles, AllOfOneExamShareTheFrameOfReference) {
  auto elsewhere = MakeMultiEchoSeries("1.3.3");
  elsewhere.frame_of_reference_uid = "1.2.77";
  const auto pair = Pair({MakeMultiEchoSeries("1.2.3"), MakeWeightedSeries("1.2.4")},
                         {elsewhere, MakeWeightedSeries("1.3.4")});
  EXPECT_THAT(RolesOf(pair), ElementsAre("anatomy"));
  ASSERT_THAT(CodesOf(pair.missing.at("t2-map")), ElementsAre("frame-of-reference-differs"));
  EXPECT_THAT(pair.missing.at("t2-map")[0].text, HasSubstr("(0020,0052)"));
  EXPECT_THAT(pair.missing.at("t2-map")[0].text, HasSubstr("1.2.77"));
}

TEST(Roles, NothingInCommonIsNoPair) {
  const auto pair = Pair({MakeMultiEchoSeries("1.2.3")}, {MakeWeightedSeries("1.3.4")});
  EXPECT_FALSE(pair.follow_up.acquisition);
  EXPECT_THAT(CodesOf(pair.follow_up.reasons), ElementsAre("no-suitable-series"));
}

TEST(Roles, AWeightedSeriesOfAnotherPlaneOrWeightingIsNotTaken) {
  auto axial = MakeWeightedSeries("1.2.4");
  for (std::size_t n = 0; n < axial.instances.size(); ++n) {
    axial.instances[n].image_orientation = {{1, 0, 0, 0, 1, 0}};
    axial.instances[n].image_position_lps = {{0, 0, 4.0 * double(n)}};
  }
  auto t1 = MakeWeightedSeries("1.2.5");
  t1.repetition_time_ms = 600;
  std::vector<Candidate> candidates;
  EXPECT_THAT(SuitableAcquisitions(MakeStudy({axial, t1}), TendonProtocol(), &candidates),
              IsEmpty());
  EXPECT_THAT(CodesOf(candidates[0].reasons), ElementsAre("other-plane"));
  EXPECT_THAT(CodesOf(candidates[1].reasons), ElementsAre("other-weighting"));
}

TEST(Roles, OneEchoOfATrainIsNoWeightedSeries) {
  auto split = test::SplitByEcho(MakeMultiEchoSeries("1.2.3", 4));
  EXPECT_THAT(SuitableAcquisitions(MakeStudy(split), TendonProtocol(), nullptr), IsEmpty());
}

TEST(Roles, AVendorsMapIsComparedWithAMapOnly) {
  auto map = MakeWeightedSeries("1.2.4");
  for (auto& image : map.instances) image.image_type = {"DERIVED", "PRIMARY", "M", "T2_MAP"};
  const auto pair = Pair({map}, {MakeMultiEchoSeries("1.3.3")});
  EXPECT_THAT(pair.roles, IsEmpty());
  auto again = map;
  again.series_instance_uid = "1.3.4";
  EXPECT_THAT(RolesOf(Pair({map}, {again})), ElementsAre("t2-map-vendor"));
}

TEST(Roles, AVendorsMapNeedsNoEchoTime) {
  auto before = MakeWeightedSeries("1.2.4");
  for (auto& image : before.instances) {
    image.image_type = {"DERIVED", "PRIMARY", "M", "T2_MAP"};
    image.echo_time_ms.reset();
  }
  auto after = before;
  after.series_instance_uid = "1.3.4";
  const auto pair = Pair({before}, {after});
  ASSERT_THAT(RolesOf(pair), ElementsAre("t2-map-vendor"));
  EXPECT_THAT(pair.roles[0].baseline.echo_times_ms, IsEmpty());
  EXPECT_EQ(pair.roles[0].baseline.slices, 20);
  EXPECT_FALSE(AnyRefused(pair.comparability));
}

TEST(Roles, AMapWhoseVoxelsAreNoMillisecondsIsNone) {
  auto before = MakeWeightedSeries("1.2.4");
  for (auto& image : before.instances) {
    image.image_type = {"DERIVED", "PRIMARY", "M", "T2_MAP"};
  }
  auto after = before;
  after.series_instance_uid = "1.3.4";
  for (const char* units : {"", "ms"}) {
    before.measurement_units = units;
    EXPECT_THAT(RolesOf(Pair({before}, {after})), ElementsAre("t2-map-vendor")) << units;
  }
  for (const char* units : {"s", "/s", "?"}) {
    before.measurement_units = units;
    EXPECT_THAT(RolesOf(Pair({before}, {after})), IsEmpty()) << units;
  }
}

TEST(Roles, InvertedGreyServesEveryRoleAndIsTold) {
  auto train = MakeMultiEchoSeries("1.3.3");
  auto weighted = MakeWeightedSeries("1.3.4");
  for (auto* series : {&train, &weighted}) {
    for (auto& image : series->instances) image.inverted_grey = true;
  }
  const auto pair =
      Pair({MakeMultiEchoSeries("1.2.3"), MakeWeightedSeries("1.2.4")}, {train, weighted});
  EXPECT_THAT(RolesOf(pair), ElementsAre("anatomy", "t2-map"));
  for (const char* role : {"anatomy", "t2-map"}) {
    EXPECT_TRUE(std::any_of(pair.comparability.begin(),
                            pair.comparability.end(),
                            [&](const auto& check) {
                              return check.role == role &&
                                     check.check == "PhotometricInterpretation" &&
                                     check.follow_up == "MONOCHROME1";
                            }))
        << role;
  }
}

TEST(Roles, LossyImagesServeGeometryOnly) {
  auto lossy = MakeWeightedSeries("1.3.4");
  lossy.lossy_compression = true;
  const auto pair = Pair({MakeWeightedSeries("1.2.4")}, {lossy});
  ASSERT_THAT(RolesOf(pair), ElementsAre("anatomy"));
  const auto& checks = pair.comparability;
  EXPECT_TRUE(IsRefusedFor(checks, "anatomy", ComparabilityDomain::kSignal));
  EXPECT_TRUE(IsRefusedFor(checks, "anatomy", ComparabilityDomain::kT2));
  EXPECT_FALSE(IsRefusedFor(checks, "anatomy", ComparabilityDomain::kGeometry));
  EXPECT_GT(WideningFor(checks, "anatomy", ComparabilityDomain::kGeometry), 1);
}

}  // namespace
}  // namespace regen
