// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/dicom/result_test.h"

#include <cmath>

namespace regen::dicom {
namespace {

class WriteParametricMapTest : public ResultTest {
 protected:
  // 40 ms and a little more from voxel to voxel of the region, nothing elsewhere.
  Volume Map() const {
    Volume map = sample_.follow_up_region;
    for (std::size_t at = 0; at < map.values.size(); ++at) {
      map.values[at] =
          map.values[at] < 0.5F ? std::nanf("") : 40.0F + 0.25F * static_cast<float>(at);
    }
    return map;
  }
  Result<WrittenObject> Write(const Volume& map) const {
    return WriteParametricMap(sample_.context,
                              "follow-up",
                              sample_.follow_up,
                              sample_.follow_up_acquisition,
                              map,
                              sample_.report);
  }
};

TEST_F(WriteParametricMapTest, HoldsEveryValueOfTheSlicesThatHaveSome) {
  const Volume map = Map();
  DcmDataset& dataset = Load(Write(map));
  ExpectOurs(dataset, "601");
  const Float32* values = nullptr;
  unsigned long count = 0;
  ASSERT_TRUE(dataset.findAndGetFloat32Array(DCM_FloatPixelData, values, &count).good());
  const std::size_t area = 9 * 7;
  ASSERT_EQ(count, 3 * area);  // the first of four slices is empty
  for (std::size_t at = 0; at < count; ++at) {
    const float expected = map.values[area + at];
    EXPECT_EQ(values[at], std::isnan(expected) ? -1.0F : expected) << at;
  }
}

TEST_F(WriteParametricMapTest, SaysThatItsValuesAreT2InMilliseconds) {
  DcmDataset& dataset = Load(Write(Map()));
  DcmItem& mapping = Item(Item(dataset, DCM_SharedFunctionalGroupsSequence),
                          DCM_RealWorldValueMappingSequence);
  EXPECT_EQ(Text(Item(mapping, DCM_MeasurementUnitsCodeSequence), DCM_CodeValue), "ms");
  EXPECT_EQ(Text(Item(Item(mapping, DCM_QuantityDefinitionSequence), DCM_ConceptCodeSequence),
                 DCM_CodeValue),
            "113065");
  EXPECT_EQ(Text(mapping, DCM_RealWorldValueSlope), "1");
  EXPECT_EQ(Text(mapping, DCM_RealWorldValueIntercept), "0");
}

TEST_F(WriteParametricMapTest, PutsEveryFrameWhereItsImageLies) {
  DcmDataset& dataset = Load(Write(Map()));
  ASSERT_EQ(Count(dataset, DCM_PerFrameFunctionalGroupsSequence), 3);
  DcmItem& frame = Item(dataset, DCM_PerFrameFunctionalGroupsSequence, 0);
  const std::string uid =
      Text(Item(Item(frame, DCM_DerivationImageSequence), DCM_SourceImageSequence),
           DCM_ReferencedSOPInstanceUID);
  const auto source = sample_.follow_up.file_of_sop_instance.find(uid);
  ASSERT_NE(source, sample_.follow_up.file_of_sop_instance.end());
  DcmFileFormat image;
  image.loadFile(source->second.c_str());
  EXPECT_EQ(Text(Item(frame, DCM_PlanePositionSequence), DCM_ImagePositionPatient),
            Text(*image.getDataset(), DCM_ImagePositionPatient));
}

TEST_F(WriteParametricMapTest, FailsWithoutAnyValue) {
  Volume none = Map();
  for (float& value : none.values) value = std::nanf("");
  const auto written = Write(none);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kInput);
}

TEST_F(WriteParametricMapTest, GivesTheSameBytesForTheSameAnalysis) {
  Load(Write(Map()));
  const auto file = sample_.context.output / written_.file_name;
  const std::string bytes = *ReadWholeFile(file);
  Load(Write(Map()));
  EXPECT_EQ(*ReadWholeFile(file), bytes);
}

}  // namespace
}  // namespace regen::dicom
