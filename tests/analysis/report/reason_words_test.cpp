// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/words.h"
#include "tests/support/source_folder.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

// The codes stand in a header without a list of them.
std::set<std::string> CodesOfTheHeader() {
  std::ifstream file(SourceFolder() + "/analysis/base/reason.h");
  const std::string source{std::istreambuf_iterator<char>(file), {}};
  static const std::regex code(R"re(string_view k[A-Za-z0-9]+ =\s*"([a-z0-9-]+)";)re");
  std::set<std::string> codes;
  for (std::sregex_iterator at(source.begin(), source.end(), code), end; at != end; ++at)
    codes.insert(at->str(1));
  return codes;
}

TEST(ReasonWords, SayWhatEveryReasonCodeMeans) {
  std::set<std::string> known;
  for (const WordRow& row : ReasonWords()) known.emplace(row.code);
  const auto codes = CodesOfTheHeader();
  EXPECT_GE(codes.size(), 50U);
  for (const std::string& code : codes) {
    EXPECT_TRUE(known.count(code) != 0)
        << code << " of base/reason.h has no words in report/reason_words.cpp";
  }
}

TEST(ReasonWords, AreNoSentencesWithAnEnd) {
  for (const WordRow& row : ReasonWords()) {
    for (const Language language : kLanguages)
      EXPECT_NE(row.text.In(language).back(), '.') << row.code;
  }
}

}  // namespace
}  // namespace regen
