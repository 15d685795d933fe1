// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/reason_json.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <json/json.h>

namespace regen {
namespace {

Json::Value Parse(const std::string& text) {
  std::istringstream in(text);
  Json::Value value;
  in >> value;
  return value;
}

TEST(ReasonJson, GivesBackReasonsAndCandidates) {
  const std::vector<Candidate> candidates{
      {"1.2", "1.2.3", "T2 \"map\"", true, {MakeReason(reasons::kSelected, "8 echoes")}},
      {"1.2", "1.2.4", "", false, {}}};
  const auto read = CandidatesOf(CandidatesValue(candidates));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].series_instance_uid, "1.2.3");
  EXPECT_EQ(read[0].series_description, "T2 \"map\"");
  EXPECT_TRUE(read[0].selected);
  ASSERT_EQ(read[0].reasons.size(), 1U);
  EXPECT_EQ(read[0].reasons[0].text, "8 echoes");
  EXPECT_FALSE(read[1].selected);
}

TEST(ReasonJson, LeavesOutWhatHasAnotherShape) {
  EXPECT_TRUE(ReasonsOf(Parse("{}")).empty());
  EXPECT_TRUE(ReasonsOf(Parse("[1, null, \"x\"]")).empty());
  const auto reasons = ReasonsOf(Parse("[{\"Code\": 3, \"Text\": \"t\"}]"));
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_TRUE(reasons[0].code.empty());
  EXPECT_TRUE(CandidatesOf(Parse("[[], {\"Selected\": \"yes\"}]")).size() == 1U);
}

}  // namespace
}  // namespace regen
