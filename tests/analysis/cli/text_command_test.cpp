// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/report_json.h"
#include "tests/support/program_test.h"
#include "tests/support/sample_report.h"

#include <gmock/gmock.h>

namespace regen {
namespace {

using testing::HasSubstr;

using Text = ProgramTest;

TEST_F(Text, PrintsAReportFromAFileOrStandardInput) {
  Write("report.json", ReportJson(SampleReport()));
  const auto from_file = Run("text report.json");
  EXPECT_EQ(from_file.exit_status, 0);
  EXPECT_EQ(from_file.out, ReportText(SampleReport()));
  EXPECT_EQ(Run("text - < report.json").out, from_file.out);
}

TEST_F(Text, PrintsInTheLanguageAskedFor) {
  Write("report.json", ReportJson(SampleReport()));
  EXPECT_EQ(Run("text --language es report.json").out,
            ReportText(SampleReport(), Language::kSpanish));
  EXPECT_EQ(Run("text --language de report.json").exit_status, 64);
}

TEST_F(Text, RefusesWhatIsNoReport) {
  Write("other.json", "{}");
  const auto end = Run("text other.json");
  EXPECT_EQ(end.exit_status, 65);
  EXPECT_THAT(end.err, HasSubstr("expected report.json"));
}

}  // namespace
}  // namespace regen
