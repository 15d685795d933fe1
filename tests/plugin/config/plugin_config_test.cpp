// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/config/plugin_config.h"

#include "analysis/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ConfigParsed ParseSection(const std::string& section) {
  return ParsePluginConfig(StrCat("{\"Regeneration\": {", section, "}}"));
}

std::vector<std::string> TextsOf(const ConfigParsed& parsed) {
  std::vector<std::string> texts;
  for (const ConfigProblem& problem : parsed.problems)
    texts.push_back(ConfigProblemText(problem));
  return texts;
}

std::vector<std::string> ProblemsOf(const std::string& section) {
  return TextsOf(ParseSection(section));
}

TEST(ParsePluginConfig, AMissingSectionIsDisabledAndNoProblem) {
  const auto parsed = ParsePluginConfig("{\"Name\": \"PACS\"}");
  EXPECT_THAT(parsed.problems, IsEmpty());
  EXPECT_FALSE(parsed.config.enable);
}

TEST(ParsePluginConfig, ReadsTheWholeConfigurationOfOrthanc) {
  const auto parsed = ParsePluginConfig(R"({
    // as an administrator writes it
    "Name": "PACS", "StableAge": 5, "StorageDirectory": "/var/lib/orthanc",
    "DicomModalities": {"pacs": ["PACS", "127.0.0.1", 104]},
    "Regeneration": {
      "Enable": true,
      "Database": "sqlite:////var/lib/regeneration/r.db",
      "Analyzer": "/usr/bin/regeneration",
      "Scratch": "/var/tmp",
      "Workers": 2,
      "ReconcileSeconds": 60,
      "Attempts": 5,
      "AnalysisSeconds": 120,
      "AnalysisCpuSeconds": 100,
      "AnalysisMemoryMb": 1024,
      "BaselineWindowDays": 180,
      "SendTo": ["pacs"],
      "RetrieveFrom": [],
      "Outputs": ["seg", "sr"],
      "AutomaticRegion": "off",
      "WriteIntoBaselineStudy": false,
      "Language": "ca",
      "DeviceUid": "",
      "Comparability": {"FieldStrengthT": 0.2},
      "Repeatability": {"patellar-tendon/t2": {"WithinSubjectCvPercent": 5, "Subjects": 20,
                                               "Source": "site"}}
    }})");
  ASSERT_THAT(TextsOf(parsed), IsEmpty());
  const PluginConfig& config = parsed.config;
  EXPECT_TRUE(config.enable);
  EXPECT_EQ(config.database, "sqlite:////var/lib/regeneration/r.db");
  EXPECT_EQ(config.analyzer, "/usr/bin/regeneration");
  EXPECT_EQ(config.scratch, "/var/tmp");
  EXPECT_EQ(config.workers, 2);
  EXPECT_EQ(config.stable_age_seconds, 5);
  EXPECT_EQ(config.reconcile_seconds, 60);
  EXPECT_EQ(config.attempts, 5);
  EXPECT_EQ(config.analysis_seconds, 120);
  EXPECT_EQ(config.analysis_cpu_seconds, 100);
  EXPECT_EQ(config.analysis_memory_mb, 1024);
  EXPECT_EQ(config.baseline_window_days, 180);
  EXPECT_EQ(config.analysis.language, Language::kCatalan);
  EXPECT_THAT(config.send_to, ElementsAre("pacs"));
  EXPECT_FALSE(config.analysis.write_into_baseline_study);
  EXPECT_EQ(config.analysis.repeatability.at("patellar-tendon/t2").subjects, 20);
  EXPECT_THAT(parsed.notices, IsEmpty());
}

TEST(ParsePluginConfig, TellsEveryProblemAtOnce) {
  EXPECT_THAT(
      ProblemsOf(R"("Enable": "yes", "Wrokers": 2, "Workers": 0, "AutomaticRegion": "maybe",
                    "Comparability": {"VoxelRatio": 2})"),
      ElementsAre(
          "Regeneration.Enable: \"yes\" is not allowed; expected true or false",
          "Regeneration.Workers: 0 is not allowed; expected a whole number from 1 to 64",
          HasSubstr("Regeneration.AutomaticRegion: \"maybe\" is not allowed"),
          HasSubstr("Regeneration.Comparability.VoxelRatio: unknown key"),
          "Regeneration.Wrokers: unknown key; did you mean Workers?"));
}

