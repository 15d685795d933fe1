// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/character_set.h"

#include <string>

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

std::string Name(std::string_view bytes, std::string_view character_set) {
  return ToUtf8(bytes, character_set, TextKind::kPersonName);
}

std::string Text(std::string_view bytes, std::string_view character_set) {
  return ToUtf8(bytes, character_set, TextKind::kPlain);
}

TEST(ToUtf8, LeavesAsciiAsItIs) {
  for (const char* set : {"", "ISO_IR 100", "ISO_IR 192", "GB18030", "\\ISO 2022 IR 87"}) {
    EXPECT_EQ(Name("Smith^John=", set), "Smith^John=") << set;
  }
}

// One character of each single-byte set that DICOM names, by its table.
TEST(ToUtf8, KnowsEverySingleByteSet) {
  const struct {
    const char* number;
    const char* bytes;
    const char* utf8;
  } sets[] = {{"100", "\xe9", "é"},
              {"101", "\xb1", "ą"},
              {"109", "\xfe", "ŝ"},
              {"110", "\xbf", "ŋ"},
              {"144", "\xd0", "а"},
              {"127", "\xc7", "ا"},
              {"126", "\xe1", "α"},
              {"138", "\xe0", "א"},
              {"148", "\xfd", "ı"},
              {"203", "\xa4", "€"},
              {"166", "\xa1", "ก"},
              {"13", "\xd4", "ﾔ"}};
  for (const auto& set : sets) {
    EXPECT_EQ(Name(set.bytes, std::string("ISO_IR ") + set.number), set.utf8) << set.number;
    EXPECT_EQ(Name(set.bytes, std::string("ISO 2022 IR ") + set.number), set.utf8);
  }
}

