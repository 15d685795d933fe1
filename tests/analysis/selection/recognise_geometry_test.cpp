// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/selection/series_maker.h"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using test::Described;
using test::MakeTurboSpinEcho;
using test::Recognised;

constexpr std::array<double, 6> kSagittal = {0, 1, 0, 0, 0, -1};
constexpr std::array<double, 6> kCoronal = {1, 0, 0, 0, 0, -1};
constexpr std::array<double, 6> kAxial = {1, 0, 0, 0, 1, 0};

SeriesSummary Oriented(const std::array<double, 6>& orientation) {
  SeriesSummary series = MakeTurboSpinEcho(3000, 40);
  for (InstanceSummary& image : series.instances) image.image_orientation = orientation;
  return series;
}

// Between coronal (0) and sagittal (90): the planes of a shoulder.
SeriesSummary TurnedAboutVertical(double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  return Oriented({std::cos(angle), std::sin(angle), 0, 0, 0, -1});
}

TEST(RecogniseGeometry, TellsThePatientsPlanes) {
  EXPECT_EQ(Recognised(Oriented(kSagittal)).plane.value, Plane::kSagittal);
  EXPECT_EQ(Recognised(Oriented(kCoronal)).plane.value, Plane::kCoronal);
  EXPECT_EQ(Recognised(Oriented(kAxial)).plane.value, Plane::kAxial);
}

TEST(RecogniseGeometry, GivesTheTiltFromTheNearestPlane) {
  const SeriesKind kind = Recognised(TurnedAboutVertical(25));
  EXPECT_EQ(kind.plane.value, Plane::kCoronal);
  ASSERT_TRUE(kind.plane_tilt_deg);
  EXPECT_NEAR(*kind.plane_tilt_deg, 25, 0.01);
}

TEST(RecogniseGeometry, BelievesPositionsNotWords) {
  EXPECT_EQ(Recognised(Described(TurnedAboutVertical(25), "SAG PD")).plane.value,
            Plane::kCoronal);
}

TEST(RecogniseGeometry, LetsWordsChooseBetweenTwoPlanesThatAreAsNear) {
  const SeriesKind kind = Recognised(TurnedAboutVertical(44));
  EXPECT_EQ(kind.plane.value, Plane::kOblique);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("plane-ambiguous"));
  EXPECT_EQ(Recognised(Described(TurnedAboutVertical(46), "COR OBL")).plane.value,
            Plane::kCoronal);
}

TEST(RecogniseGeometry, UsesWordsWhereThereIsNoGeometry) {
  SeriesSummary series = Described(Oriented(kSagittal), "Axial DP");
  for (InstanceSummary& image : series.instances) image.image_orientation.reset();
  EXPECT_EQ(Recognised(series).plane.value, Plane::kAxial);
}

TEST(RecogniseGeometry, TakesThreePlanesInOneSeriesForALocalizer) {
  SeriesSummary series = Oriented(kSagittal);
  series.instances[1].image_orientation = kCoronal;
  series.instances[2].image_orientation = kAxial;
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.plane.value, Plane::kSeveral);
  EXPECT_TRUE(kind.localizer.value);
  EXPECT_THAT(kind.localizer.evidence, Contains("images in 3 planes"));
}

TEST(RecogniseGeometry, ReportsTwoPlanesInOneSeries) {
  SeriesSummary series = Oriented(kSagittal);
  series.instances[1].image_orientation = kCoronal;
  const SeriesKind kind = Recognised(series);
  EXPECT_EQ(kind.plane.value, Plane::kSeveral);
  EXPECT_FALSE(kind.localizer.value);
  EXPECT_THAT(test::CodesOf(kind.ambiguous), Contains("plane-ambiguous"));
}

}  // namespace
}  // namespace regen
