// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/analysis_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const char* const kComplete = R"({
  "Repeatability": {"patellar-tendon/t2": {"WithinSubjectCvPercent": 5.0, "Subjects": 12,
                                           "Source": "site", "Citation": "volunteers 2026"}},
  "Comparability": {"FieldStrengthT": 0.2, "OrientationRefusedDeg": 20},
  "WriteIntoBaselineStudy": false,
  "AutomaticRegion": "propose",
  "Atlas": "/srv/atlas-2026",
  "Language": "ca",
  "DeviceUid": "2.25.1"
})";

std::string ErrorOf(std::string_view json) {
  const auto options = ParseAnalysisOptions(json);
  return options ? "" : options.error().message;
}

TEST(ParseAnalysisOptions, ReadsEveryKey) {
  const auto options = ParseAnalysisOptions(kComplete);
  ASSERT_TRUE(options) << options.error().message;
  const SiteRepeatability& site = options->repeatability.at("patellar-tendon/t2");
  EXPECT_EQ(site.within_subject, 5.0);
  EXPECT_EQ(site.subjects, 12);
  EXPECT_EQ(site.source, "site");
  EXPECT_EQ(site.citation, "volunteers 2026");
  EXPECT_EQ(options->comparability.field_strength_t, 0.2);
  EXPECT_EQ(options->comparability.orientation_refused_deg, 20);
  EXPECT_EQ(options->comparability.voxel_size_ratio, 1.5) << "default";
  EXPECT_FALSE(options->write_into_baseline_study);
  EXPECT_EQ(options->device_uid, "2.25.1");
  EXPECT_EQ(options->automatic_region, "propose");
  EXPECT_EQ(options->atlas, "/srv/atlas-2026");
  EXPECT_EQ(options->language, Language::kCatalan);
}

TEST(ParseAnalysisOptions, WantsAnAbsolutePathOfTheAtlas) {
  EXPECT_THAT(ErrorOf(R"({"Atlas": "atlas"})"),
              HasSubstr("Options.Atlas: \"atlas\" is not allowed"));
}

TEST(ParseAnalysisOptions, NothingGivenIsTheDefault) {
  EXPECT_EQ(AnalysisOptionsJson(*ParseAnalysisOptions("{}")), AnalysisOptionsJson({}));
  EXPECT_EQ(AnalysisOptionsJson(*ParseAnalysisOptions("")), AnalysisOptionsJson({}));
}

TEST(ParseAnalysisOptions, TellsEveryProblemOneLineEach) {
  const std::string error = ErrorOf(R"({
    "Repeatabilty": {},
    "WriteIntoBaselineStudy": "no",
    "Comparability": {"VoxelSizeRatio": 0.5, "EchoSpacing": 3},
    "DeviceUid": "my scanner"})");
  EXPECT_THAT(error,
              AllOf(HasSubstr("Options.Repeatabilty: unknown key; did you mean Repeatability?"),
                    HasSubstr("Options.WriteIntoBaselineStudy: \"no\" is not allowed"),
                    HasSubstr("Options.Comparability.VoxelSizeRatio: 0.5 is not allowed"),
                    HasSubstr("Options.Comparability.EchoSpacing: unknown key"),
                    HasSubstr("Options.DeviceUid: \"my scanner\" is not allowed")));
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 4);
}

TEST(ParseAnalysisOptions, NamesTheLanguagesThereAre) {
  EXPECT_THAT(ErrorOf(R"({"Language": "de"})"),
              AllOf(HasSubstr("Options.Language: \"de\" is not allowed"), HasSubstr("ca")));
}

TEST(ParseAnalysisOptions, NamesTheNearestMeasurement) {
  EXPECT_THAT(ErrorOf(R"({"Repeatability": {"patelar-tendon/t2": {}}})"),
              AllOf(HasSubstr("Options.Repeatability.patelar-tendon/t2: unknown measurement"),
                    HasSubstr("did you mean patellar-tendon/t2?")));
}

TEST(ParseAnalysisOptions, ARepeatabilityNeedsItsFigureItsSubjectsAndItsSource) {
  EXPECT_THAT(ErrorOf(R"({"Repeatability": {"patellar-tendon/t2": {}}})"),
              AllOf(HasSubstr("WithinSubjectCvPercent: is missing"),
                    HasSubstr("Subjects: is missing"),
                    HasSubstr("Source: is missing")));
  EXPECT_THAT(ErrorOf(R"({"Repeatability": {"patellar-tendon/t2":
                {"WithinSubjectCvPercent": 0, "Subjects": 0, "Source": "literature"}}})"),
              AllOf(HasSubstr("WithinSubjectCvPercent: 0 is not allowed"),
                    HasSubstr("Subjects: 0 is not allowed"),
                    HasSubstr("Source: \"literature\" is not allowed")));
}

