// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/pixel_reader.h"

#include "analysis/base/files.h"
#include "tests/support/dicom_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

namespace fs = std::filesystem;
using test::MrImage;

class PixelReaderTest : public testing::Test {
 protected:
  // The first bytes of the pixels, as words or single ones; empty where they cannot be read.
  std::vector<std::uint8_t> First(std::string_view syntax, bool words) {
    const Status written = WriteWholeFile(file_, MrImage().File(syntax));
    EXPECT_TRUE(written);
    const FileStamp stamp = StampOf(file_);
    FilePlaces places;
    EXPECT_FALSE(ScanFile(file_, &places).defect);
    place_ = places.pixels;
    if (!place_) return {};
    PixelReader reader(file_, stamp, *place_);
    std::vector<std::uint8_t> bytes(4);
    return reader.is_open() && reader.ReadNative(0, bytes, words) ? bytes
                                                                  : std::vector<std::uint8_t>();
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  fs::path file_ = scratch_.path() / "image.dcm";
  std::optional<PixelPlace> place_;
};

TEST_F(PixelReaderTest, GivesTheSameWordsInEveryEncoding) {
  const auto expected = First(test::kExplicitLittle, true);
  ASSERT_EQ(expected.size(), 4U);
  for (const auto syntax : {test::kImplicitLittle, test::kExplicitBig, test::kDeflated}) {
    EXPECT_EQ(First(syntax, true), expected) << syntax;
  }
}

TEST_F(PixelReaderTest, ReadsADeflatedFileInAnyOrder) {
  First(test::kDeflated, true);
  ASSERT_TRUE(place_);
  EXPECT_NE(place_->deflated_from, 0U);
  PixelReader reader(file_, StampOf(file_), *place_);
  std::vector<std::uint8_t> whole(static_cast<std::size_t>(place_->bytes));
  ASSERT_TRUE(reader.ReadNative(0, whole, false));
  for (const std::uint64_t at : {place_->bytes - 2, std::uint64_t{0}, std::uint64_t{4}}) {
    std::vector<std::uint8_t> two(2);
    ASSERT_TRUE(reader.ReadNative(at, two, false));
    EXPECT_EQ(two[0], whole[static_cast<std::size_t>(at)]);
  }
}

TEST_F(PixelReaderTest, ReadsNothingBeyondTheValue) {
  First(test::kExplicitLittle, true);
  ASSERT_TRUE(place_);
  PixelReader reader(file_, StampOf(file_), *place_);
  std::vector<std::uint8_t> bytes(4);
  EXPECT_FALSE(reader.ReadNative(place_->bytes - 2, bytes, true));
  EXPECT_FALSE(reader.ReadNative(~std::uint64_t{0}, bytes, true));
  EXPECT_FALSE(reader.ReadFragment(0, bytes));
}

TEST_F(PixelReaderTest, DoesNotOpenAFileThatChanged) {
  First(test::kExplicitLittle, true);
  const FileStamp before = StampOf(file_);
  const Status written = WriteWholeFile(file_, "another file");
  ASSERT_TRUE(written);
  EXPECT_FALSE(PixelReader(file_, before, *place_).is_open());
  EXPECT_FALSE(PixelReader(scratch_.path() / "none", FileStamp{}, *place_).is_open());
}

}  // namespace
}  // namespace regen::prescan
