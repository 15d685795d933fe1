// SPDX-License-Identifier: GPL-3.0-or-later
//
// `regeneration analyze` as a script sees it where the input cannot be used; what it measures
// is tested through RunFollowUp.
#include "tests/support/program_test.h"

#include <string>

#include <gmock/gmock.h>

namespace regen {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Analyze = ProgramTest;

const char* const kRequest = R"({
  "Treatment": {"treatment_id": "T-1", "patient_id": "SECRET-1", "indication": "patellar-tendon",
                "side": "R", "application_date": "2026-01-15"},
  "Baseline": "baseline", "FollowUp": "follow-up"})";

TEST_F(Analyze, NeedsARequestAndAnOutput) {
  EXPECT_EQ(Run("analyze").exit_status, 64);
  EXPECT_EQ(Run("analyze r.json").exit_status, 64);
  EXPECT_EQ(Run("analyse r.json --output out").exit_status, 64);
  EXPECT_EQ(Run("").exit_status, 64);
}

TEST_F(Analyze, ExplainsItself) {
  const auto end = Run("analyze --help");
  EXPECT_EQ(end.exit_status, 0);
  EXPECT_THAT(end.out, HasSubstr("--output"));
}

TEST_F(Analyze, TellsInOneLineThatARequestIsMissing) {
  const auto end = Run("analyze missing.json --output out");
  EXPECT_EQ(end.exit_status, 65);
  EXPECT_EQ(end.err, "missing.json: cannot be opened for reading\n");
  EXPECT_THAT(end.out, IsEmpty());
}

TEST_F(Analyze, WritesNothingWhereTheImagesAreMissing) {
  Write("r.json", kRequest);
  const auto end = Run("analyze r.json --output out");
  EXPECT_EQ(end.exit_status, 65);
  EXPECT_EQ(end.err, "follow-up: not a folder, expected one with DICOM files\n");
  EXPECT_FALSE(Exists("out"));
}

TEST_F(Analyze, WritesNothingWhereTheImagesAreNotDicom) {
  Write("r.json", kRequest);
  Write("baseline/a.dcm", "this is no DICOM file");
  Write("follow-up/a.dcm", std::string(4096, '\0'));
  const auto end = Run("analyze r.json --output out");
  EXPECT_EQ(end.exit_status, 65);
  EXPECT_THAT(end.err, Not(IsEmpty()));
  EXPECT_THAT(end.err, Not(HasSubstr("SECRET-1")));
  EXPECT_FALSE(Exists("out"));
}

}  // namespace
}  // namespace regen
