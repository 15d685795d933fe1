// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/fold_text.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using Words = std::vector<std::string>;

TEST(FoldedWords, TakesAwayCaseAccentsAndPunctuation) {
  EXPECT_EQ(FoldedWords("Tendón rotuliano (D)"), (Words{"TENDON", "ROTULIANO", "D"}));
  EXPECT_EQ(FoldedWords("GARCÍA^María-José"), (Words{"GARCIA", "MARIA", "JOSE"}));
  EXPECT_EQ(FoldedWords("Fuß"), (Words{"FUSS"}));
}

TEST(FoldedWords, ComposedAndDecomposedAccentsAreTheSame) {
  EXPECT_EQ(FoldedWords("N\xC3\xBA\xC3\xB1"
                        "ez"),
            FoldedWords("Nu\xCC\x81n\xCC\x83"
                        "ez"));
}

TEST(FoldedWords, KeepsLettersOfOtherScripts) {
  EXPECT_EQ(FoldedWords("колено"), FoldedWords("КОЛЕНО"));
  EXPECT_EQ(FoldedWords("山田^太郎").size(), 2u);
}

TEST(FoldedWords, TextThatIsNotUtf8DoesNotThrow) {
  EXPECT_NO_THROW(FoldedWords("KNEE \xFF\xE9 RIGHT"));
  EXPECT_EQ(FoldedWords("").size(), 0u);
}

TEST(NamesOne, LongNamesStandForWordsThatBeginWithThem) {
  EXPECT_TRUE(NamesOne({"KNIEGELENK"}, "KNIE"));
  EXPECT_FALSE(NamesOne({"HIPPOCAMPUS"}, "HIP"));
  EXPECT_TRUE(NamesOne({"HIP"}, "HIP"));
}

TEST(NamesPhrase, NeedsAllItsWordsInAnyOrder) {
  EXPECT_TRUE(NamesPhrase({"TENDON", "OF", "PATELLA"}, "PATELLA TENDON"));
  EXPECT_FALSE(NamesPhrase({"TENDON"}, "PATELLA TENDON"));
}

}  // namespace
}  // namespace regen