TEST(ParseAnalysisOptions, DegradedMayNotLieBeyondRefused) {
  EXPECT_THAT(ErrorOf(R"({"Comparability": {"OrientationDegradedDeg": 40}})"),
              HasSubstr("at most OrientationRefusedDeg, 30"));
  EXPECT_THAT(ErrorOf(R"({"Comparability": {"JointAngleRefusedDeg": 5}})"),
              HasSubstr("at most JointAngleRefusedDeg, 5"));
}

TEST(ParseAnalysisOptions, NamesTheChoicesForAStudyWithoutARegion) {
  EXPECT_THAT(ErrorOf(R"({"AutomaticRegion": "yes"})"),
              AllOf(HasSubstr("AutomaticRegion"), HasSubstr("propose")));
}

TEST(ParseAnalysisOptions, TextThatIsNoObjectIsAnError) {
  EXPECT_THAT(ErrorOf("[1]"), HasSubstr("Options: [1] is not allowed"));
  EXPECT_THAT(ErrorOf("{"), HasSubstr("Options: line"));
}

TEST(Outputs, AreThoseOfTheListInAnyOrder) {
  const auto options = ParseAnalysisOptions(R"({"Outputs": ["sr", "key-sr", "sr"]})");
  ASSERT_TRUE(options);
  EXPECT_THAT(options->outputs, testing::ElementsAre("key-sr", "sr"));
  EXPECT_EQ(ConfigurationHash(*options),
            ConfigurationHash(*ParseAnalysisOptions(R"({"Outputs": ["key-sr", "sr"]})")));
}

TEST(Outputs, ChangeTheHash) {
  EXPECT_NE(ConfigurationHash(*ParseAnalysisOptions(R"({"Outputs": ["sr"]})")),
            ConfigurationHash({}));
}

TEST(Outputs, MayBeNone) {
  EXPECT_TRUE(ParseAnalysisOptions(R"({"Outputs": []})")->outputs.empty());
}

TEST(AnalysisOptionsJson, ReadsBackToTheSame) {
  const auto options = ParseAnalysisOptions(kComplete);
  const std::string canonical = AnalysisOptionsJson(*options);
  EXPECT_EQ(canonical.find('\n'), std::string::npos);
  const auto again = ParseAnalysisOptions(canonical);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(AnalysisOptionsJson(*again), canonical);
}

TEST(ConfigurationHash, DependsOnEveryOptionAndOnNothingElse) {
  const std::string defaults = ConfigurationHash({});
  EXPECT_EQ(defaults.size(), 64u);
  EXPECT_EQ(
      ConfigurationHash(*ParseAnalysisOptions(
          R"({"WriteIntoBaselineStudy": true, "Comparability": {"FieldStrengthT": 0.1}})")),
      defaults);
  for (const char* change : {R"({"WriteIntoBaselineStudy": false})",
                             R"({"DeviceUid": "2.25.1"})",
                             R"({"AutomaticRegion": "use"})",
                             R"({"Language": "es"})",
                             R"({"Comparability": {"JointAngleDegradedDeg": 9}})",
                             R"({"Comparability": {"VoxelSizePercent": 11}})",
                             R"({"Repeatability": {"patellar-tendon/t2":
                        {"WithinSubjectCvPercent": 5, "Subjects": 9, "Source": "site"}}})"}) {
    const auto options = ParseAnalysisOptions(change);
    ASSERT_TRUE(options) << change;
    EXPECT_NE(ConfigurationHash(*options), defaults) << change;
  }
}

TEST(ParseAnalysisOptions, AConstantSdTakesAStandardDeviation) {
  const auto options = ParseAnalysisOptions(R"({"Repeatability": {
      "patellar-tendon/defect-length": {"WithinSubjectSd": 0.7, "Subjects": 11,
                                        "Source": "site"}}})");
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->repeatability.at("patellar-tendon/defect-length").within_subject, 0.7);
  EXPECT_EQ(AnalysisOptionsJson(*ParseAnalysisOptions(AnalysisOptionsJson(*options))),
            AnalysisOptionsJson(*options));
}

TEST(ParseAnalysisOptions, ACoefficientOfVariationIsNoStandardDeviation) {
  EXPECT_THAT(ErrorOf(R"({"Repeatability": {"patellar-tendon/defect-length":
                  {"WithinSubjectCvPercent": 5, "Subjects": 9, "Source": "site"}}})"),
              HasSubstr("WithinSubjectSd"));
}

TEST(ParseAnalysisOptions, WhatDegradesMustNotLieBeyondWhatRefuses) {
  for (const char* pair : {R"("EchoTimeDegradedPercent": 30)",
                           R"("FibreAngleDegradedDeg": 30)",
                           R"("OrientationDegradedDeg": 40)"}) {
    const std::string json = std::string("{\"Comparability\": {") + pair + "}}";
    EXPECT_THAT(ErrorOf(json), HasSubstr("at most")) << pair;
  }
}

}  // namespace
}  // namespace regen
