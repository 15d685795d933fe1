// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/jpeg2000.h"

#include "tests/support/htj2k_sample.h"
#include "tests/support/jpeg2000_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using testing::HasSubstr;

std::vector<int> Ramp(int count, int first) {
  std::vector<int> samples;
  for (int n = 0; n < count; ++n) samples.push_back(first + 37 * n % 4000);
  return samples;
}

TEST(DecodeJpeg2000, GivesReversibleSamplesBack) {
  const auto samples = Ramp(48 * 40, 0);
  const auto stream = test::EncodeJpeg2000(samples, 48, 40, 16, false, true);
  const auto words = DecodeJpeg2000(stream, 48, 40);
  ASSERT_TRUE(words) << words.error().message;
  EXPECT_TRUE(std::equal(samples.begin(), samples.end(), words->begin(), words->end()));
}

TEST(DecodeJpeg2000, NegativeSamplesAreTwosComplement) {
  const auto samples = Ramp(48 * 40, -2000);
  const auto stream = test::EncodeJpeg2000(samples, 48, 40, 16, true, true);
  const auto words = DecodeJpeg2000(stream, 48, 40);
  ASSERT_TRUE(words);
  EXPECT_EQ(static_cast<std::int16_t>((*words)[0]), -2000);
  EXPECT_EQ(static_cast<std::int16_t>((*words)[100]), samples[100]);
}

TEST(DecodeJpeg2000, ReadsHighThroughputStreams) {
  const auto words = DecodeJpeg2000(test::kHtj2kStream, test::kHtj2kRows, test::kHtj2kColumns);
  ASSERT_TRUE(words) << words.error().message;
  for (int j = 0; j < test::kHtj2kRows; ++j) {
    for (int i = 0; i < test::kHtj2kColumns; ++i) {
      EXPECT_EQ((*words)[static_cast<std::size_t>(j * test::kHtj2kColumns + i)],
                test::Htj2kSample(j, i));
    }
  }
}

TEST(DecodeJpeg2000, RefusesAStreamOfAnotherSize) {
  const auto stream = test::EncodeJpeg2000(Ramp(48 * 40, 0), 48, 40, 16, false, true);
  const auto words = DecodeJpeg2000(stream, 40, 48);
  ASSERT_FALSE(words);
  EXPECT_THAT(words.error().message, HasSubstr("40 x 48"));
}

TEST(DecodeJpeg2000, RefusesAStreamThatEndsTooEarly) {
  auto stream = test::EncodeJpeg2000(Ramp(48 * 40, 0), 48, 40, 16, false, true);
  for (const std::size_t left : {stream.size() - 20, stream.size() / 2, std::size_t{120}}) {
    stream.resize(left);
    EXPECT_FALSE(DecodeJpeg2000(stream, 48, 40)) << left;
  }
}

TEST(DecodeJpeg2000, RefusesWhatIsNoStream) {
  EXPECT_FALSE(DecodeJpeg2000({}, 48, 40));
  EXPECT_FALSE(DecodeJpeg2000(std::vector<std::uint8_t>(100, 0xFF), 48, 40));
}

}  // namespace
}  // namespace regen::dicom
