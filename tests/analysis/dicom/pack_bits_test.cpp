// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pack_bits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

TEST(PackBits, PutsTheFirstValueIntoTheLeastSignificantBit) {
  EXPECT_THAT(PackBits({true, false, false, true, false, false, false, false}),
              testing::ElementsAre(0x09, 0x00));
}

TEST(PackBits, LeavesNoGapBetweenFramesOfSevenPixels) {
  std::vector<bool> two_frames(14, false);
  two_frames[7] = true;  // first pixel of the second frame
  EXPECT_THAT(PackBits(two_frames), testing::ElementsAre(0x80, 0x00));
}

TEST(PackBits, MakesTheLengthEven) {
  EXPECT_EQ(PackedByteCount(1), 2U);
  EXPECT_EQ(PackedByteCount(16), 2U);
  EXPECT_EQ(PackedByteCount(17), 4U);
  EXPECT_EQ(PackBits(std::vector<bool>(17, true)).size(), 4U);
}

TEST(PackBits, IsUndoneByPackedBit) {
  std::vector<bool> values;
  for (std::size_t n = 0; n < 255 * 257; ++n) values.push_back((n * n + n / 7) % 5 < 2);
  const auto packed = PackBits(values);
  for (std::size_t n = 0; n < values.size(); ++n) {
    ASSERT_EQ(PackedBit(packed.data(), n), values[n]) << n;
  }
}

}  // namespace
}  // namespace regen::dicom
