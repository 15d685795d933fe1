// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/parse_treatment.h"

#include "analysis/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kHeader = "treatment_id,patient_id,indication,side,application_date";
const std::string kRow = "T-001,P1,patellar-tendon,R,2026-01-15";

std::vector<std::string> ProblemsOf(const TreatmentsParsed& parsed) {
  std::vector<std::string> texts;
  for (const ImportProblem& problem : parsed.problems)
    texts.push_back(ImportProblemText(problem));
  return texts;
}

std::vector<std::string> ProblemsOfCsv(const std::string& csv) {
  return ProblemsOf(ParseTreatmentsCsv(csv));
}

// The problems of one row that has `column` set to `value` beside the required columns.
std::vector<std::string> ProblemsOfColumn(const std::string& column, const std::string& value) {
  return ProblemsOfCsv(StrCat(kHeader, ",", column, "\n", kRow, ",\"", value, "\"\n"));
}

std::vector<std::string> ProblemsOfFields(std::map<std::string, std::string> changes) {
  std::map<std::string, std::string> fields = {{"treatment_id", "T-001"},
                                               {"patient_id", "P1"},
                                               {"indication", "patellar-tendon"},
                                               {"side", "R"},
                                               {"application_date", "2026-01-15"}};
  for (auto& [column, text] : changes) fields[column] = text;
  return ProblemsOf(ParseTreatmentFields(fields));
}

TEST(ParseTreatmentsCsv, ReadsEveryColumn) {
  const auto parsed = ParseTreatmentsCsv(
      kHeader + ",issuer_of_patient_id,patient_name,birth_date,sex,lot,cell_dose,source\n" +
      kRow + ",HOSP,Núñez^Anna,1985-06-14,F,L7,2e7,autologous\n");
  ASSERT_THAT(ProblemsOf(parsed), IsEmpty());
  ASSERT_THAT(parsed.treatments, SizeIs(1));
  const Treatment& treatment = parsed.treatments[0];
  EXPECT_EQ(treatment.id, "T-001");
  EXPECT_EQ(treatment.side, Side::kRight);
  EXPECT_EQ(IsoDate(treatment.application_date), "2026-01-15");
  EXPECT_EQ(treatment.issuer_of_patient_id, "HOSP");
  EXPECT_EQ(treatment.patient_name, "Núñez^Anna");
  EXPECT_EQ(IsoDate(*treatment.birth_date), "1985-06-14");
  EXPECT_EQ(treatment.sex, "F");
  EXPECT_EQ(treatment.product.back(),
            (std::pair<std::string, std::string>("cell_dose", "20000000")));
}

TEST(ParseTreatmentsCsv, CanonicalFieldsParseBackToTheSameRecord) {
  const auto parsed =
      ParseTreatmentsCsv(kHeader + ",sex,viability_percent\n" + kRow + ",M,91.50\n");
  ASSERT_THAT(parsed.treatments, SizeIs(1));
  std::map<std::string, std::string> fields;
  for (const auto& [column, text] : TreatmentFields(parsed.treatments[0]))
    fields[column] = text;
  const auto again = ParseTreatmentFields(fields);
  ASSERT_THAT(again.treatments, SizeIs(1));
  EXPECT_EQ(TreatmentDigest(again.treatments[0]), TreatmentDigest(parsed.treatments[0]));
}

TEST(ParseTreatmentsCsv, AcceptsSemicolonByteOrderMarkAndWindowsLineEnds) {
  const auto parsed = ParseTreatmentsCsv(
      "\xEF\xBB\xBFtreatment_id;patient_id;indication;side;application_date;product\r\n"
      "T-001;P1;patellar-tendon;R;2026-01-15;cells, fresh\r\n\r\n");
  ASSERT_THAT(ProblemsOf(parsed), IsEmpty());
  EXPECT_EQ(parsed.treatments[0].product[0].second, "cells, fresh");
}

TEST(ParseTreatmentsCsv, AcceptsQuotesInsideAField) {
  const auto parsed =
      ParseTreatmentsCsv(kHeader + ",product\n" + kRow + ",\"the \"\"XCEL\"\" one\"");
  ASSERT_THAT(ProblemsOf(parsed), IsEmpty());
  EXPECT_EQ(parsed.treatments[0].product[0].second, "the \"XCEL\" one");
}

TEST(ParseTreatmentsCsv, LeavesOutRowsOfEmptyCells) {
  EXPECT_THAT(ParseTreatmentsCsv(kHeader + "\n" + kRow + "\n,,,,\n\n").treatments, SizeIs(1));
}

TEST(ParseTreatmentsCsv, NamesTheNearestColumnForAnUnknownOne) {
  EXPECT_THAT(
      ProblemsOfColumn("cel_dose", "1"),
      ElementsAre("row 1, column 'cel_dose': is not a known column; did you mean cell_dose?"));
  EXPECT_THAT(ProblemsOfColumn("hospital_bed", "1"),
              ElementsAre("row 1, column 'hospital_bed': is not a known column"));
}