TEST(ParsePluginConfig, TextThatIsNoJsonIsOneProblemWithItsLine) {
  EXPECT_THAT(
      TextsOf(ParsePluginConfig("{\n\"Regeneration\": {\n")),
      ElementsAre(AllOf(HasSubstr("the configuration is not JSON"), HasSubstr("line"))));
  EXPECT_THAT(TextsOf(ParsePluginConfig("[]")), ElementsAre(HasSubstr("not a JSON object")));
}

TEST(ParsePluginConfig, ASectionThatIsNoObjectIsAProblem) {
  EXPECT_THAT(
      TextsOf(ParsePluginConfig("{\"Regeneration\": true}")),
      ElementsAre("Regeneration: true is not allowed; expected an object with keys, {…}"));
}

TEST(ParsePluginConfig, ASectionInWrongCaseIsAProblem) {
  EXPECT_THAT(TextsOf(ParsePluginConfig("{\"regeneration\": {}}")),
              ElementsAre("regeneration: unknown key; did you mean Regeneration?"));
}

TEST(Database, IsAnSqliteFile) {
  EXPECT_THAT(ProblemsOf(R"("Database": "sqlite:///r.db")"), IsEmpty());
  for (const char* wrong : {"r.db", "sqlite://r.db", "sqlite:///", "sqlite:///folder/", ""}) {
    EXPECT_THAT(ProblemsOf(StrCat("\"Database\": \"", wrong, "\"")),
                ElementsAre(HasSubstr("expected sqlite:///PATH")))
        << wrong;
  }
}

TEST(Database, PostgresqlIsRecognisedAndItsPasswordNotShown) {
  const auto problems = ProblemsOf(R"("Database": "postgresql://regen:s3cret@db:5432/regen")");
  EXPECT_THAT(problems,
              ElementsAre(AllOf(HasSubstr("PostgreSQL is not available"),
                                HasSubstr("postgresql://regen:…@db:5432/regen"),
                                Not(HasSubstr("s3cret")))));
}

TEST(SendTo, NamesMustBeModalitiesWhereTheseAreGiven) {
  const std::string section =
      R"("Regeneration": {"SendTo": ["pasc"], "RetrieveFrom": ["vna"]})";
  EXPECT_THAT(
      TextsOf(ParsePluginConfig(StrCat("{\"DicomModalities\": {\"pacs\": []},", section, "}"))),
      ElementsAre("Regeneration.SendTo: \"pasc\" is not allowed; expected a name from "
                  "DicomModalities; did you mean pacs?",
                  "Regeneration.RetrieveFrom: \"vna\" is not allowed; expected a name from "
                  "DicomModalities"));
  EXPECT_THAT(TextsOf(ParsePluginConfig(StrCat("{", section, "}"))), IsEmpty());
  EXPECT_THAT(
      TextsOf(ParsePluginConfig(StrCat(
          "{\"DicomModalitiesInDatabase\": true, \"DicomModalities\": {},", section, "}"))),
      IsEmpty());
}

TEST(Outputs, AreNamesOfResultKinds) {
  EXPECT_THAT(ProblemsOf(R"("Outputs": ["sr", "seg", "pdf", "rejection-note"])"), IsEmpty());
  EXPECT_THAT(ProblemsOf(R"("Outputs": ["sr", "segmentation"])"),
              ElementsAre(AllOf(HasSubstr("Regeneration.Outputs"), HasSubstr("\"key-sr\""))));
  EXPECT_THAT(ProblemsOf(R"("Outputs": ["sr", "key-rs"])"),
              ElementsAre(HasSubstr("did you mean \"key-sr\"?")));
}

TEST(Paths, AnalyzerIsNeededAndScratchIsAbsolute) {
  EXPECT_THAT(
      ProblemsOf(R"("Analyzer": "", "Scratch": "tmp")"),
      ElementsAre(HasSubstr("Regeneration.Analyzer"), HasSubstr("Regeneration.Scratch")));
}

TEST(Notices, TellWhatHasNoEffectYet) {
  const auto parsed = ParseSection(R"("RetrieveFrom": ["vna"])");
  EXPECT_THAT(parsed.problems, IsEmpty());
  EXPECT_THAT(parsed.notices, ElementsAre(HasSubstr("RetrieveFrom has no effect")));
}

TEST(AutomaticRegion, IsHandedToTheProgram) {
  const auto parsed = ParseSection(R"("AutomaticRegion": "propose")");
  EXPECT_THAT(parsed.problems, IsEmpty());
  EXPECT_THAT(parsed.notices, IsEmpty());
  EXPECT_EQ(parsed.config.analysis.automatic_region, "propose");
}

}  // namespace
}  // namespace regen
