// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/section_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> TextsOf(const std::vector<ConfigProblem>& problems) {
  std::vector<std::string> texts;
  for (const ConfigProblem& problem : problems) texts.push_back(ConfigProblemText(problem));
  return texts;
}

TEST(ParseConfigJson, AcceptsComments) {
  const auto parsed = ParseConfigJson("{ // note\n /* more */ \"A\": 1 }");
  EXPECT_THAT(parsed.error, IsEmpty());
  EXPECT_EQ(parsed.value["A"].asInt(), 1);
}

TEST(ParseConfigJson, NamesTheLineOfTheFirstMistakeOnOneLine) {
  const std::string error = ParseConfigJson("{\n \"A\": 1,\n \"B\" 2\n}").error;
  EXPECT_THAT(error, HasSubstr("line 3"));
  EXPECT_EQ(error.find('\n'), std::string::npos);
}

TEST(ParseConfigJson, RefusesTheSameKeyTwiceTrailingTextAndDeepNesting) {
  EXPECT_THAT(ParseConfigJson("{\"A\": 1, \"A\": 2}").error, HasSubstr("A"));
  EXPECT_FALSE(ParseConfigJson("{} more").error.empty());
  EXPECT_FALSE(ParseConfigJson(std::string(5000, '[')).error.empty());
  EXPECT_FALSE(ParseConfigJson("").error.empty());
}

TEST(SectionReader, KeepsDefaultsWhereKeysAreAbsentOrNull) {
  const Json::Value section = ParseConfigJson("{\"B\": null}").value;
  std::vector<ConfigProblem> problems;
  SectionReader reader(section, "S", problems);
  int a = 7;
  bool b = true;
  reader.Read("A", a, 0, 10);
  reader.Read("B", b);
  reader.Finish();
  EXPECT_EQ(a, 7);
  EXPECT_TRUE(b);
  EXPECT_THAT(problems, IsEmpty());
}

TEST(SectionReader, TellsPathValueAndWhatIsAllowed) {
  const Json::Value section =
      ParseConfigJson("{\"I\": 99, \"B\": \"yes\", \"L\": [1], \"C\": \"x\", \"D\": -1}").value;
  std::vector<ConfigProblem> problems;
  SectionReader reader(section, "S", problems);
  int i = 0;
  bool b = false;
  double d = 0;
  std::string c;
  std::vector<std::string> l;
  reader.Read("I", i, 1, 64);
  reader.Read("B", b);
  reader.Read("L", l);
  reader.ReadOneOf("C", c, {"use", "off"});
  reader.Read("D", d, 0, 1);
  reader.Finish();
  EXPECT_THAT(TextsOf(problems),
              ElementsAre("S.I: 99 is not allowed; expected a whole number from 1 to 64",
                          "S.B: \"yes\" is not allowed; expected true or false",
                          HasSubstr("S.L: [1] is not allowed; expected a list"),
                          "S.C: \"x\" is not allowed; expected one of \"use\", \"off\"",
                          "S.D: -1 is not allowed; expected a number from 0 to 1"));
  EXPECT_EQ(i, 0);
}

TEST(SectionReader, NamesTheNearestKnownKeyForAnUnknownOne) {
  const Json::Value section = ParseConfigJson("{\"Wrokers\": 1, \"Xyzzy\": 2}").value;
  std::vector<ConfigProblem> problems;
  SectionReader reader(section, "S", problems);
  int workers = 1;
  reader.Read("Workers", workers, 1, 8);
  reader.Finish();
  EXPECT_THAT(
      TextsOf(problems),
      ElementsAre("S.Wrokers: unknown key; did you mean Workers?", "S.Xyzzy: unknown key"));
}

TEST(SectionReader, ShortensLongValuesToOneLine) {
  const Json::Value section(std::string(500, 'x') + "\n");
  std::vector<ConfigProblem> problems;
  SectionReader reader(section, "S", problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_LT(problems[0].value.size(), 80u);
  EXPECT_FALSE(reader.usable());
}

TEST(SectionReader, WholeNumbersMayNotBeFractionsOrTooLarge) {
  for (const char* text : {"{\"I\": 1.5}", "{\"I\": 99999999999}", "{\"I\": true}"}) {
    const Json::Value section = ParseConfigJson(text).value;
    std::vector<ConfigProblem> problems;
    SectionReader reader(section, "S", problems);
    int i = 0;
    reader.Read("I", i, 0, 1000000);
    EXPECT_EQ(problems.size(), 1u) << text;
  }
}

}  // namespace
}  // namespace regen
