// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/files.h"
#include "tests/support/dicom_bytes.h"

#include <fstream>
#include <sstream>
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
  fs::path Write(const std::string& bytes) {
    fs::path file = scratch_.path() / "image.dcm";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    return file;
  }
  // Empty, or why the file was not opened.
  std::string Open(const std::string& bytes) {
    const auto opened = OpenChecked(Write(bytes));
    return opened ? "" : opened.error().message;
  }
  std::string Header(const std::string& bytes) {
    const auto opened = OpenHeader(Write(bytes));
    return opened ? "" : opened.error().message;
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_F(OpenCheckedTest, OpensAnImage) {
  EXPECT_EQ(Header(MrImage().File(kExplicitLittle)), "");
  EXPECT_EQ(Open(MrImage().File(kExplicitLittle)), "");
}

TEST_F(OpenCheckedTest, NamesFileDefectAndPlace) {
  const std::string nested = NestedSequences(100, Lengths::kUndefined);
  EXPECT_THAT(Header(MrImage().SetRaw(0x00400275, nested).File(kExplicitLittle)),
              HasSubstr("image.dcm: too-deep at (0040,0275)[1]"));
}

TEST_F(OpenCheckedTest, OpensTheHeaderOfAnImageThatLiesAboutItsPixels) {
  const std::string lying = MrImage().SetUs(0x00280010, 17).File(kExplicitLittle);
  EXPECT_EQ(Header(lying), "");
  EXPECT_THAT(Open(lying), HasSubstr("pixel-data-too-short"));
}

TEST_F(OpenCheckedTest, OpensTheHeaderOfAnImageThatEndsInItsPixels) {
  std::string cut = MrImage().File(kExplicitLittle);
  cut.resize(cut.size() - 8);
  EXPECT_EQ(Header(cut), "");
  EXPECT_THAT(Open(cut), HasSubstr("beyond-end at (7FE0,0010)"));
}

TEST_F(OpenCheckedTest, NeverOpensTwoElementsOfOneTag) {
  const std::string second = test::ElementBytes(0x00100020, "LO", "P-2 ");
  EXPECT_THAT(Header(MrImage().SetRaw(0x00100021, second).File(kExplicitLittle)),
              HasSubstr("tag-order at (0010,0020)"));
}

TEST_F(OpenCheckedTest, NeverOpensTwoElementsOfOneTagWhateverThePixelsAre) {
  const std::string second = test::ElementBytes(0x00100020, "LO", "P-2 ");
  auto twice = MrImage().SetRaw(0x00280104, second);
  std::string cut = twice.File(kExplicitLittle);
  cut.resize(cut.size() - 8);
  EXPECT_THAT(Header(cut), HasSubstr("tag-order at (0010,0020)"));
  const std::string wrong_rows = twice.SetUs(0x00280010, 0).File(kExplicitLittle);
  EXPECT_THAT(Header(wrong_rows), HasSubstr("tag-order at (0010,0020)"));
  const std::string two_rows = twice.Set(0x00280010, "US", "abcd").File(kExplicitLittle);
  EXPECT_THAT(Header(two_rows), HasSubstr("tag-order at (0010,0020)"));
}

TEST_F(OpenCheckedTest, RefusesAnObjectWithoutAClass) {
  const std::string bytes = MrImage().Set(0x00080016, "UI", "").File(kExplicitLittle);
  EXPECT_THAT(Open(bytes), HasSubstr("SOPClassUID"));
  EXPECT_THAT(Header(bytes), HasSubstr("SOPClassUID"));
}

TEST_F(OpenCheckedTest, TellsWhereThePixelsOfAHeaderLie) {
  const auto opened = OpenHeader(Write(MrImage().File(kExplicitLittle)));
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened->pixels);
  EXPECT_GT(opened->pixels->offset, 132U);
  EXPECT_FALSE(opened->object->getDataset()->tagExists(DCM_PixelData));
}

// Every element as a line of its own, in the order of the dataset.
std::string Dump(DcmFileFormat& object) {
  std::ostringstream text;
  object.getDataset()->print(text, DCMTypes::PF_shortenLongTagValues);
  return text.str();
}

TEST_F(OpenCheckedTest, ReadsEveryStandardElementInEveryEncoding) {
  const auto image = MrImage().SetUs(0x00280106, 7);
  for (const auto syntax :
       {kExplicitLittle, test::kImplicitLittle, test::kExplicitBig, test::kDeflated}) {
    const fs::path file = Write(image.File(syntax));
    const auto header = OpenHeader(file);
    const auto whole = OpenWholeHeader(file);
    ASSERT_TRUE(header && whole) << syntax;
    EXPECT_THAT(Dump(*header->object), HasSubstr("SmallestImagePixelValue"));
    EXPECT_EQ(Dump(*header->object), Dump(*whole.value())) << syntax;
  }
}

TEST_F(OpenCheckedTest, LeavesOutThoseElementsOfVendorsThatNobodyReads) {
  const auto image = MrImage()
                         .Set(0x00190010, "LO", "SIEMENS MR HEADER ")
                         .Set(0x0019100C, "IS", "400 ")
                         .Set(0x0019100D, "CS", "DIRECTIONAL ")
                         .Set(0x00290010, "LO", "SIEMENS CSA HEADER")
                         .Set(0x00291010, "OB", std::string(5000, 'x'));
  const fs::path file = Write(image.File(kExplicitLittle));
  const auto header = OpenHeader(file);
  ASSERT_TRUE(header);
  DcmDataset& dataset = *header->object->getDataset();
  EXPECT_TRUE(dataset.tagExists(DcmTagKey(0x0019, 0x100C)));
  EXPECT_FALSE(dataset.tagExists(DcmTagKey(0x0019, 0x100D)));
  EXPECT_FALSE(dataset.tagExists(DcmTagKey(0x0029, 0x1010)));
  const auto whole = OpenWholeHeader(file);
  ASSERT_TRUE(whole);
  EXPECT_TRUE((*whole)->getDataset()->tagExists(DcmTagKey(0x0029, 0x1010)));
}

TEST_F(OpenCheckedTest, OpensAHeaderTooLargeToBeHeldTwice) {
  const auto large = MrImage().Set(0x0040A160, "UT", std::string(3U << 20U, 'x'));
  const auto header = OpenHeader(Write(large.File(kExplicitLittle)));
  ASSERT_TRUE(header);
  EXPECT_TRUE(header->object->getDataset()->tagExistsWithValue(DCM_TextValue));
}

}  // namespace
}  // namespace regen::dicom
