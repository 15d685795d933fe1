// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/dataset_scanner.h"

#include "analysis/prescan/limits.h"
#include "tests/analysis/prescan/scanned.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

using test::DelimiterBytes;
using test::ElementBytes;
using test::EncapsulatedMr;
using test::ItemBytes;
using test::kExplicitLittle;
using test::kImplicitLittle;
using test::kUndefinedLength;
using test::Lengths;
using test::MrImage;
using test::NestedSequences;
using test::Number32;
using test::Writing;
using testing::HasSubstr;

constexpr std::uint32_t kSequenceTag = 0x00400275;
constexpr std::uint32_t kPrivateTag = 0x00431001;
constexpr Writing kImplicit{.implicit = true, .big_endian = false};

// An MR image with these bytes among its elements.
std::string With(std::string_view bytes, std::string_view syntax = kExplicitLittle) {
  return MrImage().SetRaw(kSequenceTag, bytes).File(syntax);
}

TEST(DatasetScanner, FollowsSequencesOfAllKinds) {
  for (const auto syntax : {kImplicitLittle, kExplicitLittle, test::kExplicitBig}) {
    for (const auto lengths : {Lengths::kDefined, Lengths::kUndefined}) {
      const ScanReport report =
          Scanned(With(NestedSequences(5, lengths, test::WritingOf(syntax)), syntax));
      EXPECT_FALSE(report.defect) << syntax;
      EXPECT_EQ(report.depth, 5U) << syntax;
    }
  }
}

TEST(DatasetScanner, TakesTheLargestDepthAndNoMore) {
  for (const auto lengths : {Lengths::kDefined, Lengths::kUndefined}) {
    EXPECT_EQ(CodeOf(With(NestedSequences(kMaxDepth, lengths))), "ok");
    EXPECT_EQ(CodeOf(With(NestedSequences(kMaxDepth + 1, lengths))), "too-deep");
  }
}

TEST(DatasetScanner, FindsDepthThatAnImplicitDatasetDoesNotName) {
  const std::string nested = NestedSequences(kMaxDepth + 1, Lengths::kDefined, kImplicit);
  EXPECT_EQ(CodeOf(With(nested, kImplicitLittle)), "too-deep");
}

TEST(DatasetScanner, FindsDepthInPrivateElementsAndInUn) {
  const std::string nested = NestedSequences(40, Lengths::kDefined, kImplicit, kPrivateTag);
  EXPECT_EQ(CodeOf(With(nested, kImplicitLittle)), "too-deep");
  const std::string hidden = ElementBytes(kSequenceTag, "UN", ItemBytes(nested));
  EXPECT_EQ(CodeOf(With(hidden)), "too-deep");
}

TEST(DatasetScanner, ReadsUnOfUndefinedLengthAsImplicit) {
  const std::string item = ItemBytes(ElementBytes(0x00080100, "SH", "X ", kImplicit));
  const std::string sequence = ElementBytes(kSequenceTag, "UN", "", {}, kUndefinedLength) +
                               item + DelimiterBytes(0xFFFEE0DD);
  EXPECT_EQ(CodeOf(With(sequence)), "ok");
}

TEST(DatasetScanner, LetsPrivateBytesThatOnlyBeginLikeASequenceBe) {
  const std::string bytes = ItemBytes("no elements at all", {}, 9999);
  EXPECT_EQ(CodeOf(With(ElementBytes(kPrivateTag, "UN", bytes))), "ok");
  EXPECT_EQ(CodeOf(With(ElementBytes(kPrivateTag, "", bytes, kImplicit), kImplicitLittle)),
            "ok");
}

TEST(DatasetScanner, DoesNotLetStandardSequencesBe) {
  const std::string bytes = ItemBytes("no elements at all", {}, 9999);
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "", bytes, kImplicit), kImplicitLittle)),
            "beyond-parent");
}

TEST(DatasetScanner, TakesPixelsThatLookLikeAnItem) {
  std::string pixels = ItemBytes("", {}, 77777);
  pixels.resize(512, 'p');
  EXPECT_EQ(CodeOf(MrImage().Set(0x7FE00010, "OW", pixels).File(kImplicitLittle)), "ok");
}

