// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/words.h"

#include <algorithm>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr CodeKind kKinds[] = {CodeKind::kMeasurement,
                               CodeKind::kStructure,
                               CodeKind::kCheck,
                               CodeKind::kCheckValue,
                               CodeKind::kReason};

std::vector<WordRow> WholeTable() {
  std::vector<WordRow> all(FixedTexts().begin(), FixedTexts().end());
  for (const CodeKind kind : kKinds)
    all.insert(all.end(), RowsOf(kind).begin(), RowsOf(kind).end());
  return all;
}

std::multiset<std::string> PlacesIn(std::string_view text) {
  static const std::regex place(R"(\{[^}]*\}?)");
  const std::string copy(text);
  return {std::sregex_token_iterator(copy.begin(), copy.end(), place),
          std::sregex_token_iterator()};
}

TEST(Words, EveryEntryExistsInEveryLanguage) {
  for (const WordRow& row : WholeTable()) {
    for (const Language language : kLanguages)
      EXPECT_FALSE(row.text.In(language).empty()) << row.code << LanguageCode(language);
  }
}

TEST(Words, PlacesToFillAreTheSameInEveryLanguage) {
  for (const WordRow& row : WholeTable()) {
    const auto english = PlacesIn(row.text.english);
    EXPECT_EQ(PlacesIn(row.text.spanish), english) << row.code;
    EXPECT_EQ(PlacesIn(row.text.catalan), english) << row.code;
    int number = 0;
    for (const std::string& place : english)
      EXPECT_EQ(place, "{" + std::to_string(++number) + "}") << row.code;
  }
}

TEST(Words, NoCodeStandsTwiceInItsList) {
  std::set<std::string_view> names;
  for (const WordRow& row : FixedTexts()) EXPECT_TRUE(names.insert(row.code).second);
  for (const CodeKind kind : kKinds) {
    std::set<std::string_view> codes;
    for (const WordRow& row : RowsOf(kind)) EXPECT_TRUE(codes.insert(row.code).second);
  }
}

// The table is read by the numbers of Word: the names show that both are in the same order.
TEST(Words, StandInTheOrderOfTheirNames) {
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kReportTitle)].code, "title");
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kBaseline)].code, "baseline");
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kVerdictWithin)].code,
            "verdict-within");
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kInterval)].code, "interval");
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kAgreement)].code, "agreement");
  EXPECT_EQ(FixedTexts()[static_cast<std::size_t>(Word::kMonths)].code, "months");
}

TEST(Words, MonthsAreTwelve) {
  for (const Language language : kLanguages) {
    const std::string_view months = Text(Word::kMonths, language);
    EXPECT_EQ(std::count(months.begin(), months.end(), ' '), 11) << LanguageCode(language);
  }
}

TEST(Words, NeverClaimThatTissueRegeneratedOrHealed) {
  static const std::regex claim("regenerat|regenerad|heal|curad|curat|sanad|stable|estable",
                                std::regex::icase);
  for (const WordRow& row : WholeTable()) {
    for (const Language language : kLanguages) {
      const std::string text(row.text.In(language));
      EXPECT_FALSE(std::regex_search(text, claim)) << text;
    }
  }
}

TEST(Fill, PutsThePartsWhereTheyBelong) {
  EXPECT_EQ(Fill(Word::kPageOf, Language::kEnglish, {"1", "2"}), "page 1 of 2");
  EXPECT_EQ(Fill(Word::kPageOf, Language::kSpanish, {"1", "2"}), "página 1 de 2");
  EXPECT_EQ(Fill(Word::kSoftware, Language::kCatalan, {}), "Programa");
}

TEST(CodeText, NamesACodeItDoesNotKnowByItself) {
  EXPECT_EQ(CodeText(CodeKind::kMeasurement, "t2", Language::kCatalan), "T2");
  EXPECT_EQ(CodeText(CodeKind::kMeasurement, "new-thing", Language::kSpanish), "new thing");
}

}  // namespace
}  // namespace regen
