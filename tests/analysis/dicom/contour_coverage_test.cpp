// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/contour_coverage.h"

#include "tests/support/drawn_objects.h"

#include <cmath>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using test::Outline;
using testing::HasSubstr;

double VolumeMm3(const Volume& volume) {
  double sum = 0;
  for (const float value : volume.values) sum += value;
  return sum * volume.geometry.VoxelVolumeMm3();
}

Vec3 Centre(const Volume& volume) {
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (int k = 0; k < volume.geometry.size[2]; ++k) {
    for (int j = 0; j < volume.geometry.size[1]; ++j) {
      for (int i = 0; i < volume.geometry.size[0]; ++i) {
        sum += LpsFromIndex(volume.geometry, Vec3(i, j, k)) *
               static_cast<double>(volume.At(i, j, k));
        weight += static_cast<double>(volume.At(i, j, k));
      }
    }
  }
  return sum / weight;
}

// A polygon without any symmetry, in a plane of constant z.
Outline Odd(double z) {
  return {{0.13, 0.2, z}, {7.31, 1.1, z}, {9.77, 6.43, z}, {4.2, 5.1, z}, {1.9, 8.88, z}};
}

Outline Rectangle(double x, double y, double width, double height, double z) {
  return {{x, y, z}, {x + width, y, z}, {x + width, y + height, z}, {x, y + height, z}};
}

std::vector<Contour> Contours(const std::vector<Outline>& outlines) {
  std::vector<Contour> contours;
  for (const Outline& outline : outlines) {
    contours.push_back({outline, "contour " + std::to_string(contours.size() + 1)});
  }
  return contours;
}

Result<Volume> Fill(const std::vector<Outline>& outlines,
                    std::optional<double> series_spacing_mm = std::nullopt) {
  return ContourCoverage(Contours(outlines), series_spacing_mm, "roi: ");
}

double FilledMm3(const std::vector<Outline>& outlines,
                 std::optional<double> series_spacing_mm = std::nullopt) {
  const auto volume = Fill(outlines, series_spacing_mm);
  EXPECT_TRUE(volume) << volume.error().message;
  return volume ? VolumeMm3(*volume) : 0;
}

std::string ErrorOf(const std::vector<Outline>& outlines,
                    std::optional<double> series_spacing_mm = std::nullopt) {
  const auto volume = Fill(outlines, series_spacing_mm);
  EXPECT_FALSE(volume);
  return volume ? "" : volume.error().message;
}

TEST(ContourCoverage, HoldsTheShoelaceAreaTimesTheDistanceOfThePlanes) {
  const double area = test::ShoelaceArea(Odd(0), 0, 1);
  EXPECT_NEAR(FilledMm3({Odd(0), Odd(3), Odd(6)}), area * 9, 1e-3 * area * 9);
}

TEST(ContourCoverage, IsAtLeastAsFineAsAThirdOfAMillimetre) {
  const auto volume = Fill({Odd(0), Odd(3)});
  ASSERT_TRUE(volume);
  EXPECT_LE(volume->geometry.spacing_mm[0], 0.3);
  EXPECT_LE(volume->geometry.spacing_mm[1], 0.3);
  EXPECT_NEAR(volume->geometry.spacing_mm[2], 3, 1e-9);
}

TEST(ContourCoverage, LiesWhereTheOutlinesLie) {
  const auto volume = Fill({Rectangle(10, 20, 4, 6, -1), Rectangle(10, 20, 4, 6, 2)});
  ASSERT_TRUE(volume);
  EXPECT_NEAR((Centre(*volume) - Vec3(12, 23, 0.5)).norm(), 0, 1e-4);
}

TEST(ContourCoverage, FollowsAnyOrientationOfThePlanes) {
  const double area = test::ShoelaceArea(Odd(0), 0, 1);
  for (const Vec3& axis : {Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(1, 2, -3), Vec3(-1, 4, 0.5)}) {
    for (const double angle : {0.4, 1.5707963, 2.6}) {
      const Mat3 turn = Eigen::AngleAxisd(angle, axis.normalized()).toRotationMatrix();
      std::vector<Outline> turned;
      Vec3 centre = Vec3::Zero();
      for (const double z : {-3.0, 0.0, 3.0}) {
        turned.emplace_back();
        for (const Vec3& point : Odd(z)) turned.back().emplace_back(turn * point);
      }
      const auto straight = Fill({Odd(-3), Odd(0), Odd(3)});
      const auto volume = Fill(turned);
      ASSERT_TRUE(straight && volume) << volume.error().message;
      EXPECT_NEAR(VolumeMm3(*volume), area * 9, 2e-3 * area * 9);
      centre = turn * Centre(*straight);
      EXPECT_NEAR((Centre(*volume) - centre).norm(), 0, 0.01);
    }
  }
}

TEST(ContourCoverage, DoesNotDependOnSenseOrOrderOfTheOutlines) {
  const auto ahead = Fill({Odd(0), Odd(3)});
  Outline reversed = Odd(0);
  std::reverse(reversed.begin(), reversed.end());
  const auto back = Fill({Odd(3), reversed});
  ASSERT_TRUE(ahead && back);
  EXPECT_TRUE(SameGrid(ahead->geometry, back->geometry));
  EXPECT_NEAR(VolumeMm3(*ahead), VolumeMm3(*back), 1e-3);
}

