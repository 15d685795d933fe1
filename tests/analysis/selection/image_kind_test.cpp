// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/image_kind.h"

#include "analysis/base/text.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

ImageKind KindOf(const std::string& image_type, const std::string& component = "") {
  InstanceSummary image;
  image.image_type = Split(image_type, '\\');
  image.complex_component = component;
  return KindOfImage(image);
}

TEST(KindOfImage, TakesAnImageWithoutFurtherValuesForAMagnitude) {
  const ImageKind kind = KindOf("ORIGINAL\\PRIMARY\\OTHER");
  EXPECT_EQ(kind.component, "magnitude");
  EXPECT_TRUE(IsOriginalMagnitude(kind));
}

TEST(KindOfImage, KnowsComponentsOfEachVendor) {
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\M\\ND\\NORM").component, "magnitude");    // Siemens
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\P\\ND").component, "phase");              // Siemens
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\PHASE MAP\\P\\FFE").component, "phase");  // Philips
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\R_FFE\\R\\FFE").component, "real");       // Philips
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\OTHER", "IMAGINARY").component, "imaginary");
}

TEST(KindOfImage, LetsTheComponentOfTheFrameDecide) {
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\M", "PHASE").component, "phase");
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\P", "MIXED").component, "phase");
}

TEST(KindOfImage, KnowsDixonContrasts) {
  EXPECT_EQ(KindOf("DERIVED\\PRIMARY\\M\\DIXON\\WATER").dixon, "water");
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\F\\F\\DERIVED").dixon, "fat");
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\M\\IN_PHASE").dixon, "in-phase");
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\OP\\OP\\DERIVED").dixon, "opposed-phase");
}

TEST(KindOfImage, FirstTwoValuesNameNoContrast) {
  EXPECT_EQ(KindOf("P\\F").component, "magnitude");
  EXPECT_EQ(KindOf("P\\F").dixon, "");
}

TEST(KindOfImage, AMapIsDerivedWhateverItsFirstValue) {
  const ImageKind philips = KindOf("ORIGINAL\\PRIMARY\\T2 MAP\\T2\\UNSPECIFIED");
  EXPECT_EQ(philips.map, "t2");
  EXPECT_TRUE(philips.derived);
  EXPECT_FALSE(IsOriginalMagnitude(philips));
  EXPECT_EQ(KindOf("DERIVED\\PRIMARY\\T2\\NONE").map, "t2");  // Siemens
  EXPECT_EQ(KindOf("ORIGINAL\\PRIMARY\\T2\\NONE").map, "");   // a weighting
}

TEST(KindOfImage, TheWeightingOfAnEnhancedFrameIsNoMap) {
  InstanceSummary frame;
  frame.frame_number = 1;
  frame.image_type = {"DERIVED", "PRIMARY", "T2", "NONE"};
  EXPECT_EQ(KindOfImage(frame).map, "");
}

TEST(KindOfImage, KnowsMosaicsLocalizersAndProjections) {
  EXPECT_TRUE(KindOf("ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC").mosaic);
  EXPECT_TRUE(KindOf("ORIGINAL\\PRIMARY\\LOCALIZER").localizer);
  EXPECT_TRUE(KindOf("DERIVED\\PRIMARY\\MIP").projection);
  EXPECT_TRUE(KindOf("DERIVED\\SECONDARY").secondary);
}

TEST(ImageKindText, NamesWhatMatters) {
  EXPECT_EQ(ImageKindText(KindOf("DERIVED\\PRIMARY\\M\\WATER")), "water, derived");
  EXPECT_EQ(ImageKindText(KindOf("ORIGINAL\\PRIMARY\\T2 MAP")), "t2 map, derived");
}

}  // namespace
}  // namespace regen
