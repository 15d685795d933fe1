// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/plane_geometry.h"

#include <Eigen/LU>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Vec3> AlongZ(const std::vector<double>& distances) {
  std::vector<Vec3> positions;
  for (const double distance : distances) positions.emplace_back(1, 2, distance);
  return positions;
}

Result<PlaneStack> Stack(const std::vector<double>& distances,
                         std::optional<double> declared = std::nullopt) {
  return StackPlanes(AlongZ(distances), Vec3::UnitZ(), declared, "stack: ");
}

TEST(DirectionFromOrientation, MakesARightHandedFrame) {
  const auto direction = DirectionFromOrientation({0, 1, 0, 0, 0, -1});
  ASSERT_TRUE(direction);
  EXPECT_NEAR((direction->col(2) - Vec3(-1, 0, 0)).norm(), 0, 1e-12);
  EXPECT_NEAR(direction->determinant(), 1, 1e-12);
}

TEST(DirectionFromOrientation, RefusesVectorsThatAreNotPerpendicularUnits) {
  EXPECT_FALSE(DirectionFromOrientation({1, 0, 0, 0.5, 0.5, 0}));
  EXPECT_FALSE(DirectionFromOrientation({2, 0, 0, 0, 1, 0}));
  EXPECT_FALSE(DirectionFromOrientation({0, 0, 0, 0, 0, 0}));
}

TEST(StackPlanes, SortsPositionsAlongTheNormal) {
  const auto stack = Stack({8, 0, 4});
  ASSERT_TRUE(stack);
  EXPECT_THAT(stack->plane_of, ElementsAre(2, 0, 1));
  EXPECT_DOUBLE_EQ(stack->spacing_mm, 4);
  EXPECT_DOUBLE_EQ(stack->origin_lps[2], 0);
}

TEST(StackPlanes, CountsPlanesThatAreLeftOut) {
  const auto stack = Stack({0, 4, 12});
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->planes, 4);
  EXPECT_THAT(stack->plane_of, ElementsAre(0, 1, 3));
}

TEST(StackPlanes, AcceptsManyPositionsRoundedToHundredths) {
  std::vector<double> distances;
  for (int n = 0; n < 60; ++n) distances.push_back(std::round(n * 3.3333 * 100) / 100);
  const auto stack = Stack(distances);
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->planes, 60);
  EXPECT_NEAR(stack->spacing_mm, 3.3333, 1e-3);
}

TEST(StackPlanes, TakesTheDeclaredDistanceWherePlanesAreMultiplesOfIt) {
  const auto stack = Stack({0, 8, 16}, 4.0);
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->planes, 5);
}

TEST(StackPlanes, DoesNotTrustADeclaredDistanceThatDoesNotFit) {
  const auto stack = Stack({0, 4, 8}, 3.0);
  ASSERT_TRUE(stack);
  EXPECT_DOUBLE_EQ(stack->spacing_mm, 4);
}

TEST(StackPlanes, NeedsADeclaredDistanceForOnePlane) {
  EXPECT_FALSE(Stack({5}));
  const auto stack = Stack({5}, 3.0);
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->planes, 1);
  EXPECT_DOUBLE_EQ(stack->spacing_mm, 3);
}

TEST(StackPlanes, RefusesUnevenDistancesByName) {
  const auto stack = Stack({0, 4, 8.3, 12});
  ASSERT_FALSE(stack);
  EXPECT_THAT(stack.error().message, HasSubstr("uneven"));
  EXPECT_THAT(stack.error().message, HasSubstr("ImagePositionPatient"));
}

TEST(StackPlanes, RefusesPlanesShiftedAgainstEachOther) {
  const auto stack =
      StackPlanes({Vec3(0, 0, 0), Vec3(0.5, 0, 4)}, Vec3::UnitZ(), std::nullopt, "stack: ");
  ASSERT_FALSE(stack);
  EXPECT_THAT(stack.error().message, HasSubstr("shifted"));
}

TEST(StackPlanes, RefusesAnAbsurdExtent) {
  EXPECT_FALSE(Stack({0, 1, 1e7}));
}

}  // namespace
}  // namespace regen::dicom
