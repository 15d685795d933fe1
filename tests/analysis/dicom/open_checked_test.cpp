// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/files.h"
#include "tests/support/dicom_bytes.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::kExplicitLittle;
using test::Lengths;
using test::MrImage;
using test::NestedSequences;
using testing::HasSubstr;

class OpenCheckedTest : public testing::Test {
 protected:
  // Empty, or why the file was not opened.
  std::string Open(const std::string& bytes, FilePart part) {
    const fs::path file = scratch_.path() / "image.dcm";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    const auto opened = OpenChecked(file, part);
    return opened ? "" : opened.error().message;
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_F(OpenCheckedTest, OpensAnImage) {
  EXPECT_EQ(Open(MrImage().File(kExplicitLittle), FilePart::kHeader), "");
  EXPECT_EQ(Open(MrImage().File(kExplicitLittle), FilePart::kWhole), "");
}

TEST_F(OpenCheckedTest, NamesFileDefectAndPlace) {
  const std::string nested = NestedSequences(100, Lengths::kUndefined);
  EXPECT_THAT(
      Open(MrImage().SetRaw(0x00400275, nested).File(kExplicitLittle), FilePart::kHeader),
      HasSubstr("image.dcm: too-deep at (0040,0275)[1]"));
}

TEST_F(OpenCheckedTest, OpensTheHeaderOfAnImageThatLiesAboutItsPixels) {
  const std::string lying = MrImage().SetUs(0x00280010, 17).File(kExplicitLittle);
  EXPECT_EQ(Open(lying, FilePart::kHeader), "");
  EXPECT_THAT(Open(lying, FilePart::kWhole), HasSubstr("pixel-data-too-short"));
}

TEST_F(OpenCheckedTest, OpensTheHeaderOfAnImageThatEndsInItsPixels) {
  std::string cut = MrImage().File(kExplicitLittle);
  cut.resize(cut.size() - 8);
  EXPECT_EQ(Open(cut, FilePart::kHeader), "");
  EXPECT_THAT(Open(cut, FilePart::kWhole), HasSubstr("beyond-end at (7FE0,0010)"));
}

TEST_F(OpenCheckedTest, NeverOpensTwoElementsOfOneTag) {
  const std::string second = test::ElementBytes(0x00100020, "LO", "P-2 ");
  EXPECT_THAT(
      Open(MrImage().SetRaw(0x00100021, second).File(kExplicitLittle), FilePart::kHeader),
      HasSubstr("tag-order at (0010,0020)"));
}

TEST_F(OpenCheckedTest, NeverOpensTwoElementsOfOneTagWhateverThePixelsAre) {
  const std::string second = test::ElementBytes(0x00100020, "LO", "P-2 ");
  auto twice = MrImage().SetRaw(0x00280104, second);
  std::string cut = twice.File(kExplicitLittle);
  cut.resize(cut.size() - 8);
  EXPECT_THAT(Open(cut, FilePart::kHeader), HasSubstr("tag-order at (0010,0020)"));
  const std::string wrong_rows = twice.SetUs(0x00280010, 0).File(kExplicitLittle);
  EXPECT_THAT(Open(wrong_rows, FilePart::kHeader), HasSubstr("tag-order at (0010,0020)"));
  const std::string two_rows = twice.Set(0x00280010, "US", "abcd").File(kExplicitLittle);
  EXPECT_THAT(Open(two_rows, FilePart::kHeader), HasSubstr("tag-order at (0010,0020)"));
}

}  // namespace
}  // namespace regen::dicom
