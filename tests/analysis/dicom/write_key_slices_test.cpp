// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/slice_outline.h"
#include "tests/analysis/dicom/result_test.h"
#include "tests/support/enhanced_mr.h"

#include <algorithm>

namespace regen::dicom {
namespace {

class WriteKeySlicesTest : public ResultTest {
 protected:
  DcmDataset& Write(const std::optional<WrittenObject>& key_image = {}) {
    return Load(WriteKeySliceReport(sample_.context,
                                    "follow-up",
                                    {after_, sample_.follow_up_region},
                                    key_image,
                                    sample_.report));
  }
  DcmDataset& WriteBaseline() {
    return Load(WriteKeySliceReport(
        sample_.context, "baseline", {before_, sample_.baseline_region}, {}, sample_.report));
  }
  Result<WrittenObject> WriteImage() {
    return WriteKeyImage(sample_.context,
                         "follow-up",
                         {after_, sample_.follow_up_region},
                         test::SampleImage(sample_.follow_up_region.geometry),
                         sample_.report);
  }
  // The measurement group, the only one.
  DcmItem& Group(DcmDataset& dataset) {
    for (long at = 0; at < Count(dataset, DCM_ContentSequence); ++at) {
      DcmItem& child = Item(dataset, DCM_ContentSequence, at);
      if (NameOf(child) != "Imaging Measurements") continue;
      EXPECT_EQ(Count(child, DCM_ContentSequence), 1);
      return Item(child, DCM_ContentSequence);
    }
    ADD_FAILURE() << "no measurements";
    return dataset;
  }
  // What the outline is drawn on.
  DcmItem& ImageOf(DcmDataset& dataset) {
    DcmItem* outline = Find(Group(dataset), "Image Region");
    EXPECT_NE(outline, nullptr);
    return Item(Item(*outline, DCM_ContentSequence), DCM_ReferencedSOPSequence);
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

TEST_F(WriteKeySlicesTest, ShowsTheValuesAndTheChange) {
  DcmDataset& dataset = Write();
  ExpectOurs(dataset, "606");
  EXPECT_EQ(NumberIn(Group(dataset), "T2"), "32.9");
  EXPECT_EQ(NumberIn(Group(dataset), "Percent change of T2 from baseline"), "-19.756098");
}

TEST_F(WriteKeySlicesTest, ShowsTheBaselineInItsOwnStudy) {
  DcmDataset& dataset = WriteBaseline();
  EXPECT_EQ(Text(dataset, DCM_StudyInstanceUID), "1.2.3.4");
  EXPECT_EQ(NumberIn(Group(dataset), "T2"), "41");
  EXPECT_EQ(NumberIn(Group(dataset), "Percent change of T2 from baseline"), "none");
  EXPECT_EQ(Count(dataset, DCM_PertinentOtherEvidenceSequence), 0);
}

TEST_F(WriteKeySlicesTest, PutsNothingBelowANumberAndEveryNumberHasAValue) {
  sample_.report.measurements[0].baseline = std::nullopt;
  DcmItem& group = Group(WriteBaseline());
  EXPECT_EQ(NumberIn(group, "T2"), "none");
  DcmItem& later = Group(Write());
  for (long at = 0; at < Count(later, DCM_ContentSequence); ++at) {
    DcmItem& child = Item(later, DCM_ContentSequence, at);
    if (Text(child, DCM_ValueType) == "NUM") {
      EXPECT_EQ(Count(child, DCM_ContentSequence), 0);
    }
  }
}

TEST_F(WriteKeySlicesTest, GivesEachTimePointATrackingUidOfItsOwn) {
  const auto uid = [this](DcmDataset& dataset) {
    return Text(*Find(Group(dataset), "Tracking Unique Identifier"), DCM_UID);
  };
  const std::string of_follow_up = uid(Write());
  EXPECT_NE(of_follow_up, uid(WriteBaseline()));
  EXPECT_NE(of_follow_up, sample_.context.tracking_uid);
}

TEST_F(WriteKeySlicesTest, OutlinesTheRegionOnTheSliceThatShowsMostOfIt) {
  DcmDataset& dataset = Write();
  DcmItem* outline = Find(Group(dataset), "Image Region");
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

TEST_F(WriteKeySlicesTest, DrawsOnTheImageOfTheKeySliceWhereThereIsOne) {
  const auto image = WriteImage();
  ASSERT_TRUE(image);
  DcmDataset& dataset = Write(*image);
  EXPECT_EQ(Text(ImageOf(dataset), DCM_ReferencedSOPInstanceUID), image->sop_instance_uid);
  // The scanner's image stays evidence beside it.
  DcmItem& study = Item(dataset, DCM_CurrentRequestedProcedureEvidenceSequence);
  EXPECT_EQ(Count(study, DCM_ReferencedSeriesSequence), 2);
}

TEST_F(WriteKeySlicesTest, NamesTheFrameOfAnEnhancedImage) {
  test::EnhancedMr object;
  object.series.study_uid = "1.2.3.8";
  object.series.series_uid = "1.2.3.8.5";
  const auto folder = scratch_.path() / "enhanced";
  test::WriteEnhancedMr(object, folder);
  const auto study = ReadStudyFolder(folder);
  ASSERT_TRUE(study);
  sample_.follow_up = *study;
  sample_.follow_up_acquisition = test::AcquisitionOf(sample_.follow_up);
  const int k = KeySlice(sample_.follow_up_region);
  // Frames in the order of slices, echoes within.
  const auto echoes = static_cast<int>(object.series.echo_times_ms.size());
  EXPECT_EQ(Text(ImageOf(Write()), DCM_ReferencedFrameNumber), StrCat(k * echoes + 1));
}

TEST_F(WriteKeySlicesTest, FailsForAnEmptyRegion) {
  for (float& value : sample_.follow_up_region.values) value = 0;
  EXPECT_FALSE(WriteKeySliceReport(
      sample_.context, "follow-up", {after_, sample_.follow_up_region}, {}, sample_.report));
  EXPECT_FALSE(WriteImage());
}

TEST_F(WriteKeySlicesTest, AnImageIsNeededWhereEchoesShareASeries) {
  EXPECT_TRUE(NeedsKeyImage(after_));
  sample_.follow_up_acquisition.series_instance_uids = {"1.1", "1.2", "1.3"};
  EXPECT_FALSE(NeedsKeyImage(After()));
}

TEST_F(WriteKeySlicesTest, ShowsTheKeySliceInGreyValues) {
  const Volume image = test::SampleImage(sample_.follow_up_region.geometry);
  const int k = KeySlice(sample_.follow_up_region);
  DcmDataset& dataset = Load(WriteImage());
  ExpectOurs(dataset, "609");
  const Uint8* grey = nullptr;
  unsigned long count = 0;
  ASSERT_TRUE(dataset.findAndGetUint8Array(DCM_PixelData, grey, &count).good());
  ASSERT_EQ(count, 64U);  // 9 x 7, padded
  const float* values = image.values.data() + image.Offset(0, 0, k);
  for (std::size_t at = 1; at < 63; ++at) {
    // The brightest are one white.
    EXPECT_EQ(values[at] > values[at - 1], grey[at] >= grey[at - 1]) << at;
  }
  EXPECT_EQ(*std::max_element(grey, grey + 63), 255);
}

TEST_F(WriteKeySlicesTest, TheImageOfAKeySliceNamesItsSourceAndTheDirections) {
  DcmDataset& dataset = Load(WriteImage());
  EXPECT_EQ(Text(dataset, DCM_PatientOrientation), "P\\F");
  DcmItem& source = Item(dataset, DCM_SourceImageSequence);
  EXPECT_NE(Text(source, DCM_ReferencedSOPInstanceUID), "");
  EXPECT_EQ(Text(source, DCM_ReferencedFrameNumber), "");
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
