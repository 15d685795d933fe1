// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/report_json.h"

#include "tests/support/sample_report.h"

#include <limits>
#include <sstream>

#include <gtest/gtest.h>
#include <json/json.h>

namespace regen {
namespace {

Json::Value Parse(const FollowUpReport& report) {
  std::istringstream in(ReportJson(report));
  Json::Value json;
  in >> json;
  return json;
}

TEST(ReportJson, HasTheContractsKeys) {
  const Json::Value json = Parse(SampleReport());
  EXPECT_EQ(json["SchemaVersion"].asInt(), 1);
  EXPECT_EQ(json["Outcome"].asString(), "measured");
  EXPECT_EQ(json["Treatment"]["Id"].asString(), "T-001");
  EXPECT_EQ(json["Treatment"]["Side"].asString(), "R");
  EXPECT_TRUE(json["Treatment"]["Level"].isNull());
  EXPECT_EQ(json["TimePoints"][0]["Role"].asString(), "baseline");
  EXPECT_EQ(json["TimePoints"][0]["DaysFromTreatment"].asInt(), -13);
  EXPECT_EQ(json["TimePoints"][1]["SeriesInstanceUIDs"][0].asString(), "1.2.2.1");
  EXPECT_EQ(json["Roi"]["Method"].asString(), "reader");
  EXPECT_EQ(json["Comparability"][1]["Result"].asString(), "degraded");
  EXPECT_EQ(json["Registration"]["Structures"][0]["BaselineFromFollowUp"].size(), 16U);
  EXPECT_EQ(json["Software"]["InputDigest"].asString(), "bb");
}

TEST(ReportJson, TellsHowTheRegionWasCarriedAndChecked) {
  const Json::Value json = Parse(SampleReport());
  EXPECT_EQ(json["Registration"]["JointAngleDeg"].asDouble(), 4.5);
  EXPECT_EQ(json["Registration"]["UncertaintyMm"].asDouble(), 0.03);
  EXPECT_EQ(json["Registration"]["CarriedBy"].asString(), "tibia, patella");
  EXPECT_EQ(json["Registration"]["Residual"].asString(), "intensity");
  EXPECT_EQ(json["Registration"]["Structures"][0]["HalfSampleMm"].asDouble(), 0.02);
  EXPECT_EQ(json["Registration"]["Structures"][0]["Overlap"].asDouble(), 0.98);
  EXPECT_TRUE(json["Registration"]["Structures"][0]["WhyNot"].isNull());
  EXPECT_EQ(json["Roi"]["Agreement"].asDouble(), 0.91);
  EXPECT_EQ(json["Roi"]["VolumeChangePercent"].asDouble(), -1.25);
  EXPECT_TRUE(json["Roi"]["Quality"].isNull());
  EXPECT_TRUE(json["Measurements"][0]["BaselineExam"]["RegistrationError"].isNull());
  EXPECT_EQ(json["Measurements"][0]["FollowUpExam"]["RegistrationError"].asDouble(), 0.2);
}

TEST(ReportJson, SaysWhyAStructureIsNotUsable) {
  FollowUpReport report = SampleReport();
  report.registrations[0].usable = false;
  report.registrations[0].why_not = "too little of it in both images";
  report.registration.joint_angle_deg.reset();
  const Json::Value json = Parse(report);
  EXPECT_FALSE(json["Registration"]["Structures"][0]["Usable"].asBool());
  EXPECT_EQ(json["Registration"]["Structures"][0]["WhyNot"].asString(),
            "too little of it in both images");
  EXPECT_TRUE(json["Registration"]["JointAngleDeg"].isNull());
}

TEST(ReportJson, WritesNumbersAsTheyAre) {
  const Json::Value m = Parse(SampleReport())["Measurements"][0];
  EXPECT_EQ(m["Baseline"].asDouble(), 41.0);
  EXPECT_EQ(m["ChangePercent"].asDouble(), -19.756098);
  EXPECT_NE(ReportJson(SampleReport()).find("-19.756098,"), std::string::npos);
}

TEST(ReportJson, HasNullForWhatWasNotMeasuredAndNeverNan) {
  FollowUpReport report = SampleReport();
  report.measurements[0].follow_up.reset();
  report.measurements[0].change = std::numeric_limits<double>::quiet_NaN();
  report.registrations[0].inverse_consistency_mm = -1;
  const Json::Value json = Parse(report);
  EXPECT_TRUE(json["Measurements"][0].isMember("FollowUp"));
  EXPECT_TRUE(json["Measurements"][0]["FollowUp"].isNull());
  EXPECT_TRUE(json["Measurements"][0]["Change"].isNull());
  EXPECT_TRUE(json["Registration"]["Structures"][0]["InverseConsistencyMm"].isNull());
  EXPECT_TRUE(json["Registration"]["Structures"][0]["Usable"].asBool());
}

TEST(ReportJson, HoldsNoIdentity) {
  const std::string text = ReportJson(SampleReport());
  for (const char* secret : {"SECRET-ID", "Secret^Name", "1985"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace regen
