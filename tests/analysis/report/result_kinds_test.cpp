// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/result_kinds.h"

#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(ResultKinds, HaveEachANameAndASeriesOfTheirOwn) {
  std::set<std::string_view> names;
  std::set<std::pair<int, std::string_view>> series;
  for (const ResultKind& kind : ResultKinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    // A refusal takes the measurement report's place.
    EXPECT_TRUE(series.emplace(kind.series_number, kind.series_description).second);
  }
}

TEST(ResultKinds, StandInTheOrderOfStoring) {
  const auto place = [](std::string_view name) {
    return FindResultKind(name) - ResultKinds().data();
  };
  EXPECT_LT(place(result_kinds::kSegmentation), place(result_kinds::kReport));
  EXPECT_LT(place(result_kinds::kKeyImage), place(result_kinds::kKeySliceReport));
  EXPECT_LT(place(result_kinds::kKeySliceReport), place(result_kinds::kReport));
  EXPECT_LT(place(result_kinds::kPdf), place(result_kinds::kReport));
  EXPECT_LT(place(result_kinds::kReport), place(result_kinds::kRejectionNote));
}

TEST(ResultKindOfFile, TakesTheLongestNameThatFits) {
  EXPECT_EQ(ResultKindOfFile("sr.dcm")->name, "sr");
  EXPECT_EQ(ResultKindOfFile("key-sr-baseline.dcm")->name, "key-sr");
  EXPECT_EQ(ResultKindOfFile("seg-follow-up.dcm")->name, "seg");
  EXPECT_EQ(ResultKindOfFile("key-objects.dcm")->name, "key-objects");
  EXPECT_EQ(ResultKindOfFile("secondary-capture-1.dcm")->name, "secondary-capture");
}

TEST(ResultKindOfFile, KnowsNoOther) {
  for (const char* name : {"proposal.dcm", "segment.dcm", "sr", "sr.txt", ".dcm", ""}) {
    EXPECT_EQ(ResultKindOfFile(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace regen
