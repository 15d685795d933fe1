// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/encoding.h"

#include "tests/analysis/prescan/scanned.h"

#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

using test::ElementBytes;

Header Head(const std::string& bytes, Encoding encoding) {
  Header header;
  EXPECT_EQ(ReadHeader(AsBytes(bytes), encoding, &header), HeaderProblem::kNone);
  return header;
}

TEST(Encoding, WritesTagsAsTheStandardDoes) {
  EXPECT_EQ(TagText(0x7FE00010), "(7FE0,0010)");
  EXPECT_EQ(TagText(0x0008103E), "(0008,103E)");
}

TEST(Encoding, ReadsAShortHeadInBothByteOrders) {
  for (const bool big : {false, true}) {
    const Header header =
        Head(ElementBytes(0x00280010, "US", "ab", {.implicit = false, .big_endian = big}),
             {false, big});
    EXPECT_EQ(header.tag, 0x00280010U);
    EXPECT_EQ(header.vr, Vr('U', 'S'));
    EXPECT_EQ(header.length, 2U);
    EXPECT_EQ(header.bytes, 8U);
  }
}

TEST(Encoding, ReadsALongHead) {
  const Header header = Head(ElementBytes(0x7FE00010, "OW", "", {}, 70000), {});
  EXPECT_EQ(header.length, 70000U);
  EXPECT_EQ(header.bytes, 12U);
}

TEST(Encoding, ReadsAnImplicitHead) {
  const Header header =
      Head(ElementBytes(0x00280010, "US", "ab", {.implicit = true, .big_endian = false}),
           {.implicit = true, .big_endian = false});
  EXPECT_EQ(header.vr, 0);
  EXPECT_EQ(header.length, 2U);
  EXPECT_EQ(header.bytes, 8U);
}

TEST(Encoding, TakesVrsOfLaterEditionsAsLong) {
  EXPECT_TRUE(HasLongLength(Vr('Z', 'Z')));
  EXPECT_FALSE(HasLongLength(Vr('P', 'N')));
}

TEST(Encoding, RefusesAVrThatIsNoneAndAHeadThatEnds) {
  Header header;
  EXPECT_EQ(ReadHeader(AsBytes(std::string(12, '\0')), {}, &header), HeaderProblem::kNoVr);
  EXPECT_EQ(ReadHeader(AsBytes("1234567"), {}, &header), HeaderProblem::kTooShort);
  const std::string long_head = ElementBytes(0x7FE00010, "OW", "").substr(0, 11);
  EXPECT_EQ(ReadHeader(AsBytes(long_head), {}, &header), HeaderProblem::kTooShort);
}

TEST(Encoding, KnowsTheTransferSyntaxes) {
  EXPECT_TRUE(SyntaxOf(test::kImplicitLittle)->encoding.implicit);
  EXPECT_TRUE(SyntaxOf(test::kExplicitBig)->encoding.big_endian);
  EXPECT_TRUE(SyntaxOf(test::kDeflated)->deflated);
  EXPECT_FALSE(SyntaxOf(test::kExplicitLittle)->encapsulated);
  EXPECT_TRUE(SyntaxOf(test::kRle)->encapsulated);
  EXPECT_TRUE(SyntaxOf(test::kJpeg2000)->encapsulated);
  EXPECT_FALSE(SyntaxOf("1.2.840.113619.5.2"));
  EXPECT_FALSE(SyntaxOf(""));
}

TEST(Encoding, GuessesFromTheFirstElement) {
  for (const bool implicit : {false, true}) {
    for (const bool big : {false, true}) {
      const std::string bytes = ElementBytes(0x00080005, "CS", "ISO_IR 100", {implicit, big});
      const auto guessed = GuessEncoding(AsBytes(bytes));
      ASSERT_TRUE(guessed);
      EXPECT_EQ(guessed->implicit, implicit);
      EXPECT_EQ(guessed->big_endian, big);
    }
  }
}

TEST(Encoding, GuessesNothingFromText) {
  EXPECT_FALSE(GuessEncoding(AsBytes("patient_id,side\n")));
  EXPECT_FALSE(GuessEncoding(AsBytes(std::string(64, '\0'))));
}

TEST(Encoding, KnowsTheSizeOfNumbers) {
  EXPECT_EQ(NumberBytes(Vr('U', 'S')), 2U);
  EXPECT_EQ(NumberBytes(Vr('F', 'L')), 4U);
  EXPECT_EQ(NumberBytes(Vr('F', 'D')), 8U);
  EXPECT_EQ(NumberBytes(Vr('L', 'O')), 1U);
}

}  // namespace
}  // namespace regen::prescan
