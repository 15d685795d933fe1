// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/codes.h"

#include <set>

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

TEST(Codes, StandOnceInTheTable) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Code& code : AllCodes()) {
    EXPECT_TRUE(seen.emplace(code.scheme, code.value).second) << code.value;
  }
}

TEST(Codes, FitTheirAttributes) {
  for (const Code& code : AllCodes()) {
    EXPECT_LE(code.scheme.size(), 16U) << code.value;   // SH
    EXPECT_LE(code.meaning.size(), 64U) << code.value;  // LO
    EXPECT_LE(code.value.size(), 16U) << code.value;    // SH
    EXPECT_FALSE(code.source.empty()) << code.value;
  }
}

}  // namespace
}  // namespace regen::dicom