// The examples of PS3.5 annexes H, I and J.
TEST(ToUtf8, ReadsTheJapaneseExamplesOfTheStandard) {
  const std::string kanji =
      "\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
  EXPECT_EQ(Name("Yamada^Tarou=" + kanji, "\\ISO 2022 IR 87"),
            "Yamada^Tarou=山田^太郎=やまだ^たろう");
  EXPECT_EQ(Name("\xd4\xcf\xc0\xde^\xc0\xdb\xb3=" + kanji, "ISO 2022 IR 13\\ISO 2022 IR 87"),
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう");
}

TEST(ToUtf8, ReadsTheKoreanExampleOfTheStandard) {
  EXPECT_EQ(Name("Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7="
                 "\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
                 "\\ISO 2022 IR 149"),
            "Hong^Gildong=洪^吉洞=홍^길동");
}

TEST(ToUtf8, ReadsChineseInEverySetThatHasIt) {
  EXPECT_EQ(Name("Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=", "\\ISO 2022 IR 58"),
            "Zhang^XiaoDong=张^小东=");
  EXPECT_EQ(Name("Wang=\xcd\xf5^\xd0\xa1\xb6\xab", "GB18030"), "Wang=王^小东");
  EXPECT_EQ(Name("Wang=\xcd\xf5^\xd0\xa1\xb6\xab", "GBK"), "Wang=王^小东");
  EXPECT_EQ(Name("Wang=王^小東", "ISO_IR 192"), "Wang=王^小東");
}

TEST(ToUtf8, ReadsTheSupplementaryKanji) {
  EXPECT_EQ(Text("\x1b$(D\x30\x21\x1b(B", "\\ISO 2022 IR 159"), "丂");
}

TEST(ToUtf8, DoesNotTakeHalfOfACharacterForADelimiter) {
  // In GBK 0x5C may be the second byte; in JIS X 0208 0x5C, 0x5E and 0x3D may be either.
  EXPECT_EQ(Name("\x81\x5c^A", "GBK"), "乗^A");
  EXPECT_EQ(Name("\x1b$B=P\x1b(B^\x1b$B\x45\x5e\x1b(B", "\\ISO 2022 IR 87"), "出^党");
}

TEST(ToUtf8, ForgetsAnEscapeAtADelimiter) {
  EXPECT_EQ(Name("\x1b-F\xe1^\xe1", "ISO 2022 IR 100\\ISO 2022 IR 126"), "α^á");
  EXPECT_EQ(Text("\x1b-F\xe1^\xe1", "ISO 2022 IR 100\\ISO 2022 IR 126"), "α^α");
  EXPECT_EQ(Text("\x1b-F\xe1\\\xe1", "ISO 2022 IR 100\\ISO 2022 IR 126"), "α\\á");
  EXPECT_EQ(Text("\x1b-F\xe1\r\n\xe1", "ISO 2022 IR 100\\ISO 2022 IR 126"), "α\r\ná");
}

TEST(ToUtf8, MixesSetsWithinOneValue) {
  EXPECT_EQ(Text("Buc J\xe9r\xf4me \x1b-L\xbb\xee\xda", "ISO 2022 IR 100\\ISO 2022 IR 144"),
            "Buc Jérôme Люк");
}

TEST(ToUtf8, ReplacesWhatIsNotDefined) {
  const std::string replaced = "M\xEF\xBF\xBDller";
  EXPECT_EQ(Name("M\xfcller", ""), replaced);
  EXPECT_EQ(Name("M\xfcller", "ISO_IR 6"), replaced);
  EXPECT_EQ(Name("M\xfcller", "ISO_IR 999"), replaced);
  EXPECT_EQ(Name("M\xfcller", "ISO_IR 192"), replaced);
  EXPECT_EQ(Text("a\x1b%Gb", "ISO_IR 100"), "a\xEF\xBF\xBD%Gb");
}

// glibc's iconv lets the characters of five and six bytes through that RFC 3629 took away.
TEST(ToUtf8, ReplacesWhatIsNoUtf8ByteByByte) {
  const std::string one = "\xEF\xBF\xBD";
  const auto replaced = [&](std::size_t bytes) {
    std::string text;
    for (std::size_t n = 0; n < bytes; ++n) text += one;
    return text;
  };
  for (const std::string wrong : {"\xFB\x9E\x9E\x9E\x9E",      // five bytes
                                  "\xFC\x84\x80\x80\x80\x80",  // six
                                  "\xF4\x90\x80\x80",          // beyond U+10FFFF
                                  "\xED\xA0\x80",              // a surrogate
                                  "\xC0\x80",                  // longer than it need be
                                  "\xE2\x82"}) {               // half a character
    EXPECT_EQ(ToUtf8("a" + wrong + "b", "ISO_IR 192", TextKind::kPlain),
              "a" + replaced(wrong.size()) + "b");
  }
}

TEST(ToUtf8, EndsWithHalfACharacter) {
  EXPECT_EQ(Text("\x1b$B;", "\\ISO 2022 IR 87"), ";");
  EXPECT_EQ(Text("\x1b$)C\xfb", "\\ISO 2022 IR 149"), "\xEF\xBF\xBD");
  EXPECT_EQ(Text("\x1b", "\\ISO 2022 IR 87"), "\xEF\xBF\xBD");
}

TEST(ToUtf8, TakesTheWaysInWhichScannersSpellTheNames) {
  for (const char* set : {"ISO_IR_100", "ISO-IR 100", "ISO IR 100", "iso_ir 100 "}) {
    EXPECT_EQ(Name("\xe9", set), "é") << set;
    EXPECT_TRUE(IsKnownCharacterSet(set));
  }
}

TEST(IsKnownCharacterSet, TellsTheNamesOfDicomFromOthers) {
  for (const char* set :
       {"", "ISO_IR 6", "\\ISO 2022 IR 87\\ISO 2022 IR 159", "GB18030", "ISO_IR 203"}) {
    EXPECT_TRUE(IsKnownCharacterSet(set)) << set;
  }
  for (const char* set : {"UTF-8", "ISO_IR 999", "ISO_IR 100\\WINDOWS-1252"}) {
    EXPECT_FALSE(IsKnownCharacterSet(set)) << set;
  }
}

}  // namespace
}  // namespace regen::dicom
