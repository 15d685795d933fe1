// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/series_summary.h"

#include "analysis/base/text.h"

#include <map>

#include <gtest/gtest.h>

namespace regen {
namespace {

AttributeLookup LookupIn(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view keyword) {
    const auto found = values.find(std::string(keyword));
    return found == values.end() ? std::string() : found->second;
  };
}

TEST(SummarizeInstance, ReadsGeometryAndEcho) {
  const auto image = SummarizeInstance(
      LookupIn({{"SOPInstanceUID", "1.2.3"},
                {"ImageType", "ORIGINAL\\PRIMARY\\OTHER"},
                {"Rows", "256"},
                {"Columns", "192"},
                {"PixelSpacing", "0.5\\0.625"},
                {"ImagePositionPatient", "-29.0364\\-103.429\\56.2757"},
                {"ImageOrientationPatient",
                 "-0.0218343\\0.999511\\0.0224019\\-0.144772\\0.01901\\-0.989282"},
                {"EchoTime", "6.312 "}}));
  EXPECT_EQ(image.rows, 256);
  EXPECT_EQ(image.columns, 192);
  EXPECT_EQ((*image.pixel_spacing_mm)[1], 0.625);
  EXPECT_EQ((*image.image_position_lps)[2], 56.2757);
  EXPECT_EQ((*image.image_orientation)[1], 0.999511);
  EXPECT_EQ(image.echo_time_ms, 6.312);
  EXPECT_EQ(image.image_type.size(), 3u);
  EXPECT_EQ(image.number_of_frames, 1);
}

TEST(SummarizeInstance, GarbageIsAbsent) {
  const auto image =
      SummarizeInstance(LookupIn({{"Rows", "-5"},
                                  {"Columns", "1e9"},
                                  {"NumberOfFrames", "99999999999"},
                                  {"PixelSpacing", "0\\0.5"},
                                  {"ImagePositionPatient", "1\\2"},
                                  {"ImageOrientationPatient", "1\\0\\0\\1\\0\\0"},
                                  {"EchoTime", "nan"}}));
  EXPECT_EQ(image.rows, 0);
  EXPECT_EQ(image.columns, 0);
  EXPECT_EQ(image.number_of_frames, 1);
  EXPECT_FALSE(image.pixel_spacing_mm);
  EXPECT_FALSE(image.image_position_lps);
  EXPECT_FALSE(image.image_orientation);
  EXPECT_FALSE(image.echo_time_ms);
}

TEST(SummarizeInstance, PositionsBeyondReasonAreAbsent) {
  EXPECT_FALSE(SummarizeInstance(LookupIn({{"ImagePositionPatient", "1e300\\0\\0"}}))
                   .image_position_lps);
}

TEST(SummarizeSeries, ReadsWhatIsTheSameForTheSeries) {
  const auto series = SummarizeSeries(LookupIn({{"Modality", "MR"},
                                                {"ScanningSequence", "SE\\IR"},
                                                {"MagneticFieldStrength", "3"},
                                                {"Laterality", "R "},
                                                {"LossyImageCompression", "01"}}));
  EXPECT_EQ(series.scanning_sequence, (std::vector<std::string>{"SE", "IR"}));
  EXPECT_EQ(series.magnetic_field_strength_t, 3.0);
  EXPECT_EQ(series.laterality, "R");
  EXPECT_TRUE(series.lossy_compression);
  EXPECT_FALSE(series.repetition_time_ms);
}

TEST(SummarizeSeries, FieldStrengthInGaussBecomesTesla) {
  EXPECT_EQ(
      SummarizeSeries(LookupIn({{"MagneticFieldStrength", "15000"}})).magnetic_field_strength_t,
      1.5);
}

TEST(SummarizeSeries, ReadsWhatEnhancedMrHasInItsFunctionalGroups) {
  const auto series = SummarizeSeries(LookupIn(
      {{"SharedFunctionalGroupsSequence/MRTimingAndRelatedParametersSequence/RepetitionTime",
        "3000"},
       {"SharedFunctionalGroupsSequence/MRModifierSequence/InversionTimes", "150\\300"},
       {"PerFrameFunctionalGroupsSequence/MRImageFrameTypeSequence/AcquisitionContrast",
        "STIR"}}));
  EXPECT_EQ(series.repetition_time_ms, 3000);
  EXPECT_EQ(series.inversion_time_ms, 150);
  EXPECT_EQ(series.enhanced.acquisition_contrast, "STIR");
}

TEST(SummarizeSeries, PrefersTheAttributeAtTheTopToTheFunctionalGroup) {
  const auto series = SummarizeSeries(LookupIn(
      {{"RepetitionTime", "500"},
       {"SharedFunctionalGroupsSequence/MRTimingAndRelatedParametersSequence/RepetitionTime",
        "3000"}}));
  EXPECT_EQ(series.repetition_time_ms, 500);
}

TEST(SummarizeSeries, ReadsTheAnatomicRegionOfTheFrame) {
  const std::string region =
      "SharedFunctionalGroupsSequence/FrameAnatomySequence/AnatomicRegionSequence/";
  const auto series = SummarizeSeries(
      LookupIn({{region + "CodeValue", "72696002"},
                {region + "CodingSchemeDesignator", "SCT"},
                {region + "CodeMeaning", "Knee"},
                {region + "AnatomicRegionModifierSequence/CodeValue", "24028007"},
                {region + "AnatomicRegionModifierSequence/CodingSchemeDesignator", "SCT"}}));
  EXPECT_EQ(series.anatomic_region_code, "SCT:72696002");
  EXPECT_EQ(series.anatomic_region_meaning, "Knee");
  EXPECT_EQ(series.anatomic_region_modifier_code, "SCT:24028007");
}

TEST(SummarizeInstance, ReadsTheSideOfTheImageOrOfTheFrame) {
  EXPECT_EQ(SummarizeInstance(LookupIn({{"ImageLaterality", "l"}})).laterality, "L");
  EXPECT_EQ(SummarizeInstance(LookupIn({{"PerFrameFunctionalGroupsSequence/"
                                         "FrameAnatomySequence/FrameLaterality",
                                         "R"}}))
                .laterality,
            "R");
}

TEST(SummarizeSeries, ReadsTheQuantityOfAMap) {
  const std::string mapping = "SharedFunctionalGroupsSequence/RealWorldValueMappingSequence/";
  const auto series = SummarizeSeries(LookupIn(
      {{mapping + "QuantityDefinitionSequence/ConceptCodeSequence/CodeValue", "113065"},
       {mapping + "QuantityDefinitionSequence/ConceptCodeSequence/CodingSchemeDesignator",
        "DCM"},
       {mapping + "RealWorldValueSlope", "1"},
       {mapping + "RealWorldValueIntercept", "0"},
       {mapping + "MeasurementUnitsCodeSequence/CodeValue", "ms"}}));
  EXPECT_EQ(series.quantity_code, "DCM:113065");
  EXPECT_EQ(series.measurement_units, "ms");
}

// Units of a map that its mapping scales by `slope` and its rescale by `rescale`.
std::string UnitsOf(const std::string& slope, const std::string& rescale) {
  const std::string mapping = "RealWorldValueMappingSequence/";
  return SummarizeSeries(LookupIn({{mapping + "RealWorldValueSlope", slope},
                                   {mapping + "RealWorldValueIntercept", "0"},
                                   {mapping + "MeasurementUnitsCodeSequence/CodeValue", "ms"},
                                   {"RescaleSlope", rescale}}))
      .measurement_units;
}

TEST(SummarizeSeries, GivesUnitsOnlyWhereTheMappingScalesAsTheRescaleDoes) {
  EXPECT_EQ(UnitsOf("1", ""), "ms");
  EXPECT_EQ(UnitsOf("0.1", "0.1"), "ms");
  EXPECT_EQ(UnitsOf("0.1", "1"), "?");
  EXPECT_EQ(UnitsOf("0.1", ""), "?");
  EXPECT_EQ(UnitsOf("", "1"), "?");  // by a table
}

TEST(SummaryKeywords, HoldEveryKeywordThatIsAskedFor) {
  const auto& keywords = SummaryKeywords();
  const AttributeLookup lookup = [&](std::string_view path) {
    for (const std::string& keyword : Split(path, '/')) {
      EXPECT_TRUE(HoldsUid(keywords, keyword)) << path;
    }
    return std::string();
  };
  SummarizeStudy(lookup);
  SummarizeSeries(lookup);
  SummarizeInstance(lookup);
}

}  // namespace
}  // namespace regen
