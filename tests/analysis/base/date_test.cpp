// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/date.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Date, ReadsIsoAndWritesBothForms) {
  const auto date = ParseIsoDate("2026-01-15");
  ASSERT_TRUE(date);
  EXPECT_EQ(IsoDate(*date), "2026-01-15");
  EXPECT_EQ(DicomDate(*date), "20260115");
}

TEST(Date, ReadsDicomWithPadding) {
  ASSERT_TRUE(ParseDicomDate("20260115 "));
  EXPECT_EQ(IsoDate(*ParseDicomDate("20260115 ")), "2026-01-15");
}

TEST(Date, RefusesDaysThatDoNotExist) {
  EXPECT_FALSE(ParseIsoDate("2026-02-29"));
  EXPECT_TRUE(ParseIsoDate("2024-02-29"));
  EXPECT_FALSE(ParseIsoDate("2026-13-01"));
  EXPECT_FALSE(ParseIsoDate("2026-00-10"));
  EXPECT_FALSE(ParseDicomDate("20260431"));
}

TEST(Date, RefusesOtherForms) {
  for (const char* text :
       {"", "15/01/2026", "2026-1-15", "2026-01-15T10:00", "2026.01.15", "+026-01-15"}) {
    EXPECT_FALSE(ParseIsoDate(text)) << text;
  }
  EXPECT_FALSE(ParseDicomDate("2026.01.15"));
}

TEST(Date, CountsDaysAcrossLeapDayAndBackwards) {
  EXPECT_EQ(DaysBetween(*ParseIsoDate("2024-02-28"), *ParseIsoDate("2024-03-01")), 2);
  EXPECT_EQ(DaysBetween(*ParseIsoDate("2026-01-15"), *ParseIsoDate("2026-01-02")), -13);
}

}  // namespace
}  // namespace regen
