// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/dicom_tags.h"

#include "analysis/selection/enhanced_frames.h"
#include "analysis/selection/series_summary.h"

#include <string>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(TagOfKeyword, KnowsEveryAttributeThatTheRulesAskFor) {
  for (const std::string& keyword : SummaryKeywords()) {
    EXPECT_EQ(TagOfKeyword(keyword).size(), 9u) << keyword;
  }
  for (const std::string& keyword : EnhancedKeywords()) {
    EXPECT_EQ(TagOfKeyword(keyword).size(), 9u) << keyword;
  }
}

TEST(TagOfKeyword, IsEmptyForOthers) {
  EXPECT_EQ(TagOfKeyword("PixelData"), "");
}

}  // namespace
}  // namespace regen
