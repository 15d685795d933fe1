// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/study_json.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json::Value Parsed(const std::string& text) {
  auto value = ParseJson(text, "test");
  if (!value) {
    ADD_FAILURE() << value.error().message;
    return {};
  }
  return *value;
}

TEST(StudyStateFromJson, ReadsIdStabilityAndLastUpdate) {
  const auto state = StudyStateFromJson(
      Parsed(R"({"ID": "a", "IsStable": false, "LastUpdate": "20260101T000000"})"));
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->orthanc_id, "a");
  EXPECT_FALSE(state->is_stable);
  EXPECT_EQ(state->last_update, "20260101T000000");
}

TEST(StudyStateFromJson, RefusesWhatIsNoStudy) {
  for (const char* text :
       {"[]", "7", "{}", R"({"ID": "a"})", R"({"ID": "a", "IsStable": 1})"}) {
    EXPECT_FALSE(StudyStateFromJson(Parsed(text)).has_value()) << text;
  }
}

TEST(SeriesListFromJson, OrdersBySeriesUid) {
  const auto list = SeriesListFromJson(Parsed(R"([
    {"ID": "x", "MainDicomTags": {"SeriesInstanceUID": "1.2"}, "Instances": []},
    {"ID": "y", "MainDicomTags": {"SeriesInstanceUID": "1.1"}, "Instances": ["i"]}])"));
  ASSERT_TRUE(list.has_value());
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ(list->front().orthanc_id, "y");
  EXPECT_THAT(list->front().instances, ElementsAre("i"));
}

TEST(SeriesListFromJson, RefusesWhatIsNoListOfSeries) {
  for (const char* text : {"{}",
                           "[7]",
                           R"([{"ID": "x"}])",
                           R"([{"ID": "x", "MainDicomTags": [], "Instances": []}])",
                           R"([{"ID": "x", "MainDicomTags": {}, "Instances": [7]}])"}) {
    EXPECT_FALSE(SeriesListFromJson(Parsed(text)).has_value()) << text;
  }
}

TEST(LookupByTag, IsEmptyForWhatIsAbsentASequenceOrTooLongToBeTold) {
  const Json::Value tags = Parsed(R"({"0018,0081": null, "0008,0008": []})");
  EXPECT_EQ(LookupByTag(tags)("EchoTime"), "");
  EXPECT_EQ(LookupByTag(tags)("ImageType"), "");
  EXPECT_EQ(LookupByTag(tags)("Modality"), "");
}

TEST(LookupByTag, TrimsPadding) {
  const Json::Value tags = Parsed(R"({"0008,0060": "MR \u0000"})");
  EXPECT_EQ(LookupByTag(tags)("Modality"), "MR");
}

TEST(LookupByTag, GoesIntoTheFirstItemOfASequence) {
  const Json::Value tags = Parsed(
      R"({"5200,9229": [{"0018,9115": [{"0018,9009": "YES"}, {"0018,9009": "NO"}]}]})");
  EXPECT_EQ(LookupByTag(tags)(
                "SharedFunctionalGroupsSequence/MRModifierSequence/InversionRecovery"),
            "YES");
}

TEST(LookupByTag, IsEmptyWhereThePathLeadsNowhere) {
  for (const char* json : {"{}",
                           R"({"5200,9229": []})",
                           R"({"5200,9229": "text"})",
                           R"({"5200,9229": ["text"]})",
                           R"({"5200,9229": [{"0018,9115": null}]})"}) {
    const Json::Value tags = Parsed(json);
    EXPECT_EQ(LookupByTag(tags)(
                  "SharedFunctionalGroupsSequence/MRModifierSequence/InversionRecovery"),
              "")
        << json;
  }
}

TEST(SeriesFromTags, MakesImagesOfTheFramesOfAnEnhancedObject) {
  std::map<std::string, std::string> ids;
  const SeriesSummary series = SeriesFromTags(Parsed(R"({"a": {
      "0008,0016": "1.2.840.10008.5.1.4.1.1.4.1", "0008,0018": "1.9", "0028,0008": "2",
      "0018,9008": "SPIN",
      "5200,9229": [{"0018,9112": [{"0018,0080": "2450"}],
                     "0020,9116": [{"0020,0037": "1\\0\\0\\0\\1\\0"}]}],
      "5200,9230": [{"0018,9114": [{"0018,9082": "10"}],
                     "0020,9113": [{"0020,0032": "0\\0\\0"}]},
                    {"0018,9114": [{"0018,9082": "20"}],
                     "0020,9113": [{"0020,0032": "0\\0\\3"}]}]}})"),
                                              &ids);
  EXPECT_THAT(series.scanning_sequence, ElementsAre("SE"));
  EXPECT_EQ(series.repetition_time_ms, 2450);
  ASSERT_EQ(series.instances.size(), 2u);
  EXPECT_EQ(series.instances[1].frame_number, 2);
  EXPECT_EQ(series.instances[1].echo_time_ms, 20);
  EXPECT_EQ((*series.instances[1].image_position_lps)[2], 3);
  EXPECT_TRUE(series.instances[1].image_orientation);
  EXPECT_EQ(ids.size(), 1u);
}

TEST(SeriesFromTags, FunctionalGroupsThatAreNoneLeaveTheObjectWhole) {
  for (const char* groups : {"null", "7", "[]", "[7, {}]", "[[], []]"}) {
    std::map<std::string, std::string> ids;
    const SeriesSummary series = SeriesFromTags(
        Parsed(StrCat(R"({"a": {"0008,0016": "1.2.840.10008.5.1.4.1.1.4.1", "0028,0008": "3",)",
                      R"("5200,9229": )",
                      groups,
                      R"(, "5200,9230": )",
                      groups,
                      "}}")),
        &ids);
    ASSERT_EQ(series.instances.size(), 1u) << groups;
    EXPECT_EQ(series.instances[0].frame_number, 0) << groups;
  }
}

TEST(SeriesFromTags, TakesTheSeriesFromTheInstanceWithTheFirstUid) {
  std::map<std::string, std::string> ids;
  const SeriesSummary series =
      SeriesFromTags(Parsed(R"({"a": {"0008,0018": "1.9", "0008,103e": "second"},
                 "b": {"0008,0018": "1.1", "0008,103e": "first"}})"),
                     &ids);
  EXPECT_EQ(series.series_description, "first");
  EXPECT_EQ(ids.at("1.9"), "a");
}

TEST(SeriesFromTags, IsEmptyForNoInstances) {
  std::map<std::string, std::string> ids;
  EXPECT_THAT(SeriesFromTags(Parsed("{}"), &ids).instances, IsEmpty());
}

}  // namespace
}  // namespace regen
