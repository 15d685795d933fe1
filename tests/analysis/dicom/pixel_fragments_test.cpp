// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_fragments.h"

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The offset table and one fragment for each text.
class Fragments {
 public:
  explicit Fragments(const std::vector<std::vector<Uint8>>& contents) {
    sequence_.insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag)));
    for (const auto& content : contents) {
      auto* item = new DcmPixelItem(DcmTag(DCM_PixelItemTag));
      item->putUint8Array(content.data(), static_cast<Uint32>(content.size()));
      sequence_.insert(item);
    }
  }
  DcmPixelSequence& operator*() { return sequence_; }

 private:
  DcmPixelSequence sequence_{DcmTag(DCM_PixelSequenceTag)};
};

const std::vector<Uint8> kBegin = {0xFF, 0x4F, 1, 2};
const std::vector<Uint8> kMore = {3, 4, 5, 6};

TEST(FirstFragments, OneForEachFrame) {
  Fragments fragments({kMore, kMore, kMore});
  EXPECT_THAT(FirstFragments(*fragments, 3, Codec::kRle), ElementsAre(1, 2, 3));
}

TEST(FirstFragments, AllForOneFrame) {
  Fragments fragments({kMore, kMore, kMore});
  EXPECT_THAT(FirstFragments(*fragments, 1, Codec::kJpeg), ElementsAre(1));
  EXPECT_EQ(JoinFragments(*fragments, 1, 4).size(), 12U);
}

TEST(FirstFragments, ByTheMarkerThatBeginsAStream) {
  Fragments fragments({kBegin, kMore, kBegin, kMore, kMore});
  EXPECT_THAT(FirstFragments(*fragments, 2, Codec::kJpeg2000), ElementsAre(1, 3));
  EXPECT_THAT(FirstFragments(*fragments, 2, Codec::kJpeg), IsEmpty());  // another marker
}

TEST(FirstFragments, NoneWhereTheyMakeAnotherNumberOfFrames) {
  Fragments fragments({kBegin, kMore, kBegin, kMore});
  EXPECT_THAT(FirstFragments(*fragments, 3, Codec::kJpeg2000), IsEmpty());
  EXPECT_THAT(FirstFragments(*fragments, 3, Codec::kRle), IsEmpty());
  Fragments none({});
  EXPECT_THAT(FirstFragments(*none, 1, Codec::kRle), IsEmpty());
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
