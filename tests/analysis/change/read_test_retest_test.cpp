// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/read_test_retest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::HasSubstr;

std::string ErrorOf(std::string_view csv) {
  const auto study = ReadTestRetest(csv);
  return study ? "" : study.error().message;
}

TEST(ReadTestRetest, GroupsValuesByMeasurement) {
  const auto study = ReadTestRetest(
      "measurement,subject,value,true_value\n"
      "patellar-tendon/t2,A,41.5,\npatellar-tendon/t2,A,40,40.2\n"
      "articular-cartilage/t2,B,50,\n");
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_EQ(study->at("patellar-tendon/t2").size(), 2U);
  EXPECT_EQ(study->at("patellar-tendon/t2")[1].value, 40);
  EXPECT_EQ(study->at("patellar-tendon/t2")[1].true_value, 40.2);
  EXPECT_FALSE(study->at("patellar-tendon/t2")[0].true_value);
}

TEST(ReadTestRetest, NamesTheRowAndColumnOfEveryProblem) {
  const std::string error = ErrorOf(
      "measurement;subject;value\npatellar-tendon/t3;A;1\npatellar-tendon/t2;;1\n"
      "patellar-tendon/t2;A;nan\n");
  EXPECT_THAT(error, HasSubstr("row 2, column measurement"));
  EXPECT_THAT(error, HasSubstr("row 3, column subject"));
  EXPECT_THAT(error, HasSubstr("row 4, column value"));
}

TEST(ReadTestRetest, RefusesUnknownAndMissingColumns) {
  EXPECT_THAT(ErrorOf("measurement,subjects,value\n"), HasSubstr("\"subjects\""));
  EXPECT_THAT(ErrorOf("measurement,subject\n"), HasSubstr("column value is missing"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("no rows"));
}

}  // namespace
}  // namespace regen
