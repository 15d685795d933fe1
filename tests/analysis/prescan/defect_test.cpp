// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/defect.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

constexpr int kCodes = static_cast<int>(DefectCode::kTagOrder) + 1;

TEST(Defect, EveryCodeHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int code = 0; code < kCodes; ++code) {
    names.emplace(DefectCodeName(static_cast<DefectCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kCodes));
  EXPECT_EQ(names.count("unknown"), 0U);
}

TEST(Defect, WhatHarmsAReaderIsPoison) {
  EXPECT_TRUE(IsPoison(DefectCode::kTooDeep));
  EXPECT_TRUE(IsPoison(DefectCode::kBeyondEnd));
  EXPECT_TRUE(IsPoison(DefectCode::kImageVr));
  EXPECT_TRUE(IsPoison(DefectCode::kImageTooLarge));
}

TEST(Defect, WhatIsMerelyUselessIsNot) {
  EXPECT_FALSE(IsPoison(DefectCode::kPixelDataTooShort));
  EXPECT_FALSE(IsPoison(DefectCode::kTagOrder));
  EXPECT_FALSE(IsPoison(DefectCode::kImageNumber));
}

TEST(Defect, TheTextSaysWhatWhereAndWhatWasExpected) {
  const Defect defect{DefectCode::kBadVr, "(0008,0100)", 12, false, "a VR"};
  EXPECT_EQ(DefectText(defect), "bad-vr at (0008,0100), offset 12: expected a VR");
}

TEST(Defect, TheTextSaysWhereTheOffsetCountsFrom) {
  const Defect defect{DefectCode::kTruncated, "", 7, true, "more"};
  EXPECT_EQ(DefectText(defect), "truncated, offset 7 of the inflated dataset: expected more");
}

}  // namespace
}  // namespace regen::prescan
