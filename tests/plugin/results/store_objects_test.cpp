// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/store_objects.h"

#include "analysis/base/files.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/result_file.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

class StoreObjectsTest : public testing::Test {
 protected:
  void SetUp() override {
    Add("seg", test::kSegClass, "2.25.2");
    Add("sr", test::kSrClass, "2.25.1");
  }
  void Add(const std::string& kind, const std::string& sop_class, const std::string& sop) {
    const auto file = folder_->path() / kind;
    ASSERT_TRUE(WriteWholeFile(file, test::ResultFile(sop_class, sop)));
    objects_.push_back({kind, sop, file});
  }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  std::vector<OutputObject> objects_;
  test::InMemoryArchive archive_;
};

TEST_F(StoreObjectsTest, StoresInTheOrderGivenAndTellsWhere) {
  const auto results = StoreObjects(archive_, objects_);
  ASSERT_TRUE(results);
  ASSERT_EQ(results->size(), 2U);
  EXPECT_EQ((*results)[1].kind, "sr");
  EXPECT_EQ((*results)[1].orthanc_instance_id, "orthanc-2.25.1");
  EXPECT_EQ(archive_.stored()[0].kind, "seg");
}

TEST_F(StoreObjectsTest, StoresTwiceWithoutASecondObject) {
  ASSERT_TRUE(StoreObjects(archive_, objects_));
  ASSERT_TRUE(StoreObjects(archive_, objects_));
  EXPECT_EQ(archive_.stored().size(), 2U);
}

TEST_F(StoreObjectsTest, StoresNoReportBehindASegmentationThatFailed) {
  archive_.FailCalls(1);
  EXPECT_FALSE(StoreObjects(archive_, objects_));
  EXPECT_TRUE(archive_.stored().empty());
}

}  // namespace
}  // namespace regen
