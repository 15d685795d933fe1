// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/private_elements.h"

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

TEST(PrivateTag, FollowsTheBlockThatTheCreatorReserved) {
  DcmDataset image;
  image.putAndInsertString(DcmTag(0x2005, 0x0010, EVR_LO), "Somebody else");
  image.putAndInsertString(DcmTag(0x2005, 0x0012, EVR_LO), "Philips MR Imaging DD 001");
  EXPECT_EQ(PrivateTag(image, kPhilipsScaleSlope), DcmTagKey(0x2005, 0x120E));
  EXPECT_FALSE(PrivateTag(image, kPhilipsFrame));
}

TEST(MayBeRead, KeepsWhatIsAskedForInAnyBlockAndItsReservations) {
  EXPECT_TRUE(MayBeRead(0x0019100C));
  EXPECT_TRUE(MayBeRead(0x0019FF0C));
  EXPECT_TRUE(MayBeRead(0x001900FF));
  EXPECT_TRUE(MayBeRead(0x00180081));
}

TEST(MayBeRead, LeavesOutWhatNobodyAsksFor) {
  EXPECT_FALSE(MayBeRead(0x0019100D));
  EXPECT_FALSE(MayBeRead(0x0021100C));
  EXPECT_FALSE(MayBeRead(0x00210010));
  EXPECT_FALSE(MayBeRead(0x00190001));
}

TEST(PrivateNumber, ReadsNumbersAlsoWhereTheirVrWasLost) {
  DcmDataset image;
  image.putAndInsertString(DcmTag(0x0019, 0x0010, EVR_LO), "SIEMENS MR HEADER");
  const Uint8 text[] = {'8', '0', '0', ' '};
  auto* unknown = new DcmOtherByteOtherWord(DcmTag(0x0019, 0x100C, EVR_UN));
  unknown->putUint8Array(text, 4);
  image.insert(unknown);
  EXPECT_EQ(PrivateNumber(image, kSiemensBValue), 800);
}

TEST(PrivateNumber, IsNothingForAbsentOrOtherValues) {
  DcmDataset image;
  EXPECT_FALSE(PrivateNumber(image, kSiemensBValue));
  image.putAndInsertString(DcmTag(0x0019, 0x0010, EVR_LO), "SIEMENS MR HEADER");
  EXPECT_FALSE(PrivateNumber(image, kSiemensBValue));
  image.putAndInsertString(DcmTag(0x0019, 0x100C, EVR_LO), "many");
  EXPECT_FALSE(PrivateNumber(image, kSiemensBValue));
}

}  // namespace
}  // namespace regen::dicom
