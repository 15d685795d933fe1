// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/arrange_stack.h"

#include "tests/analysis/selection/study_builder.h"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using testing::ElementsAre;
using testing::HasSubstr;

// Ten sagittal slices, 4 mm apart; the normal points to the patient's right.
struct Slices {
  std::vector<InstanceSummary> images = MakeMultiEchoSeries("1.2.3", 1, 10).instances;

  Images Pointers() const {
    Images pointers;
    for (const InstanceSummary& image : images) pointers.push_back(&image);
    return pointers;
  }
  void Move(std::size_t slice, double x, double y) {
    (*images[slice].image_position_lps)[0] += x;
    (*images[slice].image_position_lps)[1] += y;
  }
  Reasons Against() const {
    const auto arranged = ArrangeStack(Pointers());
    const auto* why = std::get_if<Reasons>(&arranged);
    return why ? *why : Reasons{};
  }
};

TEST(ArrangeStack, TakesTheDistanceFromPositionsOnly) {
  const Slices slices;
  const auto arranged = ArrangeStack(slices.Pointers());
  const auto* ordered = std::get_if<OrderedStack>(&arranged);
  ASSERT_NE(ordered, nullptr);
  EXPECT_NEAR(ordered->stack.slice_spacing_mm, 4, 1e-9);  // SliceThickness is 3
  EXPECT_EQ(ordered->stack.slices, 10);
  EXPECT_NEAR(ordered->stack.normal_lps[0], -1, 1e-9);
  EXPECT_NEAR(ordered->stack.origin_lps[0], -30, 1e-9);  // slices ascend along the normal
}

TEST(ArrangeStack, DoesNotDependOnTheOrderOfImages) {
  Slices slices;
  const auto before = std::get<OrderedStack>(ArrangeStack(slices.Pointers())).References();
  std::reverse(slices.images.begin(), slices.images.end());
  EXPECT_EQ(std::get<OrderedStack>(ArrangeStack(slices.Pointers())).References(), before);
}

TEST(ArrangeStack, RoundedPositionsAreEven) {
  Slices slices;
  for (std::size_t n = 0; n < 10; ++n) slices.Move(n, n % 2 == 0 ? 0.02 : -0.02, 0.01);
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre());
}

TEST(ArrangeStack, NamesMissingSlicesAndWhere) {
  Slices slices;
  slices.images.erase(slices.images.begin() + 4, slices.images.begin() + 6);
  const Reasons why = slices.Against();
  EXPECT_THAT(CodesOf(why), ElementsAre("slice-missing"));
  EXPECT_THAT(why.front().text, HasSubstr("2 slices are missing: slices 4 and 5 are 12.000"));
}

TEST(ArrangeStack, NamesDuplicates) {
  Slices slices;
  slices.images.push_back(slices.images[3]);
  slices.images.back().sop_instance_uid = "1.2.3.again";
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("slice-duplicated"));
}

TEST(ArrangeStack, NamesIrregularDistances) {
  Slices slices;
  slices.Move(9, -0.4, 0);
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("geometry-irregular"));
}

TEST(ArrangeStack, NamesASliceThatIsShiftedSideways) {
  Slices slices;
  slices.Move(5, 0, 2);
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("geometry-irregular"));
}

TEST(ArrangeStack, NamesATiltedGantryWithItsAngle) {
  Slices slices;
  for (std::size_t n = 0; n < 10; ++n) slices.Move(n, 0, 4.0 * static_cast<double>(n));
  const Reasons why = slices.Against();
  EXPECT_THAT(CodesOf(why), ElementsAre("gantry-tilt"));
  EXPECT_THAT(why.front().text, HasSubstr("45.0 degrees"));
}

TEST(ArrangeStack, NamesMixedOrientations) {
  Slices slices;
  slices.images[2].image_orientation = {{1, 0, 0, 0, 1, 0}};
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("orientation-mixed"));
}

TEST(ArrangeStack, NamesMixedMatrices) {
  Slices slices;
  slices.images[2].rows = 128;
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("orientation-mixed"));
}

TEST(ArrangeStack, NamesMissingGeometry) {
  Slices slices;
  slices.images[2].pixel_spacing_mm.reset();  // what NaN becomes
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("geometry-missing"));
  EXPECT_THAT(CodesOf(std::get<Reasons>(ArrangeStack({}))), ElementsAre("geometry-missing"));
}

TEST(ArrangeStack, OnePositionIsNoStack) {
  Slices slices;
  slices.images.resize(1);
  EXPECT_THAT(CodesOf(slices.Against()), ElementsAre("too-few-slices"));
}

}  // namespace
}  // namespace regen
