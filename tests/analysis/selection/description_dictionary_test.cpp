// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/description_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using enum DescriptionTerm;

std::vector<DescriptionTerm> TermsOf(const DescriptionDictionary& dictionary,
                                     std::string_view text) {
  std::vector<DescriptionTerm> terms;
  for (const NamedTerm& named : dictionary.TermsIn(text)) terms.push_back(named.term);
  return terms;
}

std::vector<DescriptionTerm> TermsOf(std::string_view text) {
  return TermsOf(DescriptionDictionary(), text);
}

TEST(DescriptionDictionary, ReadsWordsWhereverPunctuationStands) {
  EXPECT_THAT(TermsOf("pd_tse-fs (sag)"),
              ElementsAre(kProtonDensityWeighted, kFastSpinEcho, kFatSuppression, kSagittal));
}

TEST(DescriptionDictionary, KnowsFatSuppressionInFiveLanguages) {
  for (const char* text : {"fat sat",
                           "Saturación grasa",
                           "Saturació de greix",
                           "fettgesättigt",
                           "saturation de la graisse"}) {
    EXPECT_THAT(TermsOf(text), ElementsAre(kFatSaturation)) << text;
  }
  for (const char* text : {"fat suppressed",
                           "Supresión grasa",
                           "Supressió de greix",
                           "Fettsuppression",
                           "suppression de la graisse"}) {
    EXPECT_THAT(TermsOf(text), ElementsAre(kFatSuppression)) << text;
  }
}

TEST(DescriptionDictionary, KnowsProtonDensityInFiveLanguages) {
  for (const char* text : {"proton density",
                           "densidad protónica",
                           "densitat protònica",
                           "Protonendichte",
                           "densité de protons"}) {
    EXPECT_THAT(TermsOf(text), ElementsAre(kProtonDensityWeighted)) << text;
  }
}

TEST(DescriptionDictionary, KnowsLocalizersInFiveLanguages) {
  for (const char* text : {"Scout", "Localizador", "Localitzador", "Übersicht", "Repérage"}) {
    EXPECT_THAT(TermsOf(text), ElementsAre(kLocalizer)) << text;
  }
}

TEST(DescriptionDictionary, DoesNotTakeT2StarForT2) {
  for (const char* text : {"T2*", "t2* gre", "T2 star", "T2STAR", "T2 estrella"}) {
    EXPECT_THAT(TermsOf(text), Contains(kT2StarWeighted)) << text;
    EXPECT_THAT(TermsOf(text), Not(Contains(kT2Weighted))) << text;
  }
}

TEST(DescriptionDictionary, DoesNotTakeAMapOrSpinLockForAWeighting) {
  EXPECT_THAT(TermsOf("T2 map"), ElementsAre(kT2Map));
  EXPECT_THAT(TermsOf("T2* MAP"), ElementsAre(kT2StarMap));
  EXPECT_THAT(TermsOf("T1 rho"), ElementsAre(kSpinLock));
  EXPECT_THAT(TermsOf("T1ρ"), ElementsAre(kSpinLock));
}

TEST(DescriptionDictionary, GivesBothMeaningsOfOneWord) {
  EXPECT_THAT(TermsOf("PDFS"), UnorderedElementsAre(kProtonDensityWeighted, kFatSuppression));
}

TEST(DescriptionDictionary, ReadsPlusAsAWord) {
  EXPECT_THAT(TermsOf("T1 +C"), ElementsAre(kT1Weighted, kContrastAgent));
}

TEST(DescriptionDictionary, DoesNotFindWordsInsideOthers) {
  EXPECT_THAT(TermsOf("SEQUENCE SESSION FSX"), IsEmpty());
}

TEST(DescriptionDictionary, LetsAStarStandForTheRestOfTheWord) {
  EXPECT_THAT(TermsOf("Fettsättigung"), ElementsAre(kFatSaturation));
  EXPECT_THAT(TermsOf("Gadolinium"), ElementsAre(kContrastAgent));
}

TEST(DescriptionDictionary, TakesWordsThatASiteAdds) {
  const DescriptionDictionary dictionary({{"FastSpinEcho", {{"rapide écho"}, {}}}});
  EXPECT_THAT(TermsOf(dictionary, "RAPIDE ECHO"), ElementsAre(kFastSpinEcho));
}

TEST(DescriptionDictionary, ForgetsWordsThatASiteRemoves) {
  const DescriptionDictionary dictionary({{"FatSuppression", {{}, {"fs"}}}});
  EXPECT_THAT(TermsOf(dictionary, "FS"), IsEmpty());
  EXPECT_THAT(TermsOf(dictionary, "FAT SAT"), ElementsAre(kFatSaturation));
}

TEST(DescriptionDictionary, GivesThePhraseAsTheDictionaryHasIt) {
  const auto named = DescriptionDictionary().TermsIn("patient X fat-sat");
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named.front().phrase, "FAT SAT");
}

TEST(DescriptionDictionary, ShipsWordsForEveryTerm) {
  for (const std::string& name : DictionaryTermNames()) {
    EXPECT_THAT(ShippedWords(name), Not(IsEmpty())) << name;
  }
  EXPECT_EQ(DictionaryTermNames().size(), static_cast<std::size_t>(kCoronal) + 1);
}

TEST(DescriptionDictionary, ShipsNoWordThatWouldTellNothing) {
  for (const std::string& name : DictionaryTermNames()) {
    for (const std::string& word : ShippedWords(name)) {
      EXPECT_EQ(DictionaryProblem(name, word, {}), "") << name << ": " << word;
    }
  }
}

TEST(DictionaryProblem, RefusesWordsWithoutLettersAndWordsOfAContraryTerm) {
  EXPECT_NE(DictionaryProblem("FastSpinEcho", " - ", {}), "");
  EXPECT_THAT(DictionaryProblem("T1Weighted", "t2", {}), ::testing::HasSubstr("T2Weighted"));
  EXPECT_EQ(DictionaryProblem("FastSpinEcho", "SE RAPID", {}), "");
}

TEST(DictionaryProblem, AllowsAWordThatTheSiteTakesFromTheContraryTerm) {
  EXPECT_EQ(DictionaryProblem("T1Weighted", "DP", {{"ProtonDensityWeighted", {{}, {"dp"}}}}),
            "");
}

}  // namespace
}  // namespace regen
