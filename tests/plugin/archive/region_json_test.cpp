// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/region_json.h"

#include "plugin/archive/json_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<ArchivedRegion> Regions(const std::string& sop_class, const std::string& rest) {
  const auto tags = ParseJson(R"({"0008,0016": ")" + sop_class +
                                  R"(", "0008,0018": "1.2.3.2.1", "0020,000e": "1.2.3.2",
                                  "0008,0023": "20260103", "0008,0033": "101112", )" +
                                  rest + "}",
                              "test");
  if (!tags) {
    ADD_FAILURE() << tags.error().message;
    return {};
  }
  return RegionsFromTags("orthanc-id", *tags);
}

std::vector<ArchivedRegion> Segmentation(const std::string& model) {
  return Regions("1.2.840.10008.5.1.4.1.1.66.4",
                 R"("0020,0052": "1.2.3.7", "0008,1090": ")" + model +
                     R"(", "0008,1115": [{"0020,000e": "1.2.3.1"}],
                     "0062,0002": [{"0062,0004": "1", "0062,0005": "tendon"},
                                   {"0062,0004": "2", "0062,0005": "bone"}])");
}

std::vector<ArchivedRegion> StructureSet(const std::string& type) {
  return Regions("1.2.840.10008.5.1.4.1.1.481.3",
                 R"("3006,0008": "20260104", "3006,0009": "0830",
  "3006,0010": [{"3006,0012": [{"3006,0014": [{"0020,000e": "1.2.3.1"}]}]}],
  "3006,0020": [{"3006,0022": "5", "3006,0026": "Tendon", "3006,0024": "1.2.3.7"}],
  "3006,0039": [{"3006,0084": "4", "3006,0040": []},
                {"3006,0084": "5", "3006,0040": [{"3006,0042": ")" +
                     type + R"(",
                  "3006,0016": [{"0008,1155": "1.2.3.1.8"}]}]}])");
}

std::vector<ArchivedRegion> Report(
    const std::string& graphic,
    const std::string& sop_class = "1.2.840.10008.5.1.4.1.1.88.33") {
  return Regions(sop_class, R"("0040,a040": "CONTAINER", "0040,a730": [
    {"0040,a040": "CONTAINER", "0040,a730": [
      {"0040,a040": "CODE", "0040,a043": [{"0008,0100": "363698007", "0008,0102": "SCT"}],
       "0040,a168": [{"0008,0100": "1", "0008,0102": "SCT", "0008,0104": "Patellar tendon"}]},
      {"0040,a040": "TEXT", "0040,a043": [{"0008,0100": "112039", "0008,0102": "DCM"}],
       "0040,a160": "ROI 1"},
      {)" + graphic + R"(, "0040,a730": [
         {"0040,a040": "IMAGE", "0008,1199": [{"0008,1155": "1.2.3.1.8"}]}]}]}])");
}

TEST(RegionsFromTags, TellsEverySegmentOfASegmentation) {
  const auto regions = Segmentation("polygon");
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(regions[0].orthanc_id, "orthanc-id");
  EXPECT_EQ(regions[0].object, "SEG");
  EXPECT_EQ(regions[0].sop_instance_uid, "1.2.3.2.1");
  EXPECT_EQ(regions[0].series_instance_uid, "1.2.3.2");
  EXPECT_EQ(regions[0].frame_of_reference_uid, "1.2.3.7");
  EXPECT_THAT(regions[0].referenced_series_uids, ElementsAre("1.2.3.1"));
  EXPECT_EQ(regions[0].content_date + regions[0].content_time, "20260103101112");
  EXPECT_EQ(regions[1].label, "bone");
  EXPECT_EQ(regions[1].number, 2);
  EXPECT_FALSE(regions[1].made_by_us);
}

TEST(RegionsFromTags, MarksOurOwn) {
  EXPECT_TRUE(Segmentation("Orthanc Regeneration").at(0).made_by_us);
}

TEST(RegionsFromTags, TellsEveryRoiOfAStructureSet) {
  const auto regions = StructureSet("CLOSED_PLANAR");
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_EQ(regions[0].object, "RTSTRUCT");
  EXPECT_EQ(regions[0].number, 5);
  EXPECT_EQ(regions[0].label, "Tendon");
  EXPECT_EQ(regions[0].frame_of_reference_uid, "1.2.3.7");
  EXPECT_THAT(regions[0].referenced_series_uids, ElementsAre("1.2.3.1"));
  EXPECT_THAT(regions[0].referenced_image_uids, ElementsAre("1.2.3.1.8"));
  EXPECT_EQ(regions[0].content_date + regions[0].content_time, "202601040830");
  EXPECT_EQ(regions[0].problem, "");
}

TEST(RegionsFromTags, AnRoiWithoutAnArea) {
  EXPECT_THAT(StructureSet("POINT").at(0).problem, HasSubstr("CLOSED_PLANAR"));
}

TEST(RegionsFromTags, TellsEveryGroupOfAReport) {
  const auto regions = Report(R"("0040,a040": "SCOORD", "0070,0023": "POLYLINE",
                              "0070,0022": "0\\0\\9\\0\\9\\9\\0\\0")");
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_EQ(regions[0].object, "SR");
  EXPECT_EQ(regions[0].label, "Patellar tendon, ROI 1");
  EXPECT_EQ(regions[0].frame_of_reference_uid, "");
  EXPECT_THAT(regions[0].referenced_image_uids, ElementsAre("1.2.3.1.8"));
  EXPECT_EQ(regions[0].problem, "");
}

TEST(RegionsFromTags, ALineOrAPointIsNoRegion) {
  EXPECT_THAT(Report(R"("0040,a040": "SCOORD", "0070,0023": "POLYLINE",
                     "0070,0022": "0\\0\\9\\0")")
                  .at(0)
                  .problem,
              HasSubstr("open POLYLINE"));
  EXPECT_THAT(Report(R"("0040,a040": "SCOORD3D", "0070,0023": "POINT")").at(0).problem,
              HasSubstr("seed"));
}

TEST(RegionsFromTags, CoordinatesTooLongForTheArchiveToTellMayBeARegion) {
  EXPECT_EQ(Report(R"("0040,a040": "SCOORD3D", "0070,0023": "POLYLINE", "0070,0022": null,
                   "3006,0024": "1.2.3.7")")
                .at(0)
                .frame_of_reference_uid,
            "1.2.3.7");
}

TEST(RegionsFromTags, OtherReportsHoldNone) {
  EXPECT_THAT(Report(R"("0040,a040": "SCOORD", "0070,0023": "ELLIPSE")",
                     "1.2.840.10008.5.1.4.1.1.88.67"),
              IsEmpty());
}

TEST(RegionsFromTags, SurvivesWhatIsNoObjectOfItsKind) {
  EXPECT_THAT(RegionsFromTags("x", Json::Value(7)), IsEmpty());
  EXPECT_THAT(Regions("1.2.840.10008.5.1.4.1.1.66.4", R"("0062,0002": "text")"), IsEmpty());
  EXPECT_THAT(Regions("1.2.840.10008.5.1.4.1.1.481.3", R"("3006,0020": [])"), IsEmpty());
}

}  // namespace
}  // namespace regen
