// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/file_meta.h"

#include "tests/support/result_file.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(ReadFileMeta, ReadsBothUidsBehindAnElementWithALongLength) {
  const auto meta = ReadFileMeta(test::ResultFile(test::kSrClass, "2.25.17"));
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->sop_class_uid, test::kSrClass);
  EXPECT_EQ(meta->sop_instance_uid, "2.25.17");
}

TEST(ReadFileMeta, RefusesAFileOfAnotherKind) {
  EXPECT_FALSE(ReadFileMeta(""));
  EXPECT_FALSE(ReadFileMeta(std::string(1000, 'x')));
}

TEST(ReadFileMeta, RefusesAFileWithoutUids) {
  EXPECT_FALSE(ReadFileMeta(std::string(128, '\0') + "DICM" + std::string(100, '\0')));
}

TEST(ReadFileMeta, SurvivesAFileCutAtAnyByte) {
  const std::string whole = test::ResultFile(test::kSegClass, "2.25.18", "");
  const std::size_t needed = whole.size() - std::string("study=").size();
  for (std::size_t size = 0; size < needed; ++size) {
    EXPECT_FALSE(ReadFileMeta(whole.substr(0, size))) << size;
  }
  EXPECT_TRUE(ReadFileMeta(whole.substr(0, needed)));
}

TEST(ReadFileMeta, RefusesALengthBeyondTheFile) {
  std::string file = test::ResultFile(test::kSegClass, "2.25.18");
  file[132 + 8] = '\xff';
  file[132 + 9] = '\xff';
  file[132 + 10] = '\xff';
  file[132 + 11] = '\xff';
  EXPECT_FALSE(ReadFileMeta(file));
}

}  // namespace
}  // namespace regen
