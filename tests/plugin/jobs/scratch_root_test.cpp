// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/scratch_root.h"

#include "analysis/base/files.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

class ScratchRootTest : public testing::Test {
 protected:
  Result<ScratchFolder> folder_ = ScratchFolder::Create(fs::temp_directory_path());
  std::string parent_ = (folder_->path() / "scratch").string();
};

TEST_F(ScratchRootTest, IsPrivateAndTheSameForTheSameDatabase) {
  const auto root = PrepareScratchRoot(parent_, "/a/b.db");
  ASSERT_TRUE(root);
  EXPECT_EQ(fs::status(*root).permissions(), fs::perms::owner_all);
  EXPECT_EQ(*PrepareScratchRoot(parent_, "/a/b.db"), *root);
}

TEST_F(ScratchRootTest, IsAnotherForAnotherDatabase) {
  EXPECT_NE(*PrepareScratchRoot(parent_, "/a/b.db"), *PrepareScratchRoot(parent_, "/a/c.db"));
}

TEST_F(ScratchRootTest, FollowsNoLinkThatSomebodyPlaced) {
  const fs::path root = *PrepareScratchRoot(parent_, "/a/b.db");
  fs::remove(root);
  fs::create_directory(folder_->path() / "elsewhere");
  fs::create_directory_symlink(folder_->path() / "elsewhere", root);
  EXPECT_FALSE(PrepareScratchRoot(parent_, "/a/b.db"));
}

TEST_F(ScratchRootTest, SaysThatTheFolderCannotBeUsed) {
  EXPECT_EQ(PrepareScratchRoot("/proc/nowhere", "/a/b.db").error().kind,
            ErrorKind::kUnavailable);
}

TEST_F(ScratchRootTest, RemovesLeftovers) {
  const fs::path root = *PrepareScratchRoot(parent_, "/a/b.db");
  fs::create_directories(root / "regeneration-1" / "baseline");
  RemoveLeftovers(root);
  EXPECT_TRUE(fs::is_empty(root));
}

}  // namespace
}  // namespace regen
