// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/attribute_lookup.h"

#include "tests/support/enhanced_mr.h"

#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

void PutPrivate(DcmItem& item,
                Uint16 group,
                const char* creator,
                Uint16 element,
                DcmEVR vr,
                const char* value) {
  item.putAndInsertString(DcmTag(group, 0x0010, EVR_LO), creator);
  item.putAndInsertString(DcmTag(group, static_cast<Uint16>(0x1000 | element), vr), value);
}

TEST(LookupIn, GivesAllValuesOfAnAttribute) {
  DcmDataset image;
  image.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY\\M");
  EXPECT_EQ(LookupIn(image)("ImageType"), "ORIGINAL\\PRIMARY\\M");
  EXPECT_EQ(LookupIn(image)("EchoTime"), "");
}

TEST(LookupIn, ReadsTheBValueOfSiemens) {
  DcmDataset image;
  PutPrivate(image, 0x0019, "SIEMENS MR HEADER", 0x0C, EVR_IS, "400");
  EXPECT_EQ(LookupIn(image)("DiffusionBValue"), "400");
}

TEST(LookupIn, ReadsTheBValueOfGeWithAndWithoutItsOffset) {
  DcmDataset image;
  PutPrivate(image, 0x0043, "GEMS_PARM_01", 0x39, EVR_IS, "1000000600\\8\\0\\0");
  EXPECT_EQ(LookupIn(image)("DiffusionBValue"), "600");
  PutPrivate(image, 0x0043, "GEMS_PARM_01", 0x39, EVR_IS, "50\\8\\0\\0");
  EXPECT_EQ(LookupIn(image)("DiffusionBValue"), "50");
}

TEST(LookupIn, ReadsTheComponentOfGe) {
  DcmDataset image;
  PutPrivate(image, 0x0043, "GEMS_PARM_01", 0x2F, EVR_SS, "2");
  EXPECT_EQ(LookupIn(image)("ComplexImageComponent"), "REAL");
}

TEST(LookupIn, BelievesThePublicElementFirst) {
  DcmDataset image;
  PutPrivate(image, 0x0019, "SIEMENS MR HEADER", 0x0C, EVR_IS, "400");
  image.putAndInsertFloat64(DCM_DiffusionBValue, 50);
  EXPECT_EQ(LookupIn(image)("DiffusionBValue"), "50");
}

TEST(FunctionalGroupItems, FindsValuesOfFramesSharedGroupsAndNestedSequences) {
  DcmDataset object;
  for (int frame = 0; frame < 3; ++frame) {
    DcmItem* groups = nullptr;
    object.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, groups, -2);
    test::MacroOf(*groups, DCM_MREchoSequence)
        .putAndInsertFloat64(DCM_EffectiveEchoTime, 10.0 * (frame + 1));
  }
  DcmItem& shared = test::MacroOf(object, DCM_SharedFunctionalGroupsSequence);
  DcmItem& anatomy = test::MacroOf(shared, DCM_FrameAnatomySequence);
  test::MacroOf(anatomy, DCM_AnatomicRegionSequence)
      .putAndInsertString(DCM_CodeMeaning, "Knee");
  const FunctionalGroupItems groups(object);
  EXPECT_EQ(groups.frames(), 3);
  EXPECT_EQ(groups.Value(2, "MREchoSequence", "EffectiveEchoTime"), "30");
  EXPECT_EQ(groups.Value(3, "MREchoSequence", "EffectiveEchoTime"), "");
  EXPECT_EQ(groups.Value(FunctionalGroups::kShared,
                         "FrameAnatomySequence/AnatomicRegionSequence",
                         "CodeMeaning"),
            "Knee");
  EXPECT_EQ(groups.Value(0, "FrameAnatomySequence", "FrameLaterality"), "");
}

TEST(FunctionalGroupItems, AClassicImageHasNone) {
  DcmDataset image;
  EXPECT_EQ(FunctionalGroupItems(image).frames(), 0);
}

}  // namespace
}  // namespace regen::dicom
