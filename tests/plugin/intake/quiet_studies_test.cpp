// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/quiet_studies.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using std::chrono::seconds;

class QuietStudiesTest : public testing::Test {
 protected:
  std::size_t QuietAt(int second) {
    return studies_.Quiet(start_ + seconds(second), 100).size();
  }

  QuietStudies studies_{seconds(10)};
  QuietStudies::Time start_ = std::chrono::steady_clock::now();
};

TEST_F(QuietStudiesTest, WaitsUntilAStudyHasBeenQuietLongEnough) {
  studies_.Observe("a", "1", start_);
  EXPECT_EQ(QuietAt(9), 0U);
  EXPECT_EQ(QuietAt(10), 1U);
}

TEST_F(QuietStudiesTest, WaitsAnewWhereTheStudyChanged) {
  studies_.Observe("a", "1", start_);
  studies_.Observe("a", "2", start_ + seconds(8));
  EXPECT_EQ(QuietAt(10), 0U);
  EXPECT_EQ(QuietAt(18), 1U);
}

TEST_F(QuietStudiesTest, WaitsNotAnewWhereNothingChanged) {
  studies_.Observe("a", "1", start_);
  studies_.Observe("a", "1", start_ + seconds(8));
  EXPECT_EQ(QuietAt(10), 1U);
}

TEST_F(QuietStudiesTest, ForgetsAStudy) {
  studies_.Observe("a", "1", start_);
  studies_.Forget("a");
  EXPECT_EQ(QuietAt(20), 0U);
}

TEST_F(QuietStudiesTest, GivesNoMoreThanAskedFor) {
  for (const char* id : {"a", "b", "c"}) studies_.Observe(id, "1", start_);
  EXPECT_EQ(studies_.Quiet(start_ + seconds(20), 2).size(), 2U);
}

}  // namespace
}  // namespace regen
