// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/codestream.h"

#include "tests/support/jpeg2000_encoder.h"

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using Bytes = std::vector<std::uint8_t>;

// SOI, one frame header of 24 rows × 32 columns, one scan header.
Bytes Jpeg(std::uint8_t frame_marker, std::uint8_t precision, std::uint8_t near) {
  return {0xFF, 0xD8, 0xFF, frame_marker, 0, 11, precision, 0, 24, 0,    32, 1, 1,
          0x11, 0,    0xFF, 0xDA,         0, 8,  1,         1, 0,  near, 0,  0, 1,
          2,    3};
}

TEST(ReadJpegHeader, TellsSizeAndPrecision) {
  const auto header = ReadJpegHeader(Jpeg(0xC3, 12, 1));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->rows, 24);
  EXPECT_EQ(header->columns, 32);
  EXPECT_EQ(header->components, 1);
  EXPECT_EQ(header->precision, 12);
}

TEST(ReadJpegHeader, OnlyProcessFourteenIsLossless) {
  EXPECT_FALSE(ReadJpegHeader(Jpeg(0xC3, 12, 1))->lossy);
  EXPECT_TRUE(ReadJpegHeader(Jpeg(0xC0, 8, 0))->lossy);
  EXPECT_TRUE(ReadJpegHeader(Jpeg(0xC1, 12, 0))->lossy);
}

TEST(ReadJpegHeader, JpegLsIsLossyWhereItMayDifferAtAll) {
  EXPECT_FALSE(ReadJpegHeader(Jpeg(0xF7, 16, 0))->lossy);
  EXPECT_TRUE(ReadJpegHeader(Jpeg(0xF7, 16, 2))->lossy);
}

TEST(ReadJpegHeader, EveryShorterStreamIsNone) {
  const Bytes whole = Jpeg(0xC3, 12, 1);
  for (std::size_t length = 0; length + 3 < whole.size(); ++length) {
    EXPECT_FALSE(ReadJpegHeader(std::span(whole).first(length))) << length;
  }
}

TEST(ReadJpegHeader, AScanWithoutAFrameIsNone) {
  EXPECT_FALSE(ReadJpegHeader(Bytes{0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0}));
}

Bytes Jpeg2000(bool reversible) {
  return test::EncodeJpeg2000(std::vector<int>(24 * 32, 7), 24, 32, 12, true, reversible);
}

TEST(ReadJpeg2000Header, TellsSizeAndPrecision) {
  const auto header = ReadJpeg2000Header(Jpeg2000(true));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->rows, 24);
  EXPECT_EQ(header->columns, 32);
  EXPECT_EQ(header->components, 1);
  EXPECT_EQ(header->precision, 12);
}

TEST(ReadJpeg2000Header, TellsReversibleFromIrreversible) {
  EXPECT_FALSE(ReadJpeg2000Header(Jpeg2000(true))->lossy);
  EXPECT_TRUE(ReadJpeg2000Header(Jpeg2000(false))->lossy);
}

TEST(ReadJpeg2000Header, IsFoundWithinAFileOfBoxes) {
  Bytes wrapped = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
  const Bytes stream = Jpeg2000(false);
  wrapped.insert(wrapped.end(), stream.begin(), stream.end());
  ASSERT_TRUE(ReadJpeg2000Header(wrapped));
  EXPECT_TRUE(ReadJpeg2000Header(wrapped)->lossy);
}

TEST(ReadJpeg2000Header, GarbageIsNone) {
  EXPECT_FALSE(ReadJpeg2000Header({}));
  EXPECT_FALSE(ReadJpeg2000Header(Bytes{0xFF, 0x4F, 0xFF, 0x51, 0, 4, 0, 0}));
  Bytes without_style = Jpeg2000(true);
  without_style.resize(45);
  EXPECT_FALSE(ReadJpeg2000Header(without_style));
}

}  // namespace
}  // namespace regen::dicom