TEST(ParseTreatmentsCsv, TellsEveryMissingRequiredColumnOnce) {
  EXPECT_THAT(
      ProblemsOfCsv("treatment_id,side\nT-001,R\nT-002,L\n"),
      ElementsAre("row 1, column patient_id: is missing from the header; it is required",
                  "row 1, column indication: is missing from the header; it is required",
                  HasSubstr("column application_date")));
}

TEST(ParseTreatmentsCsv, RefusesAColumnTwice) {
  EXPECT_THAT(ProblemsOfColumn("side", "R"),
              ElementsAre("row 1, column side: stands twice in the header"));
}

TEST(ParseTreatmentsCsv, ReportsAllProblemsAndNoTreatment) {
  const auto parsed = ParseTreatmentsCsv(
      kHeader + "\n" + kRow + "\nT-002,P2,patelar,R,2026-13-01\nT-003,P3,bone,X,2026-01-15\n");
  EXPECT_THAT(
      ProblemsOf(parsed),
      ElementsAre(HasSubstr("row 3, column indication: 'patelar' is not known"),
                  "row 3, column application_date: '2026-13-01' is not a date; expected "
                  "YYYY-MM-DD",
                  "row 4, column side: 'X' is not known; expected L, R"));
  EXPECT_THAT(parsed.treatments, IsEmpty());
}

TEST(ParseTreatmentsCsv, RefusesShortAndLongRows) {
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\nT-001,P1\n" + kRow + ",more\n"),
              ElementsAre("row 2: has 2 fields; the header has 5",
                          "row 3: has 6 fields; the header has 5"));
}

TEST(ParseTreatmentsCsv, CountsRowsAsLinesAlsoBehindAQuotedLineBreak) {
  EXPECT_THAT(ProblemsOfCsv(kHeader + ",lot\n" + kRow + ",\"a\nb\"\nT-2,P2,bone,L,never,x\n"),
              ElementsAre(HasSubstr("row 2, column lot: holds a line break"),
                          HasSubstr("row 4, column application_date")));
}

TEST(ParseTreatmentsCsv, RefusesTheSameTreatmentTwice) {
  EXPECT_THAT(
      ProblemsOfCsv(kHeader + "\n" + kRow + "\n" + kRow + "\n"),
      ElementsAre("row 3, column treatment_id: 'T-001' stands already in row 2; expected "
                  "one row per treatment"));
}

TEST(ParseTreatmentsCsv, RefusesTextThatIsNotUtf8WithItsRow) {
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\nT-1,P\xE9,bone,L,2026-01-15\n"),
              ElementsAre("row 2: is not UTF-8; save the file as UTF-8"));
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\n" + kRow + std::string("\n\0", 2)),
              ElementsAre(HasSubstr("row 3: holds a NUL byte")));
  EXPECT_THAT(ProblemsOfCsv("\xFF\xFEt\x00"), ElementsAre(HasSubstr("UTF-16")));
  EXPECT_THAT(ProblemsOfCsv("\xED\xA0\x80"), ElementsAre(HasSubstr("UTF-8"))) << "a surrogate";
}

TEST(ParseTreatmentsCsv, RefusesQuotationMarksOutOfPlace) {
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\nT\"1,P1,bone,L,2026-01-15\n"),
              ElementsAre(HasSubstr("row 2: has a quotation mark out of place")));
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\n" + kRow + "\n\"T-2,P1,bone,L,2026-01-15\n"),
              ElementsAre("row 3: begins a quoted field that never ends"));
}

TEST(ParseTreatmentsCsv, RefusesAFileWithoutTreatments) {
  EXPECT_THAT(ProblemsOfCsv(""), ElementsAre(HasSubstr("empty")));
  EXPECT_THAT(ProblemsOfCsv(kHeader + "\n"), ElementsAre(HasSubstr("holds no treatment")));
}

TEST(ParseTreatmentsCsv, SurvivesEveryTruncationOfAFile) {
  const std::string csv =
      kHeader + ",product\n" + kRow + ",\"a \"\"b\"\", ü\"\n" + kRow + ",x\n";
  for (std::size_t length = 0; length < csv.size(); ++length) {
    const auto parsed = ParseTreatmentsCsv(csv.substr(0, length));
    EXPECT_EQ(parsed.treatments.empty(), !parsed.problems.empty()) << length;
  }
}

TEST(TreatmentFieldsOfARow, SideIsRequiredForPairedStructuresOnly) {
  EXPECT_THAT(ProblemsOfFields({{"side", ""}}),
              ElementsAre("column side: is empty; patellar-tendon needs L or R"));
  EXPECT_THAT(ProblemsOfFields({{"indication", "intervertebral-disc"}, {"level", "L4/L5"}}),
              ElementsAre(HasSubstr("column side: must be empty")));
}

