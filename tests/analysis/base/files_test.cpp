// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"

#include <fstream>
#include <optional>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

TEST(Files, WhatWasWrittenIsRead) {
  auto scratch = ScratchFolder::Create(fs::temp_directory_path());
  ASSERT_TRUE(scratch);
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(WriteWholeFile(scratch->path() / "x", bytes));
  const auto read = ReadWholeFile(scratch->path() / "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, bytes);
  EXPECT_FALSE(fs::exists(scratch->path() / "x.partial"));
}

TEST(Files, AMissingFileIsNamedWithoutItsFolder) {
  const auto read = ReadWholeFile("/nonexistent-folder/scan.dcm");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kInput);
  EXPECT_NE(read.error().message.find("scan.dcm"), std::string::npos);
  EXPECT_EQ(read.error().message.find("nonexistent-folder"), std::string::npos);
}

TEST(Files, WritingIntoAMissingFolderFails) {
  const auto written = WriteWholeFile("/nonexistent-folder/x", "a");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kUnavailable);
}

TEST(ScratchFolder, IsPrivateAndDisappearsWithItsContent) {
  fs::path path;
  {
    auto scratch = ScratchFolder::Create(fs::temp_directory_path());
    ASSERT_TRUE(scratch);
    path = scratch->path();
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    std::ofstream(path / "file") << "content";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(ScratchFolder, MovingHandsTheFolderOver) {
  auto first = ScratchFolder::Create(fs::temp_directory_path());
  ASSERT_TRUE(first);
  const fs::path path = first->path();
  std::optional<ScratchFolder> second(std::move(*first));
  EXPECT_TRUE(fs::exists(path));
  second.reset();
  EXPECT_FALSE(fs::exists(path));
}

TEST(ScratchFolder, CannotBeMadeInsideAFile) {
  auto scratch = ScratchFolder::Create(fs::temp_directory_path());
  ASSERT_TRUE(scratch);
  std::ofstream(scratch->path() / "file") << "x";
  EXPECT_FALSE(ScratchFolder::Create(scratch->path() / "file"));
}

}  // namespace
}  // namespace regen
