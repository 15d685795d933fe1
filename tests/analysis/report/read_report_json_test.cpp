// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/report_json.h"
#include "tests/support/sample_report.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(ReadReportJson, GivesBackEverythingThatWasWritten) {
  const std::string text = ReportJson(SampleReport());
  const auto report = ReadReportJson(text);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(ReportJson(*report), text);
}

TEST(ReadReportJson, KeepsAbsentValuesAbsent) {
  FollowUpReport report = SampleReport();
  report.measurements[0].change.reset();
  report.measurements[0].fit = kFittedAsEchoTrain;
  report.measurements[0].verdict = Verdict::kNotComparable;
  report.registrations[0].residual_mm = -1;
  report.registrations[0].half_sample_mm = -1;
  report.registrations[0].why_not = "moved too far";
  report.registration = {};
  report.region_method = RegionMethod::kAutomatic;
  report.region_quality = {0.75, {}, {}, {}};
  report.time_points[1].date.reset();
  report.time_points[1].days_from_treatment.reset();
  const std::string text = ReportJson(report);
  EXPECT_EQ(ReportJson(*ReadReportJson(text)), text);
}

TEST(ReadReportJson, RefusesWhatIsNotAReport) {
  for (const char* text :
       {"", "{", "[]", "{}", "{\"SchemaVersion\":2}", "{\"SchemaVersion\":1,\"Roi\":3}"}) {
    const auto report = ReadReportJson(text);
    ASSERT_FALSE(report) << text;
    EXPECT_EQ(report.error().kind, ErrorKind::kInput);
  }
}

}  // namespace
}  // namespace regen
