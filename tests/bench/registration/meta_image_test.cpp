// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registration/meta_image.h"

#include "analysis/base/files.h"
#include "analysis/geometry/rigid3.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace regen::bench {
namespace {

class MetaImage : public ::testing::Test {
 protected:
  MetaImage()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::create_directories(folder_);
    VolumeGeometry geometry;
    geometry.size = {4, 3, 2};
    geometry.spacing_mm = Vec3(0.5, 0.75, 4.0);
    geometry.direction = RigidAbout(Vec3::Zero(), Vec3(0.3, 1.2, -0.4), Vec3::Zero()).rotation;
    geometry.origin_lps = Vec3(-10.25, 3.0, 77.5);
    volume_ = MakeVolume(geometry);
    for (std::size_t n = 0; n < volume_.values.size(); ++n) {
      volume_.values[n] = static_cast<float>(100 * n);
    }
  }
  ~MetaImage() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  Volume volume_;
};

TEST_F(MetaImage, ComesBackAsItWasWritten) {
  ASSERT_TRUE(WriteMetaImage(volume_, 1.0, folder_ / "a.mhd"));
  const Result<Volume> read = ReadMetaImage(1.0, folder_ / "a.mhd");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->values, volume_.values);
  EXPECT_TRUE(SameGrid(read->geometry, volume_.geometry, 1e-9));
}

// MetaImage lists one axis after the other.
TEST_F(MetaImage, TellsTheFirstAxisFirst) {
  ASSERT_TRUE(WriteMetaImage(volume_, 1.0, folder_ / "a.mhd"));
  const Result<std::string> header = ReadWholeFile(folder_ / "a.mhd");
  ASSERT_TRUE(header);
  const std::size_t at = header->find("TransformMatrix = ") + 18;
  EXPECT_NEAR(std::stod(header->substr(at)), volume_.geometry.direction(0, 0), 1e-12);
  const std::size_t second = header->find(' ', at) + 1;
  EXPECT_NEAR(std::stod(header->substr(second)), volume_.geometry.direction(1, 0), 1e-12);
}

TEST_F(MetaImage, KeepsFractionsByTheirScale) {
  volume_.values.assign(volume_.values.size(), 0.125F);
  ASSERT_TRUE(WriteMetaImage(volume_, 1000.0, folder_ / "a.mhd"));
  const Result<Volume> read = ReadMetaImage(1000.0, folder_ / "a.mhd");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->values, volume_.values);
}

TEST_F(MetaImage, IsRefusedWhenValuesAreMissing) {
  ASSERT_TRUE(WriteMetaImage(volume_, 1.0, folder_ / "a.mhd"));
  std::filesystem::resize_file(folder_ / "a.raw", 10);
  EXPECT_FALSE(ReadMetaImage(1.0, folder_ / "a.mhd"));
}

}  // namespace
}  // namespace regen::bench
