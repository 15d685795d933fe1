// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/slice_outline.h"
#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

class WriteKeySlicesTest : public ResultTest {
 protected:
  DcmDataset& Write() {
    return Load(WriteKeySliceReport(sample_.context,
                                    {before_, sample_.baseline_region},
                                    {after_, sample_.follow_up_region},
                                    sample_.report));
  }
  // The n-th measurement group.
  DcmItem& Group(DcmDataset& dataset, long n) {
    for (long at = 0; at < Count(dataset, DCM_ContentSequence); ++at) {
      DcmItem& child = Item(dataset, DCM_ContentSequence, at);
      if (NameOf(child) == "Imaging Measurements") return Item(child, DCM_ContentSequence, n);
    }
    ADD_FAILURE() << "no measurements";
    return dataset;
  }
  static std::string NameOf(DcmItem& item) {
    DcmItem* name = nullptr;
    item.findAndGetSequenceItem(DCM_ConceptNameCodeSequence, name);
    return name == nullptr ? "" : Text(*name, DCM_CodeMeaning);
  }
  static DcmItem* Find(DcmItem& group, const std::string& name) {
    for (long at = 0; at < Count(group, DCM_ContentSequence); ++at) {
      DcmItem& child = Item(group, DCM_ContentSequence, at);
      if (NameOf(child) == name) return &child;
    }
    return nullptr;
  }
  std::string NumberIn(DcmItem& group, const std::string& name) {
    DcmItem* item = Find(group, name);
    return item == nullptr ? "none"
                           : Text(Item(*item, DCM_MeasuredValueSequence), DCM_NumericValue);
  }

  ReportedExam before_ = Before();
  ReportedExam after_ = After();
};

TEST_F(WriteKeySlicesTest, ShowsTheValuesOfBothTimePointsAndTheChange) {
  DcmDataset& dataset = Write();
  ExpectOurs(dataset, "606");
  EXPECT_EQ(NumberIn(Group(dataset, 0), "T2"), "41");
  EXPECT_EQ(NumberIn(Group(dataset, 1), "T2"), "32.9");
  EXPECT_EQ(NumberIn(Group(dataset, 1), "Percent change of T2 from baseline"), "-19.756098");
  EXPECT_EQ(NumberIn(Group(dataset, 0), "Percent change of T2 from baseline"), "none");
}

TEST_F(WriteKeySlicesTest, PutsNothingBelowANumberAndEveryNumberHasAValue) {
  sample_.report.measurements[0].baseline = std::nullopt;
  DcmDataset& dataset = Write();
  EXPECT_EQ(NumberIn(Group(dataset, 0), "T2"), "none");
  for (long n = 0; n < 2; ++n) {
    DcmItem& group = Group(dataset, n);
    for (long at = 0; at < Count(group, DCM_ContentSequence); ++at) {
      DcmItem& child = Item(group, DCM_ContentSequence, at);
      if (Text(child, DCM_ValueType) == "NUM") {
        EXPECT_EQ(Count(child, DCM_ContentSequence), 0);
      }
    }
  }
}

TEST_F(WriteKeySlicesTest, GivesEachTimePointATrackingUidOfItsOwn) {
  DcmDataset& dataset = Write();
  const auto uid = [this, &dataset](long n) {
    return Text(*Find(Group(dataset, n), "Tracking Unique Identifier"), DCM_UID);
  };
  EXPECT_NE(uid(0), uid(1));
  EXPECT_NE(uid(0), sample_.context.tracking_uid);
}

TEST_F(WriteKeySlicesTest, OutlinesTheRegionOnTheSliceThatShowsMostOfIt) {
  DcmDataset& dataset = Write();
  DcmItem* outline = Find(Group(dataset, 1), "Image Region");
  ASSERT_NE(outline, nullptr);
  const Float32* data = nullptr;
  unsigned long count = 0;
  ASSERT_TRUE(outline->findAndGetFloat32Array(DCM_GraphicData, data, &count).good());
  Outline found;
  for (unsigned long at = 0; at + 1 < count; at += 2) {
    found.push_back({static_cast<double>(data[at]), static_cast<double>(data[at + 1])});
  }
  const int k = KeySlice(sample_.follow_up_region);
  const Outline expected = LargestOutline(sample_.follow_up_region, k);
  EXPECT_NEAR(OutlineArea(found), OutlineArea(expected), 1e-4);
  EXPECT_NEAR(found.front()[0], expected.front()[0] + 0.5, 1e-5);  // from the pixel's corner
}

TEST_F(WriteKeySlicesTest, FailsForAnEmptyRegion) {
  for (float& value : sample_.baseline_region.values) value = 0;
  EXPECT_FALSE(WriteKeySliceReport(sample_.context,
                                   {before_, sample_.baseline_region},
                                   {after_, sample_.follow_up_region},
                                   sample_.report));
}

TEST_F(WriteKeySlicesTest, SelectsTheSameTwoImagesAsKeyObjects) {
  DcmDataset& dataset = Load(WriteKeyObjects(sample_.context,
                                             {before_, sample_.baseline_region},
                                             {after_, sample_.follow_up_region},
                                             sample_.report));
  ExpectOurs(dataset, "605");
  int images = 0;
  for (long at = 0; at < Count(dataset, DCM_ContentSequence); ++at) {
    if (Text(Item(dataset, DCM_ContentSequence, at), DCM_ValueType) == "IMAGE") ++images;
  }
  EXPECT_EQ(images, 2);
  EXPECT_EQ(Count(dataset, DCM_CurrentRequestedProcedureEvidenceSequence), 2);
}

}  // namespace
}  // namespace regen::dicom
