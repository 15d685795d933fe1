// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/provenance.h"

#include "tests/support/sample_report.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

std::string Key(const Treatment& treatment,
                const char* study,
                const char* inputs,
                const char* options) {
  return JobKey(treatment, study, inputs, options, "0.1.0");
}

TEST(JobKey, IsTheSameForTheSameAndDiffersForEveryPart) {
  const Treatment treatment = SampleReport().treatment;
  Treatment corrected = treatment;
  corrected.side = Side::kLeft;
  const std::string key = Key(treatment, "1.2", "in", "opt");
  EXPECT_EQ(key, Key(treatment, "1.2", "in", "opt"));
  EXPECT_NE(key, Key(corrected, "1.2", "in", "opt"));
  EXPECT_NE(key, Key(treatment, "1.3", "in", "opt"));
  EXPECT_NE(key, Key(treatment, "1.2", "other", "opt"));
  EXPECT_NE(key, Key(treatment, "1.2", "in", "other"));
  EXPECT_NE(key, JobKey(treatment, "1.2", "in", "opt", "0.2.0"));
}

TEST(JobKey, HoldsNothingOfTheIdentity) {
  EXPECT_EQ(
      Key(SampleReport().treatment, "1.2", "in", "opt").find_first_not_of("0123456789abcdef"),
      std::string::npos);
}

TEST(AsReported, RoundsToSixDecimals) {
  EXPECT_EQ(AsReported(1.0 / 3.0), 0.333333);
  EXPECT_EQ(AsReported(-19.7560975), -19.756098);
}

}  // namespace
}  // namespace regen
