// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/byte_source.h"

#include "analysis/base/files.h"
#include "tests/analysis/prescan/scanned.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace regen::prescan {
namespace {

namespace fs = std::filesystem;

std::string Text(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

class FileSourceTest : public testing::Test {
 protected:
  fs::path Write(const std::string& bytes) {
    std::ofstream(scratch_.path() / "file", std::ios::binary) << bytes;
    return scratch_.path() / "file";
  }
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST(SpanSource, PeeksWithoutConsuming) {
  SpanSource source(AsBytes("abcdef"));
  EXPECT_EQ(Text(source.Peek(3)), "abc");
  EXPECT_EQ(Text(source.Peek(2)), "ab");
}

TEST(SpanSource, GivesFewerBytesAtTheEnd) {
  SpanSource source(AsBytes("abc"));
  EXPECT_EQ(source.Skip(2), 2U);
  EXPECT_EQ(Text(source.Peek(5)), "c");
  EXPECT_EQ(source.Skip(~std::uint64_t{0}), 1U);
  EXPECT_TRUE(source.Peek(1).empty());
}

TEST_F(FileSourceTest, ReadsAcrossTheEdgesOfItsBuffer) {
  std::string bytes;
  for (int n = 0; n < 30000; ++n) bytes.push_back(static_cast<char>(n * 7 % 251));
  FileSource source(Write(bytes));
  ASSERT_TRUE(source.is_open());
  EXPECT_EQ(source.Size(), bytes.size());
  for (std::size_t at = 0; at + 64 < bytes.size(); at += 61) {
    ASSERT_EQ(Text(source.Peek(64)), bytes.substr(at, 64)) << at;
    ASSERT_EQ(source.Skip(61), 61U);
  }
}

TEST_F(FileSourceTest, GivesFewerBytesAtTheEnd) {
  FileSource source(Write("abc"));
  EXPECT_EQ(Text(source.Peek(10)), "abc");
  EXPECT_EQ(source.Skip(10), 3U);
  EXPECT_TRUE(source.Peek(1).empty());
}

TEST_F(FileSourceTest, SkipsFarWithoutReading) {
  const fs::path file = Write("start");
  fs::resize_file(file, std::uintmax_t{1} << 40U);  // a hole
  FileSource source(file);
  EXPECT_EQ(source.Skip((std::uint64_t{1} << 40U) - 2), (std::uint64_t{1} << 40U) - 2);
  EXPECT_EQ(source.Peek(8).size(), 2U);
}

TEST_F(FileSourceTest, DoesNotOpenWhatIsNoFile) {
  EXPECT_FALSE(FileSource(scratch_.path()).is_open());
  EXPECT_FALSE(FileSource(scratch_.path() / "missing").is_open());
}

TEST_F(FileSourceTest, DoesNotWaitForAPipe) {
  const fs::path pipe = scratch_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_FALSE(FileSource(pipe).is_open());
}

}  // namespace
}  // namespace regen::prescan
