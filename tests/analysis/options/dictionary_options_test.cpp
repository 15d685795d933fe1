// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/dictionary_options.h"

#include "analysis/options/analysis_options.h"
#include "analysis/options/section_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Read {
  DictionaryEdits edits;
  std::vector<std::string> problems;
};

Read ReadFrom(std::string_view json) {
  const JsonParsed parsed = ParseConfigJson(json);
  EXPECT_EQ(parsed.error, "");
  Read read;
  std::vector<ConfigProblem> problems;
  SectionReader section(parsed.value, "Regeneration", problems);
  ReadDictionary(section, read.edits, problems);
  section.Finish();
  for (const ConfigProblem& problem : problems) {
    read.problems.push_back(ConfigProblemText(problem));
  }
  return read;
}

TEST(ReadDictionary, ReadsWordsToAddAndToRemove) {
  const Read read =
      ReadFrom(R"({"Dictionary": {"FastSpinEcho": {"Add": ["RAPIDO"], "Remove": ["cube"]}}})");
  EXPECT_THAT(read.problems, IsEmpty());
  EXPECT_THAT(read.edits.at("FastSpinEcho").add, ElementsAre("RAPIDO"));
  EXPECT_THAT(read.edits.at("FastSpinEcho").remove, ElementsAre("cube"));
}

TEST(ReadDictionary, NamesTheNearestTermOfAnUnknownOne) {
  EXPECT_THAT(
      ReadFrom(R"({"Dictionary": {"FastSpinEko": {"Add": ["X"]}}})").problems,
      ElementsAre(
          "Regeneration.Dictionary.FastSpinEko: unknown key; did you mean FastSpinEcho?"));
}

TEST(ReadDictionary, NamesTheNearestKeyOfAnUnknownOneWithinATerm) {
  EXPECT_THAT(ReadFrom(R"({"Dictionary": {"Stir": {"Remov": []}}})").problems,
              ElementsAre("Regeneration.Dictionary.Stir.Remov: unknown key; did you mean "
                          "Remove?"));
}

TEST(ReadDictionary, RefusesToRemoveWhatIsNotShipped) {
  EXPECT_THAT(
      ReadFrom(R"({"Dictionary": {"FatSaturation": {"Remove": ["FATSATT"]}}})").problems,
      ElementsAre(HasSubstr("Regeneration.Dictionary.FatSaturation.Remove: FATSATT")));
}

TEST(ReadDictionary, RefusesAWordThatAContraryTermHas) {
  EXPECT_THAT(ReadFrom(R"({"Dictionary": {"T1Weighted": {"Add": ["T2"]}}})").problems,
              ElementsAre(HasSubstr("T2Weighted")));
}

TEST(ReadDictionary, AllowsToMoveAWordFromOneTermToAnother) {
  EXPECT_THAT(ReadFrom(R"({"Dictionary": {"T1Weighted": {"Add": ["DP"]},
                           "ProtonDensityWeighted": {"Remove": ["DP"]}}})")
                  .problems,
              IsEmpty());
}

TEST(ReadDictionary, RefusesOtherKindsOfValues) {
  EXPECT_THAT(ReadFrom(R"({"Dictionary": 3})").problems, ElementsAre(HasSubstr("object")));
  EXPECT_THAT(ReadFrom(R"({"Dictionary": {"Stir": ["TIRM"]}})").problems,
              ElementsAre(HasSubstr("Regeneration.Dictionary.Stir")));
  EXPECT_THAT(ReadFrom(R"({"Dictionary": {"Stir": {"Add": "TIRM"}}})").problems,
              ElementsAre(HasSubstr("list of texts")));
}

TEST(DictionaryOptions, ArePartOfTheConfigurationHashAndSurviveTheCanonicalForm) {
  AnalysisOptions plain;
  AnalysisOptions edited;
  edited.dictionary["Stir"].add = {"TIRFS"};
  EXPECT_NE(ConfigurationHash(plain), ConfigurationHash(edited));
  const auto again = ParseAnalysisOptions(AnalysisOptionsJson(edited));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_THAT(again->dictionary.at("Stir").add, ElementsAre("TIRFS"));
  EXPECT_EQ(ConfigurationHash(*again), ConfigurationHash(edited));
}

}  // namespace
}  // namespace regen
