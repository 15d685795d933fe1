// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/trend_chart.h"

#include "tests/support/sample_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(AxisTicks, AreRoundNumbersInsideTheRange) {
  EXPECT_THAT(AxisTicks(28.3, 46.9, 4), ElementsAre(30, 35, 40, 45));
  EXPECT_THAT(AxisTicks(-28, 190, 6), ElementsAre(0, 50, 100, 150));
  EXPECT_THAT(
      AxisTicks(0.11, 0.29, 4),
      ElementsAre(DoubleNear(0.15, 1e-12), DoubleNear(0.2, 1e-12), DoubleNear(0.25, 1e-12)));
}

TEST(AxisTicks, OfAnEmptyRangeAreNone) {
  EXPECT_TRUE(AxisTicks(1, 1, 4).empty());
  EXPECT_TRUE(AxisTicks(2, 1, 4).empty());
}

TEST(CanBeCharted, NeedsBothValuesAndBothTimes) {
  FollowUpReport report = SampleReport();
  EXPECT_TRUE(CanBeCharted(report, report.measurements[0]));
  report.measurements[0].follow_up.reset();
  EXPECT_FALSE(CanBeCharted(report, report.measurements[0]));
  report = SampleReport();
  report.time_points.pop_back();
  EXPECT_FALSE(CanBeCharted(report, report.measurements[0]));
}

}  // namespace
}  // namespace regen
