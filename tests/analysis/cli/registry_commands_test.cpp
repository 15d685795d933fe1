// SPDX-License-Identifier: GPL-3.0-or-later
//
// `regeneration import` and `regeneration check-config` as a script sees them: exit status,
// stdout, stderr, files.
#include "tests/support/program_test.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const char* const kTreatments =
    "treatment_id,patient_id,indication,side,application_date\n"
    "T-001,SECRET-1,patellar-tendon,R,2026-01-15\n";

using Import = ProgramTest;
using CheckConfig = ProgramTest;

TEST_F(Import, TellsWhatItDidWithEachRow) {
  Write("t.csv", kTreatments);
  const auto first = Run("import t.csv --database sqlite:///r.db");
  EXPECT_EQ(first.exit_status, 0) << first.err;
  EXPECT_THAT(first.out, StartsWith("T-001: added\n"));
  const auto again = Run("import t.csv --database sqlite:///r.db");
  EXPECT_EQ(again.exit_status, 0);
  EXPECT_THAT(again.out, StartsWith("T-001: unchanged\n"));
  EXPECT_THAT(again.err, IsEmpty());
}

TEST_F(Import, ADryRunDoesNotEvenMakeTheDatabase) {
  Write("t.csv", kTreatments);
  const auto outcome = Run("import t.csv --database sqlite:///r.db --dry-run");
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("T-001: added"), HasSubstr("nothing written")));
  EXPECT_FALSE(Exists("r.db"));
}

TEST_F(Import, AWrongFileIsUnusableInputAndNothingIsWritten) {
  Write("t.csv", StrCat(kTreatments, "T-002,SECRET-2,patellar-tendon,X,soon\n"));
  const auto outcome = Run("import t.csv --database sqlite:///r.db");
  EXPECT_EQ(outcome.exit_status, 65);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("t.csv: row 3, column side: 'X' is not known"),
                    HasSubstr("t.csv: row 3, column application_date: 'soon' is not a date"),
                    Not(HasSubstr("SECRET"))));
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_FALSE(Exists("r.db"));
}

TEST_F(Import, ScoresAndFhirAreRefusedByName) {
  Write("scores.csv", "treatment_id,date,instrument,score\nT-001,2026-01-15,VISA-P,60\n");
  Write("bundle.json", "{\"resourceType\": \"Bundle\"}");
  const auto scores = Run("import scores.csv --database sqlite:///r.db");
  EXPECT_EQ(scores.exit_status, 65);
  EXPECT_THAT(scores.err, HasSubstr("clinical scores are not supported"));
  const auto fhir = Run("import bundle.json --database sqlite:///r.db");
  EXPECT_EQ(fhir.exit_status, 65);
  EXPECT_THAT(fhir.err, HasSubstr("FHIR"));
}

TEST_F(Import, AFileThatIsNoDatabaseIsLeftAsItIs) {
  Write("t.csv", kTreatments);
  Write("r.db", "not a database, but something of the user's");
  EXPECT_EQ(Run("import t.csv --database sqlite:///r.db").exit_status, 65);
  EXPECT_EQ(*ReadWholeFile(folder_->path() / "r.db"),
            "not a database, but something of the user's");
}

TEST_F(Import, MissingArgumentsAreWrongUsage) {
  EXPECT_EQ(Run("import").exit_status, 64);
  EXPECT_EQ(Run("import t.csv").exit_status, 64);
}

TEST_F(CheckConfig, AGoodFileHasNoProblems) {
  Write("r.json", "{\"Regeneration\": {\"Enable\": true /* on */}}");
  const auto outcome = Run("check-config r.json");
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "no problems\n");
}

TEST_F(CheckConfig, TellsEveryProblemOnALineWithItsFile) {
  Write("r.json", "{\"Regeneration\": {\"Wrokers\": 2, \"Attempts\": 0}}");
  const auto outcome = Run("check-config r.json");
  EXPECT_EQ(outcome.exit_status, 65);
  EXPECT_EQ(
      outcome.err,
      "r.json: Regeneration.Attempts: 0 is not allowed; expected a whole number from 1 to "
      "100\nr.json: Regeneration.Wrokers: unknown key; did you mean Workers?\n");
}

TEST_F(CheckConfig, ReadsAFolderAsOrthancDoes) {
  Write("etc/orthanc.json", "{\"DicomModalities\": {\"pacs\": []}}");
  Write("etc/regeneration.json", "{\"Regeneration\": {\"SendTo\": [\"pasc\"]}}");
  Write("etc/notes.txt", "not configuration");
  const auto outcome = Run("check-config etc");
  EXPECT_EQ(outcome.exit_status, 65);
  EXPECT_THAT(outcome.err,
              AllOf(StartsWith("regeneration.json: Regeneration.SendTo: \"pasc\""),
                    HasSubstr("did you mean pacs?")));
}

TEST_F(CheckConfig, TheSameSectionInTwoFilesIsAProblem) {
  Write("etc/a.json", "{\"Regeneration\": {}}");
  Write("etc/b.json", "{\"Regeneration\": {}}");
  const auto outcome = Run("check-config etc");
  EXPECT_EQ(outcome.exit_status, 65);
  EXPECT_THAT(outcome.err, HasSubstr("b.json: section Regeneration stands in a.json as well"));
}

TEST_F(CheckConfig, TextThatIsNoJsonIsToldWithFileAndLine) {
  Write("etc/a.json", "{\n\"Regeneration\" {}\n}");
  const auto outcome = Run("check-config etc");
  EXPECT_EQ(outcome.exit_status, 65);
  EXPECT_THAT(outcome.err, StartsWith("a.json: line 2"));
}

TEST_F(CheckConfig, WhatIsNeitherFileNorFolderIsUnusable) {
  EXPECT_EQ(Run("check-config nowhere").exit_status, 65);
  Write("empty/readme", "");
  EXPECT_EQ(Run("check-config empty").exit_status, 65);
}

}  // namespace
}  // namespace regen