TEST(DatasetScanner, TellsTheWayToTheElement) {
  const std::string inner =
      ElementBytes(0x00081140, "SQ", ItemBytes(ElementBytes(0x00081150, "UI", "", {}, 999)));
  const std::string sequence =
      ElementBytes(kSequenceTag, "SQ", ItemBytes("") + ItemBytes(inner));
  EXPECT_THAT(TextOf(With(sequence)),
              HasSubstr("beyond-parent at (0040,0275)[2].(0008,1140)[1].(0008,1150), offset "));
}

TEST(DatasetScanner, ShortensALongWay) {
  const std::string text = TextOf(With(NestedSequences(100, Lengths::kUndefined)));
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_LT(text.size(), 250U);
}

TEST(DatasetScanner, RefusesLengthsBeyondTheFile) {
  for (const std::uint32_t length : {513U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFEU}) {
    const auto bomb = MrImage().SetLength(0x7FE00010, length);
    EXPECT_EQ(CodeOf(bomb.File(kExplicitLittle)), "beyond-end") << length;
    EXPECT_EQ(CodeOf(bomb.File(kImplicitLittle)), "beyond-end") << length;
  }
}

TEST(DatasetScanner, RefusesItemsLargerThanTheirSequence) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "SQ", ItemBytes("", {}, 20)))),
            "beyond-parent");
}

TEST(DatasetScanner, RefusesElementsThatEndWithTheItem) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "SQ", ItemBytes("12345")))), "truncated");
}

TEST(DatasetScanner, RefusesUndefinedLengthWhereThereIsNoSequence) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kPrivateTag, "OB", "", {}, kUndefinedLength))),
            "undefined-length");
  EXPECT_EQ(CodeOf(MrImage().SetLength(0x7FE00010, kUndefinedLength).File(kImplicitLittle)),
            "undefined-length");
}

TEST(DatasetScanner, RefusesAMissingDelimiter) {
  const std::string open = ElementBytes(kSequenceTag, "SQ", "", {}, kUndefinedLength);
  EXPECT_EQ(CodeOf(MrImage().SetRaw(0xFFFC0000, open).File(kExplicitLittle)), "truncated");
  // Within an item of defined length.
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "SQ", ItemBytes(open)))), "truncated");
}

TEST(DatasetScanner, RefusesDelimitersOutOfPlace) {
  EXPECT_EQ(CodeOf(With(DelimiterBytes(0xFFFEE0DD))), "unexpected-tag");
  EXPECT_EQ(CodeOf(With(DelimiterBytes(0xFFFEE00D))), "unexpected-tag");
  EXPECT_EQ(CodeOf(With(ItemBytes(""))), "unexpected-tag");
  const std::string element_in_sequence =
      ElementBytes(kSequenceTag, "SQ", ElementBytes(0x00080100, "SH", "X "));
  EXPECT_EQ(CodeOf(With(element_in_sequence)), "unexpected-tag");
}

TEST(DatasetScanner, RefusesGroupsThatNoDatasetHas) {
  EXPECT_EQ(CodeOf(With(ElementBytes(0x00020010, "UI", ""))), "unexpected-tag");
  EXPECT_EQ(CodeOf(With(ElementBytes(0x00000100, "US", "ab"))), "unexpected-tag");
  EXPECT_EQ(CodeOf(With(ElementBytes(0xFFFF0001, "LO", ""))), "unexpected-tag");
}

TEST(DatasetScanner, RefusesAVrThatIsNone) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "??", ""))), "bad-vr");
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "us", ""))), "bad-vr");
}

TEST(DatasetScanner, TakesVrsOfLaterEditions) {
  // Their length has 32 bits (PS3.5 section 7.1.2).
  const std::string later = ElementBytes(kSequenceTag, "UN", "abcd").replace(4, 2, "QX");
  EXPECT_EQ(CodeOf(With(later)), "ok");
}

TEST(DatasetScanner, NotesTagsThatDoNotAscend) {
  EXPECT_EQ(CodeOf(With(ElementBytes(0x00100020, "LO", "P-2 "))), "tag-order");
  const std::string twice =
      ElementBytes(kSequenceTag, "LO", "") + ElementBytes(kSequenceTag, "LO", "");
  EXPECT_EQ(CodeOf(With(twice)), "tag-order");
}

TEST(DatasetScanner, NotesNumbersOfOddSize) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "FD", "123456"))), "value-length");
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "US", "123"))), "value-length");
}

