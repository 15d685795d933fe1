// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_format.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<float> Converted(std::vector<std::uint16_t> words,
                             const PixelFormat& format,
                             const Rescale& rescale = {}) {
  std::vector<float> values(words.size());
  ConvertPixels(std::span<const std::uint16_t>(words), format, rescale, values.data());
  return values;
}

TEST(ConvertPixels, ReadsUnsignedAndSignedWords) {
  PixelFormat format;
  EXPECT_THAT(Converted({0, 1, 32768, 65535}, format), ElementsAre(0, 1, 32768, 65535));
  format.is_signed = true;
  EXPECT_THAT(Converted({0, 1, 32768, 65535}, format), ElementsAre(0, 1, -32768, -1));
}

TEST(ConvertPixels, TakesTheBitsBelowHighBitOnly) {
  PixelFormat format;
  format.bits_stored = 12;
  format.high_bit = 11;
  EXPECT_THAT(Converted({0xF005, 0x0FFF}, format), ElementsAre(5, 4095));
  format.is_signed = true;
  EXPECT_THAT(Converted({0xF005, 0x0FFF, 0x0800}, format), ElementsAre(5, -1, -2048));
  format.high_bit = 15;
  EXPECT_THAT(Converted({0x0050, 0xFFF7}, format), ElementsAre(5, -1));
}

TEST(ConvertPixels, ReadsBytes) {
  PixelFormat format;
  format.bits_allocated = format.bits_stored = 8;
  format.high_bit = 7;
  format.is_signed = true;
  const std::array<std::uint8_t, 3> bytes = {0, 127, 255};
  std::array<float, 3> values{};
  ConvertPixels(std::span<const std::uint8_t>(bytes), format, {}, values.data());
  EXPECT_THAT(values, ElementsAre(0, 127, -1));
}

class ReadPixelFormatTest : public testing::Test {
 protected:
  DcmDataset image_;
  void SetUp() override {
    image_.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
    image_.putAndInsertUint16(DCM_Rows, 4);
    image_.putAndInsertUint16(DCM_Columns, 6);
    image_.putAndInsertUint16(DCM_BitsAllocated, 16);
  }
  void ExpectError(const std::string& part) {
    const auto format = ReadPixelFormat(image_, "folder/image.dcm");
    ASSERT_FALSE(format);
    EXPECT_THAT(format.error().message, HasSubstr("image.dcm: "));
    EXPECT_THAT(format.error().message, HasSubstr(part));
  }
};

TEST_F(ReadPixelFormatTest, TakesAllBitsWhereNothingIsSaid) {
  const auto format = ReadPixelFormat(image_, "image.dcm");
  ASSERT_TRUE(format);
  EXPECT_EQ(format->bits_stored, 16);
  EXPECT_EQ(format->high_bit, 15);
  EXPECT_FALSE(format->is_signed);
  EXPECT_EQ(format->BytesOfFrame(), 48U);
}

TEST_F(ReadPixelFormatTest, NamesWhatItDoesNotRead) {
  image_.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
  ExpectError("RGB");
  SetUp();
  image_.putAndInsertUint16(DCM_BitsAllocated, 32);
  ExpectError("BitsAllocated");
  SetUp();
  image_.putAndInsertUint16(DCM_BitsStored, 17);
  ExpectError("BitsStored");
  SetUp();
  image_.putAndInsertUint16(DCM_BitsStored, 12);
  image_.putAndInsertUint16(DCM_HighBit, 10);
  ExpectError("HighBit");
  image_.putAndInsertUint16(DCM_Rows, 65535);
  ExpectError("Rows");
}

TEST_F(ReadPixelFormatTest, RefusesATableInsteadOfSlopeAndIntercept) {
  DcmItem* table = nullptr;
  ASSERT_TRUE(image_.findOrCreateSequenceItem(DCM_ModalityLUTSequence, table).good());
  ExpectError("ModalityLUTSequence (0028,3000)");
}

}  // namespace
}  // namespace regen::dicom
