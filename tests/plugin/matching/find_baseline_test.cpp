// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/find_baseline.h"

#include "tests/support/in_memory_archive.h"
#include "tests/support/study_maker.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::MakeStudy;
using test::MakeTreatment;

class FindBaselineTest : public testing::Test {
 protected:
  // The Orthanc id of the baseline, or the code of the reason.
  std::string Find(const std::vector<Treatment>& others = {}) {
    const ArchivedStudy follow_up = test::MakeFollowUp();
    archive_.Put(follow_up);
    const auto found = FindBaseline(archive_, follow_up, MakeTreatment(), others, 365);
    if (!found) return found.error().message;
    text_ = found->reason.text;
    return found->study ? found->study->state.orthanc_id : found->reason.code;
  }

  test::InMemoryArchive archive_;
  std::string text_;
};

TEST_F(FindBaselineTest, TakesTheLastStudyBeforeTheApplication) {
  archive_.Put(MakeStudy("a", 11, "20251201"));
  archive_.Put(MakeStudy("b", 12, "20260110"));
  archive_.Put(MakeStudy("c", 13, "20251224"));
  EXPECT_EQ(Find(), "b");
}

TEST_F(FindBaselineTest, TakesAStudyOfTheSameDay) {
  archive_.Put(MakeStudy("a", 11, "20260115"));
  EXPECT_EQ(Find(), "a");
}

TEST_F(FindBaselineTest, TakesNoneBehindTheApplication) {
  archive_.Put(MakeStudy("a", 11, "20260116"));
  EXPECT_EQ(Find(), reasons::kNoBaseline);
}

TEST_F(FindBaselineTest, TakesNoneBeforeTheWindow) {
  archive_.Put(MakeStudy("a", 11, "20250114"));  // 366 days
  EXPECT_EQ(Find(), reasons::kNoBaseline);
  archive_.Put(MakeStudy("b", 12, "20250115"));
  EXPECT_EQ(Find(), "b");
}

TEST_F(FindBaselineTest, TakesNoneOfAnEarlierPhase) {
  Treatment earlier = MakeTreatment("T-0");
  earlier.application_date = *ParseIsoDate("2025-12-10");
  archive_.Put(MakeStudy("a", 11, "20251201"));
  EXPECT_EQ(Find({earlier}), reasons::kNoBaseline);
}

TEST_F(FindBaselineTest, PassesOverStudiesThatDoNotMatchAndSaysWhy) {
  ArchivedStudy left = MakeStudy("left", 11, "20260110");
  left.summary.study_description = "MR knee";
  left.summary.series.front().laterality = "L";
  archive_.Put(left);
  ArchivedStudy copy = MakeStudy("copy", 12, "20260111");
  copy.anonymised_copy = true;
  archive_.Put(copy);
  EXPECT_EQ(Find(), reasons::kNoBaseline);
  EXPECT_NE(text_.find("anonymised-copy, side-conflict"), std::string::npos) << text_;
  archive_.Put(MakeStudy("right", 13, "20251201"));
  EXPECT_EQ(Find(), "right");
}

TEST_F(FindBaselineTest, PassesOverAnEarlierStudyWithoutASuitableSeries) {
  ArchivedStudy other = MakeStudy("other", 11, "20260110");
  other.summary.series.front().instances.resize(1);
  archive_.Put(other);
  archive_.Put(MakeStudy("a", 12, "20251201"));
  EXPECT_EQ(Find(), "a");
}

TEST_F(FindBaselineTest, TellsThatTheArchiveDoesNotAnswer) {
  archive_.FailCalls(1);
  EXPECT_EQ(Find(), "the archive does not answer");
}

}  // namespace
}  // namespace regen
