// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_fragments.h"

#include "analysis/base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

// A file of nothing but fragments, one for each text.
class Fragments {
 public:
  explicit Fragments(const std::vector<std::string>& contents) {
    std::string bytes;
    for (const std::string& content : contents) {
      place_.fragments.push_back({bytes.size(), static_cast<std::uint32_t>(content.size())});
      bytes += content;
    }
    const Status written = WriteWholeFile(file_, bytes);
    EXPECT_TRUE(written);
  }

  std::vector<std::size_t> First(int frames, Codec codec) {
    prescan::PixelReader reader(file_, prescan::StampOf(file_), place_);
    EXPECT_TRUE(reader.is_open());
    return FirstFragments(place_, frames, codec, reader);
  }

 private:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  fs::path file_ = scratch_.path() / "fragments";
  prescan::PixelPlace place_;
};

const std::string kBegin = "\xFF\x4F\x01\x02";
const std::string kMore = "more";

TEST(FirstFragments, OneForEachFrame) {
  EXPECT_THAT(Fragments({kMore, kMore, kMore}).First(3, Codec::kRle), ElementsAre(0, 1, 2));
}

TEST(FirstFragments, AllForOneFrame) {
  EXPECT_THAT(Fragments({kMore, kMore, kMore}).First(1, Codec::kJpeg), ElementsAre(0));
}

TEST(FirstFragments, ByTheMarkerThatBeginsAStream) {
  Fragments fragments({kBegin, kMore, kBegin, kMore, kMore});
  EXPECT_THAT(fragments.First(2, Codec::kJpeg2000), ElementsAre(0, 2));
  EXPECT_THAT(fragments.First(2, Codec::kJpeg), IsEmpty());  // another marker
}

TEST(FirstFragments, NoneWhereTheyMakeAnotherNumberOfFrames) {
  Fragments fragments({kBegin, kMore, kBegin, kMore});
  EXPECT_THAT(fragments.First(3, Codec::kJpeg2000), IsEmpty());
  EXPECT_THAT(fragments.First(3, Codec::kRle), IsEmpty());
  EXPECT_THAT(Fragments({}).First(1, Codec::kRle), IsEmpty());
}

TEST(CodecOf, KnowsHighThroughputJpeg2000WhateverDcmtkMakesOfIt) {
  for (const char* uid :
       {"1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"}) {
    EXPECT_EQ(CodecOf(uid, EXS_LittleEndianExplicit), Codec::kJpeg2000);
  }
  EXPECT_TRUE(IsLosslessSyntax("1.2.840.10008.1.2.4.202", EXS_Unknown));
  EXPECT_FALSE(IsLosslessSyntax("1.2.840.10008.1.2.4.203", EXS_Unknown));
}

TEST(CodecOf, ASyntaxThatNobodyKnowsIsUnknownHoweverItsDatasetReads) {
  EXPECT_EQ(CodecOf("1.2.3.4", EXS_LittleEndianExplicit), Codec::kUnknown);
  EXPECT_EQ(CodecOf("", EXS_LittleEndianExplicit), Codec::kNative);  // without meta information
}

TEST(IsLossyProcess, IsEveryJpegButProcessFourteen) {
  EXPECT_TRUE(IsLossyProcess(EXS_JPEGProcess1));
  EXPECT_TRUE(IsLossyProcess(EXS_JPEGProcess2_4));
  EXPECT_FALSE(IsLossyProcess(EXS_JPEGProcess14));
  EXPECT_FALSE(IsLossyProcess(EXS_JPEGProcess14SV1));
  EXPECT_FALSE(IsLossyProcess(EXS_JPEG2000));
  EXPECT_FALSE(IsLossyProcess(EXS_LittleEndianExplicit));
}

}  // namespace
}  // namespace regen::dicom
