// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/json_text.h"

#include <string>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(JsonDepthWithin, CountsNestedArraysAndObjects) {
  EXPECT_TRUE(JsonDepthWithin(R"({"a": [1, [2]]})", 3));
  EXPECT_FALSE(JsonDepthWithin(R"({"a": [1, [2]]})", 2));
}

TEST(JsonDepthWithin, CountsNothingInsideStrings) {
  EXPECT_TRUE(JsonDepthWithin(R"(["[[[[ \" [[[["])", 1));
}

TEST(JsonDepthWithin, CountsSiblingsOnce) {
  EXPECT_TRUE(JsonDepthWithin("[[],[],[]]", 2));
}

TEST(ParseJson, RefusesWhatNestsTooDeepBeforeParsingIt) {
  const auto parsed = ParseJson(std::string(100000, '['), "answer");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().message, "answer: nested deeper than 64 levels");
}

TEST(ParseJson, NamesWhatWasNotJson) {
  const auto parsed = ParseJson("<html>", "answer");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().message, "answer: not JSON");
}

TEST(ParseJson, RefusesCommentsWhichCouldHideQuotesFromTheDepthScan) {
  EXPECT_FALSE(ParseJson("/* \" */ [1]", "answer").has_value());
}

TEST(WriteJson, KeepsUtf8) {
  EXPECT_EQ(WriteJson(Json::Value("tend\xc3\xb3n")), "\"tend\xc3\xb3n\"\n");
}

}  // namespace
}  // namespace regen