TEST(DatasetScanner, TakesTextAndBytesOfOddLength) {
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "OB", "123"))), "ok");
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "LO", "odd"))), "ok");
}

TEST(DatasetScanner, TellsPoisonRatherThanAMistakeBeforeIt) {
  const std::string order = ElementBytes(0x00100020, "LO", "P-2 ");
  EXPECT_EQ(CodeOf(With(order + NestedSequences(40, Lengths::kUndefined))), "too-deep");
  EXPECT_EQ(
      CodeOf(MrImage().SetRaw(0x00100021, order).SetVr(0x00280010, "SS").File(kExplicitLittle)),
      "image-vr");
}

TEST(DatasetScanner, RefusesTooManyElements) {
  std::string many;
  const std::string empty = ItemBytes("");
  for (std::uint64_t n = 0; n <= kMaxElements; ++n) many += empty;
  EXPECT_EQ(CodeOf(With(ElementBytes(kSequenceTag, "SQ", many))), "too-many-elements");
}

TEST(DatasetScanner, RefusesTooManyFragments) {
  std::string many = ElementBytes(0x7FE00010, "OB", "", {}, kUndefinedLength);
  const std::string empty = ItemBytes("");
  for (std::uint64_t n = 0; n <= kMaxFragments; ++n) many += empty;
  EXPECT_EQ(CodeOf(MrImage().SetRaw(0x7FE00010, many).File(test::kRle)), "too-many-fragments");
}

TEST(DatasetScanner, RefusesFragmentsThatAreNone) {
  const std::string head = ElementBytes(0x7FE00010, "OB", "", {}, kUndefinedLength);
  const auto with = [&](const std::string& rest) {
    return CodeOf(MrImage().SetRaw(0x7FE00010, head + rest).File(test::kRle));
  };
  EXPECT_EQ(with(""), "truncated");
  EXPECT_EQ(with(ItemBytes("")), "truncated");
  EXPECT_EQ(with(ItemBytes("", {}, kUndefinedLength)), "undefined-length");
  EXPECT_EQ(with(ItemBytes("", {}, 0xFFFFFF00)), "beyond-end");
  EXPECT_EQ(with(ElementBytes(0x7FE00011, "OB", "")), "unexpected-tag");
}

TEST(DatasetScanner, NotesOffsetTablesThatLie) {
  const auto with = [](const std::string& table) {
    const std::string bytes = ElementBytes(0x7FE00010, "OB", "", {}, kUndefinedLength) +
                              ItemBytes(table) + ItemBytes("aaaa") + ItemBytes("bbbb") +
                              DelimiterBytes(0xFFFEE0DD);
    return CodeOf(MrImage().SetRaw(0x7FE00010, bytes).File(test::kRle));
  };
  EXPECT_EQ(with(Number32(0) + Number32(12)), "ok");
  EXPECT_EQ(with(Number32(0) + Number32(24)), "offset-table");
  EXPECT_EQ(with(Number32(0) + Number32(0)), "offset-table");
  EXPECT_EQ(with(Number32(4)), "offset-table");
  EXPECT_EQ(with("12"), "offset-table");
}

TEST(DatasetScanner, TakesZerosBehindTheDataset) {
  EXPECT_EQ(CodeOf(MrImage().File(kExplicitLittle) + std::string(2048, '\0')), "ok");
  EXPECT_EQ(CodeOf(MrImage().File(kImplicitLittle) + std::string(3, '\0')), "ok");
}

TEST(DatasetScanner, RefusesZerosWithSomethingBehindThem) {
  EXPECT_EQ(CodeOf(MrImage().File(kImplicitLittle) + std::string(64, '\0') + "x"),
            "unexpected-tag");
  EXPECT_EQ(CodeOf(MrImage().File(kExplicitLittle) + std::string(kMaxPadding + 2000, '\0')),
            "bad-vr");
}

TEST(DatasetScanner, EndsAtEveryPlaceWhereAFileMayEnd) {
  for (const auto syntax : {kImplicitLittle, kExplicitLittle, test::kExplicitBig}) {
    const std::string whole =
        With(NestedSequences(2, Lengths::kUndefined, test::WritingOf(syntax)), syntax);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const ScanReport report = Scanned(std::string_view(whole).substr(0, size));
      if (report.defect) {
        EXPECT_LE(report.defect->offset, size);
      }
    }
  }
}

}  // namespace
}  // namespace regen::prescan