TEST(ContourCoverage, AnOutlineInsideAnotherIsAHole) {
  EXPECT_NEAR(
      FilledMm3({Rectangle(0, 0, 8, 8, 0), Rectangle(2, 2, 3, 3, 0)}, 2.0), (64 - 9) * 2, 0.01);
}

TEST(ContourCoverage, TwoOutlinesBesideEachOtherAddUp) {
  EXPECT_NEAR(FilledMm3({Rectangle(0, 0, 3, 3, 0), Rectangle(5, 0, 3, 3, 0)}, 1.0), 18, 0.01);
}

TEST(ContourCoverage, AKeyholeOutlineHasItsHole) {
  const Outline keyhole = {{0, 0, 0},
                           {8, 0, 0},
                           {8, 8, 0},
                           {0, 8, 0},
                           {0, 0, 0},
                           {2, 2, 0},
                           {2, 5, 0},
                           {5, 5, 0},
                           {5, 2, 0},
                           {2, 2, 0}};
  EXPECT_NEAR(FilledMm3({keyhole}, 1.0), 64 - 9, 0.01);
}

TEST(ContourCoverage, TheFirstPointAgainAtTheEndChangesNothing) {
  Outline closed = Odd(0);
  closed.push_back(closed.front());
  EXPECT_NEAR(FilledMm3({closed}, 1.0), FilledMm3({Odd(0)}, 1.0), 1e-6);
}

TEST(ContourCoverage, OnePlaneIsAsThickAsTheSlicesItWasDrawnOn) {
  EXPECT_NEAR(FilledMm3({Rectangle(0, 0, 4, 5, 7)}, 3.5), 70, 0.01);
}

TEST(ContourCoverage, OnePlaneAloneIsRefused) {
  EXPECT_THAT(ErrorOf({Odd(0)}), HasSubstr("roi: all outlines lie in one plane"));
}

TEST(ContourCoverage, PlanesBetweenTheSlicesHaveTheirOwnDistance) {
  EXPECT_NEAR(
      FilledMm3(
          {Rectangle(0, 0, 4, 5, 0.7), Rectangle(0, 0, 4, 5, 2.2), Rectangle(0, 0, 4, 5, 3.7)},
          4.0),
      20 * 4.5,
      0.01);
}

TEST(ContourCoverage, ASliceOfTheSeriesMayBeLeftOut) {
  const auto volume =
      Fill({Rectangle(0, 0, 4, 5, 0), Rectangle(0, 0, 4, 5, 3), Rectangle(0, 0, 4, 5, 9)}, 3.0);
  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->geometry.size[2], 4);
  EXPECT_NEAR(VolumeMm3(*volume), 180, 0.02);
}

TEST(ContourCoverage, UnevenPlanesAreRefused) {
  EXPECT_THAT(ErrorOf({Odd(0), Odd(3), Odd(7)}), HasSubstr("unevenly spaced"));
  EXPECT_THAT(ErrorOf({Odd(0), Odd(3), Odd(4.5)}, 3.0), HasSubstr("unevenly spaced"));
}

TEST(ContourCoverage, PlanesThatAreNotParallelAreRefused) {
  Outline tilted = Odd(3);
  for (Vec3& point : tilted) point[2] += 0.2 * point[0];
  EXPECT_THAT(ErrorOf({Odd(0), Odd(6), tilted}), HasSubstr("parallel planes"));
}

TEST(ContourCoverage, AnOutlineThatIsNotPlanarIsRefusedByItsNumber) {
  Outline bent = Odd(3);
  bent[2][2] += 1;
  EXPECT_THAT(ErrorOf({Odd(0), bent, Odd(6)}), HasSubstr("contour 2: its points lie up to"));
}

TEST(ContourCoverage, RoundedCoordinatesAreAccepted) {
  const Mat3 turn = Eigen::AngleAxisd(0.6, Vec3(1, 2, -3).normalized()).toRotationMatrix();
  std::vector<Outline> rounded;
  for (const double z : {0.0, 4.0, 8.0}) {
    rounded.emplace_back();
    for (const Vec3& point : Odd(z)) {
      const Vec3 turned = turn * point;
      rounded.back().emplace_back((turned * 10).array().round() / 10);
    }
  }
  const double area = test::ShoelaceArea(Odd(0), 0, 1);
  EXPECT_NEAR(FilledMm3(rounded), area * 12, 0.02 * area * 12);
}

TEST(ContourCoverage, RefusesWhatEnclosesNothing) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("no closed outline"));
  EXPECT_THAT(ErrorOf({{{0, 0, 0}, {1, 1, 0}}}), HasSubstr("2 points, expected at least 3"));
  EXPECT_THAT(ErrorOf({{{0, 0, 0}, {1, 1, 0}, {2, 2, 0}}}), HasSubstr("no area"));
}

TEST(ContourCoverage, RefusesCoordinatesThatAreNoNumbersOrGarbage) {
  Outline broken = Odd(0);
  broken[1][0] = std::nan("");
  EXPECT_THAT(ErrorOf({broken}, 1.0), HasSubstr("no number"));
  broken[1][0] = 1e9;
  EXPECT_THAT(ErrorOf({broken}, 1.0), HasSubstr("reach further"));
}

}  // namespace
}  // namespace regen::dicom
