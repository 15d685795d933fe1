// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/view_json.h"

#include "plugin/archive/json_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::HasSubstr;

Json::Value Parsed(const std::string& text) {
  auto value = ParseJson(text, "test");
  if (!value) {
    ADD_FAILURE() << text;
    return {};
  }
  return *value;
}

TEST(StudyViewJson, KeepsTheReportsNumbersDigitByDigit) {
  StudyView view;
  view.report_json = R"({"Change": -8.1, "ChangePercent": -19.80})";
  const std::string text = StudyViewJson(view);
  EXPECT_THAT(text, HasSubstr(view.report_json));
  EXPECT_EQ(Parsed(text)["Report"]["Change"].asDouble(), -8.1);
}

TEST(StudyViewJson, ABrokenReportIsNullAndBreaksNothing) {
  StudyView view;
  for (const char* report : {R"({"Change": )", "", "}, \"State\": \"measured\" {"}) {
    view.report_json = report;
    const Json::Value json = Parsed(StudyViewJson(view));
    EXPECT_TRUE(json["Report"].isNull()) << report;
    EXPECT_EQ(json["State"].asString(), "waiting") << report;
  }
}

TEST(StudyViewJson, WritesWhatIsMissingAsNull) {
  const Json::Value json = Parsed(StudyViewJson(StudyView()));
  for (const char* member : {"Outcome", "Report", "TreatmentId", "BaselineStudyInstanceUID"}) {
    ASSERT_TRUE(json.isMember(member)) << member;
    EXPECT_TRUE(json[member].isNull()) << member;
  }
  for (const char* member : {"Reasons", "Candidates", "Results"}) {
    EXPECT_TRUE(json[member].isArray()) << member;
  }
}

TEST(StudyViewJson, EscapesTextOfTheImages) {
  StudyView view;
  view.candidates = {{"1", "1.1", "\"}<script>\\", false, {}}};
  EXPECT_EQ(Parsed(StudyViewJson(view))["Candidates"][0]["SeriesDescription"].asString(),
            "\"}<script>\\");
}

TEST(QueueJson, IsAListAlsoWhereNothingWaits) {
  EXPECT_EQ(QueueJson({}), "[]\n");
}

TEST(QueueJson, TellsStageAndProgressOfARunningAnalysis) {
  QueueEntry entry;
  entry.phase = StudyPhase::kAnalyzing;
  entry.stage = "register";
  entry.progress = 0.5;
  const Json::Value json = Parsed(QueueJson({entry}))[0];
  EXPECT_EQ(json["State"].asString(), "analyzing");
  EXPECT_EQ(json["Stage"].asString(), "register");
  EXPECT_EQ(json["Progress"].asDouble(), 0.5);
}

TEST(HealthJson, GivesNoErrorWhereAllIsWell) {
  Health health;
  health.healthy = true;
  EXPECT_FALSE(Parsed(HealthJson(health)).isMember("Code"));
}

TEST(ImportOutcomeJson, NamesTheEffectOnEachRow) {
  ImportOutcome outcome;
  outcome.rows = {{"a", ImportRow::Effect::kAdded},
                  {"b", ImportRow::Effect::kChanged},
                  {"c", ImportRow::Effect::kUnchanged}};
  const Json::Value rows = Parsed(ImportOutcomeJson(outcome, true))["Rows"];
  EXPECT_EQ(rows[0]["Effect"].asString(), "added");
  EXPECT_EQ(rows[1]["Effect"].asString(), "changed");
  EXPECT_EQ(rows[2]["Effect"].asString(), "unchanged");
}

TEST(ImportOutcomeJson, AProblemOfAWholeRowHasNoColumn) {
  ImportOutcome outcome;
  outcome.problems = {{3, "", "too few columns"}};
  const Json::Value json = Parsed(ImportOutcomeJson(outcome, false));
  EXPECT_TRUE(json["Problems"][0]["Column"].isNull());
  EXPECT_THAT(json["Message"].asString(), HasSubstr("row 3"));
}

}  // namespace
}  // namespace regen
