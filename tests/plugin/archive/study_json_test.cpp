// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/study_json.h"

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
