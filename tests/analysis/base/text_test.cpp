// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"

#include <clocale>
#include <cmath>
#include <ctime>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(StrCat, JoinsTextAndNumbers) {
  EXPECT_EQ(StrCat("a", 1, std::string("b"), 2.5, std::size_t{3}), "a1b2.53");
}

TEST(FormatFixed, NeverWritesNegativeZero) {
  EXPECT_EQ(FormatFixed(-0.04, 1), "0.0");
  EXPECT_EQ(FormatFixed(-0.06, 1), "-0.1");
  EXPECT_EQ(FormatFixed(12.25, 2), "12.25");
}

TEST(FormatDs, FitsSixteenCharactersAndKeepsWhatTheyAllow) {
  for (const double value : {1.0 / 3.0,
                             -1.0 / 3.0,
                             1e-300 / 3.0,
                             -28.200000000000003,
                             12345678.9012345678,
                             0.0,
                             -1e22 / 7}) {
    const std::string text = FormatDs(value);
    EXPECT_LE(text.size(), 16U) << text;
    const auto back = ParseDouble(text);
    ASSERT_TRUE(back);
    EXPECT_NEAR(*back, value, std::abs(value) * 1e-8) << text;
  }
  EXPECT_EQ(FormatDs(31.97), "31.97");
}

TEST(FormatDs, DoesNotDependOnTheLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "es_ES.UTF-8", "C"}) std::setlocale(LC_ALL, name);
  EXPECT_EQ(FormatDs(1.5), "1.5");
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Trim, RemovesBlanksAndDicomPadding) {
  EXPECT_EQ(Trim(std::string_view(" \t a b \0", 8)), "a b");
  EXPECT_EQ(Trim("   "), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(Split("a\\\\b", '\\'), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(Split("", ','), (std::vector<std::string>{""}));
  EXPECT_EQ(JoinStrings({"a", "", "b"}, "\\"), "a\\\\b");
  EXPECT_EQ(JoinStrings({"", "b"}, "\\"), "\\b");
}

TEST(ParseDouble, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseDouble(" +1.5e2 "), 150.0);
  for (const char* text : {"", "1,5", "1.5 ms", "nan", "inf", "0x10", "--1", "1e999"}) {
    EXPECT_FALSE(ParseDouble(text)) << text;
  }
}

TEST(ParseInt, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseInt("-12"), -12);
  for (const char* text : {"", "1.0", "12a", "99999999999999999999"})
    EXPECT_FALSE(ParseInt(text)) << text;
}

TEST(NearestOf, FindsAMisspeltNameAndNothingFarAway) {
  const std::vector<std::string> names{"Enable", "Database", "Workers"};
  EXPECT_EQ(NearestOf("Databse", names), "Database");
  EXPECT_EQ(NearestOf("workers", names), "Workers");
  EXPECT_EQ(NearestOf("Elephant", names), "");
}

TEST(NearestOf, DoesNotCompareMegabytesWithWords) {
  const std::vector<std::string> names(40, "treatment_application");
  const std::clock_t begin = std::clock();
  EXPECT_EQ(NearestOf(std::string(std::size_t{8} << 20U, 'x'), names), "");
  EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace regen