TEST(TreatmentFieldsOfARow, LevelIsRequiredForADiscOnly) {
  const std::string disc = "intervertebral-disc";
  EXPECT_THAT(ProblemsOfFields({{"indication", disc}, {"side", ""}}),
              ElementsAre(HasSubstr("column level: is empty")));
  for (const char* wrong : {"L4/5", "L4-L5", "L5/L4", "L4/S1", "l4/l5", "L9/L10"}) {
    EXPECT_THAT(ProblemsOfFields({{"indication", disc}, {"side", ""}, {"level", wrong}}),
                SizeIs(1))
        << wrong;
  }
  for (const char* right : {"L4/L5", "L5/S1", "T12/L1", "C5/C6"}) {
    EXPECT_THAT(ProblemsOfFields({{"indication", disc}, {"side", ""}, {"level", right}}),
                IsEmpty())
        << right;
  }
  EXPECT_THAT(ProblemsOfFields({{"level", "L4/L5"}}),
              ElementsAre(HasSubstr("column level: must be empty")));
}

TEST(TreatmentFieldsOfARow, NumbersAreCheckedForFormAndRange) {
  EXPECT_THAT(
      ProblemsOfFields({{"viability_percent", "101"}}),
      ElementsAre("column viability_percent: '101' is out of range; expected from 0 to 100"));
  EXPECT_THAT(ProblemsOfFields({{"viability_percent", "91,5"}}),
              ElementsAre(HasSubstr("holds a comma; expected a decimal point")));
  EXPECT_THAT(ProblemsOfFields({{"cd90_percent", "nan"}}), SizeIs(1));
  EXPECT_THAT(ProblemsOfFields({{"cell_dose", "0"}}), SizeIs(1));
  EXPECT_THAT(ProblemsOfFields({{"cell_dose", "-5"}}), SizeIs(1));
  EXPECT_THAT(ProblemsOfFields({{"cryopreserved_units", "1.5"}}),
              ElementsAre(HasSubstr("a whole number")));
}

TEST(TreatmentFieldsOfARow, ChoicesAreThoseOfTheContract) {
  EXPECT_THAT(ProblemsOfFields({{"release_decision", "ok"}}),
              ElementsAre(HasSubstr("released, conditional, out-of-specification, rejected")));
  EXPECT_THAT(ProblemsOfFields({{"source", "autologous"},
                                {"state", "cryopreserved"},
                                {"release_decision", "conditional"},
                                {"authorisation_route", "hospital-exemption"}}),
              IsEmpty());
}

TEST(TreatmentFieldsOfARow, DatesAreIsoAndExist) {
  for (const char* wrong : {"15/01/2026", "2026-1-15", "20260115", "2026-02-29"}) {
    EXPECT_THAT(ProblemsOfFields({{"expiry_date", wrong}}), SizeIs(1)) << wrong;
  }
}

TEST(TreatmentFieldsOfARow, AProductCannotBeAppliedBeforeItWasProduced) {
  EXPECT_THAT(ProblemsOfFields({{"production_date", "2026-01-16"}}),
              ElementsAre(HasSubstr("column production_date: 2026-01-16 is after the")));
  EXPECT_THAT(ProblemsOfFields({{"production_date", "2026-01-15"}}), IsEmpty());
}

TEST(TreatmentFieldsOfARow, ApplicationAfterExpiryIsADeviationNotAnError) {
  EXPECT_THAT(ProblemsOfFields({{"expiry_date", "2026-01-14"}}), IsEmpty());
}

TEST(TreatmentFieldsOfARow, NoMessageRepeatsAnIdentity) {
  const std::string secret = "SECRET-17";
  for (const char* column : {"patient_id",
                             "issuer_of_patient_id",
                             "patient_name",
                             "birth_date",
                             "sex",
                             "donor_id",
                             "donation_id",
                             "trial_subject_id"}) {
    const std::string long_secret = secret + std::string(80, 'x');
    EXPECT_THAT(ProblemsOfFields({{column, long_secret}}),
                AllOf(Not(IsEmpty()), Each(Not(HasSubstr(secret)))))
        << column;
  }
  EXPECT_THAT(ProblemsOfFields({{"birth_date", "SECRET-17"}}),
              ElementsAre("column birth_date: the value is not a date; expected YYYY-MM-DD"));
}

TEST(ParseTreatmentFields, NamesUnknownKeysOfARequest) {
  EXPECT_THAT(ProblemsOfFields({{"Side", "R"}}),
              ElementsAre("column 'Side': is not a known column; did you mean side?"));
}

}  // namespace
}  // namespace regen
