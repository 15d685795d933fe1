// SPDX-License-Identifier: GPL-3.0-or-later
//
// study.csv and expected.json come from retest/expected.py (numpy, scipy).
#include "analysis/change/retest_json.h"

#include "analysis/base/files.h"
#include "analysis/options/analysis_options.h"
#include "tests/support/source_folder.h"

#include <cmath>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <json/json.h>

namespace regen {
namespace {

const std::string kFolder = SourceFolder() + "/tests/analysis/change/retest/";

Json::Value Parse(const std::string& text) {
  Json::Value json;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  EXPECT_TRUE(reader->parse(text.data(), text.data() + text.size(), &json, nullptr));
  return json;
}

Json::Value Answer() {
  const auto csv = ReadWholeFile(std::string(kFolder) + "study.csv");
  const auto study = ReadTestRetest(*csv);
  EXPECT_TRUE(study) << study.error().message;
  const auto json = RetestJson(*study, "site", "made up");
  EXPECT_TRUE(json);
  return Parse(*json);
}

void ExpectSame(const Json::Value& expected,
                const Json::Value& found,
                const std::string& path) {
  if (expected.isObject()) {
    for (const std::string& key : expected.getMemberNames())
      ExpectSame(expected[key], found[key], path + "." + key);
  } else if (expected.isNumeric()) {
    ASSERT_TRUE(found.isNumeric()) << path;
    const double wanted = expected.asDouble();
    EXPECT_NEAR(found.asDouble(), wanted, 1e-9 * std::max(1.0, std::abs(wanted))) << path;
  } else {
    EXPECT_EQ(expected.isNull(), found.isNull()) << path;
  }
}

TEST(RetestJson, EqualsWhatNumpyAndScipyComputed) {
  const Json::Value expected = Parse(*ReadWholeFile(std::string(kFolder) + "expected.json"));
  Json::Value found = Answer()["Details"];
  ASSERT_EQ(expected.size(), 3U);
  for (const std::string& key : expected.getMemberNames()) {
    Json::Value wanted = expected[key];
    const bool is_sd = key == "patellar-tendon/defect-length";
    const Json::Value limit = wanted[is_sd ? "ClaimSd" : "ClaimCvPercent"];
    wanted.removeMember("ClaimSd");
    wanted.removeMember("ClaimCvPercent");
    ExpectSame(wanted, found[key], key);
    ExpectSame(limit, found[key]["Conformance"]["UpperLimit"], key + " limit");
  }
}

TEST(RetestJson, GoesIntoTheConfigurationAsItIs) {
  Json::Value options;
  options["Repeatability"] = Answer()["Repeatability"];
  Json::StreamWriterBuilder writer;
  const auto parsed = ParseAnalysisOptions(Json::writeString(writer, options));
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->repeatability.size(), 3U);
  EXPECT_EQ(parsed->repeatability.at("articular-cartilage/t2").subjects, 14);
}

TEST(RetestJson, ClaimsNoConformanceWithTooFewSubjects) {
  const Json::Value conformance = Answer()["Details"]["articular-cartilage/t2"]["Conformance"];
  EXPECT_FALSE(conformance["Conforms"].asBool());
  EXPECT_THAT(conformance["Statement"].asString(),
              testing::HasSubstr("at least 35 subjects are needed"));
}

TEST(RetestJson, RefusesAStudyWithoutRepeats) {
  const auto study = ReadTestRetest("measurement,subject,value\npatellar-tendon/t2,A,40\n");
  ASSERT_TRUE(study);
  const auto json = RetestJson(*study, "site", "");
  ASSERT_FALSE(json);
  EXPECT_THAT(json.error().message, testing::HasSubstr("no subject has two values"));
}

}  // namespace
}  // namespace regen
