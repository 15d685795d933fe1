// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/image_check.h"

#include "tests/analysis/prescan/scanned.h"

#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

using test::EncapsulatedMr;
using test::MrImage;
using test::Number16;
using test::TestObject;

constexpr std::uint32_t kRowsTag = 0x00280010;
constexpr std::uint32_t kColumnsTag = 0x00280011;
constexpr std::uint32_t kFramesTag = 0x00280008;
constexpr std::uint32_t kBitsTag = 0x00280100;
constexpr std::uint32_t kSamplesTag = 0x00280002;
constexpr std::uint32_t kPixelTag = 0x7FE00010;

std::string Explicit(const TestObject& object) {
  return CodeOf(object.File(test::kExplicitLittle));
}

TEST(ImageCheck, TakesAnImageWhosePixelsAreAllThere) {
  EXPECT_EQ(Explicit(MrImage()), "ok");
}

TEST(ImageCheck, RefusesOneByteTooFew) {
  EXPECT_EQ(Explicit(MrImage().Set(kPixelTag, "OW", std::string(510, 'p'))),
            "pixel-data-too-short");
}

TEST(ImageCheck, TellsHowManyBytesWereExpected) {
  const std::string text = TextOf(MrImage().SetUs(kRowsTag, 17).File(test::kExplicitLittle));
  EXPECT_NE(text.find("at (7FE0,0010)"), std::string::npos) << text;
  EXPECT_NE(text.find("expected 544 bytes"), std::string::npos) << text;
  EXPECT_NE(text.find("found 512"), std::string::npos) << text;
}

TEST(ImageCheck, TakesPaddingBehindThePixels) {
  EXPECT_EQ(Explicit(MrImage().Set(kPixelTag, "OW", std::string(640, 'p'))), "ok");
}

TEST(ImageCheck, CountsSingleBitsOverAllFrames) {
  TestObject mask = MrImage().SetUs(kRowsTag, 3).SetUs(kColumnsTag, 5).SetUs(kBitsTag, 1);
  mask.Set(kFramesTag, "IS", "3").Set(kPixelTag, "OB", std::string(6, 'm'));  // 45 bits
  EXPECT_EQ(Explicit(mask), "ok");
  EXPECT_EQ(Explicit(mask.Set(kFramesTag, "IS", "4")), "pixel-data-too-short");  // 60 bits
}

TEST(ImageCheck, TakesHalvedChromaAsTwoSamples) {
  TestObject colour = MrImage().SetUs(kSamplesTag, 3).SetUs(kBitsTag, 8);
  colour.Set(0x00280004, "CS", "YBR_FULL_422");
  EXPECT_EQ(Explicit(colour), "ok");  // 16 x 16 x 2
  EXPECT_EQ(Explicit(colour.Set(0x00280004, "CS", "YBR_FULL")), "pixel-data-too-short");
}

TEST(ImageCheck, DoesNotWrapAround) {
  // 65536 frames of 65535 x 65535 x 4 x 64 bits would be 0 modulo 2^64 or close to it.
  TestObject lying = MrImage().SetUs(kRowsTag, 0x8000).SetUs(kColumnsTag, 0x8000);
  lying.SetUs(kSamplesTag, 4).SetUs(kBitsTag, 64).Set(kFramesTag, "IS", "2147483647");
  EXPECT_EQ(Explicit(lying), "pixel-data-too-short");
}

TEST(ImageCheck, RefusesRowsInAnotherVr) {
  EXPECT_EQ(Explicit(MrImage().Set(kRowsTag, "UL", std::string("\0\0\1\0", 4))), "image-vr");
  EXPECT_EQ(Explicit(MrImage().SetVr(kBitsTag, "SS")), "image-vr");
}

TEST(ImageCheck, DoesNotTakeFramesInAnotherVrForPoison) {
  EXPECT_EQ(Explicit(MrImage().Set(kFramesTag, "US", Number16(1))), "image-number");
}

TEST(ImageCheck, RefusesNumbersThatNoImageHas) {
  EXPECT_EQ(Explicit(MrImage().SetUs(kRowsTag, 0)), "image-number");
  EXPECT_EQ(Explicit(MrImage().Remove(kColumnsTag)), "image-number");
  EXPECT_EQ(Explicit(MrImage().SetUs(kBitsTag, 12)), "image-number");
  EXPECT_EQ(Explicit(MrImage().SetUs(kSamplesTag, 0)), "image-number");
  EXPECT_EQ(Explicit(MrImage().Set(kRowsTag, "US", Number16(16) + Number16(16))),
            "image-number");
}

TEST(ImageCheck, RefusesNumbersOfFramesThatAreNone) {
  for (const char* frames : {"0", "-5", "x", "1e3", "99999999999"}) {
    EXPECT_EQ(Explicit(MrImage().Set(kFramesTag, "IS", frames)), "image-number") << frames;
  }
}

TEST(ImageCheck, RefusesDecodedFramesLargerThanAnyMemory) {
  TestObject small = EncapsulatedMr({std::string(64, 'f')});
  EXPECT_EQ(CodeOf(small.File(test::kRle)), "ok");
  small.SetUs(kRowsTag, 16384).SetUs(kColumnsTag, 16384).SetUs(kBitsTag, 32);  // 2^30 bytes
  EXPECT_EQ(CodeOf(small.File(test::kRle)), "ok");
  EXPECT_EQ(CodeOf(small.SetUs(kRowsTag, 16385).File(test::kRle)), "image-too-large");
  small.SetUs(kRowsTag, 65535).SetUs(kColumnsTag, 65535);
  EXPECT_EQ(CodeOf(small.File(test::kRle)), "image-too-large");
}

TEST(ImageCheck, RefusesFewerFragmentsThanFrames) {
  TestObject two = EncapsulatedMr({"aaaa", "bbbb"}).Set(kFramesTag, "IS", "2");
  EXPECT_EQ(CodeOf(two.File(test::kRle)), "ok");
  EXPECT_EQ(CodeOf(two.Set(kFramesTag, "IS", "3").File(test::kRle)), "pixel-data-too-short");
  EXPECT_EQ(CodeOf(EncapsulatedMr({}).File(test::kRle)), "pixel-data-too-short");
}

TEST(ImageCheck, RefusesNativePixelsInAnEncapsulatedSyntaxAndTheReverse) {
  EXPECT_EQ(CodeOf(MrImage().File(test::kRle)), "pixel-encoding");
  EXPECT_EQ(CodeOf(EncapsulatedMr({"ffff"}).File(test::kExplicitLittle)), "pixel-encoding");
}

TEST(ImageCheck, AsksNothingOfObjectsWithoutPixels) {
  EXPECT_EQ(Explicit(MrImage().Remove(kPixelTag).Remove(kRowsTag)), "ok");
}

}  // namespace
}  // namespace regen::prescan
