// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/match_treatment.h"
#include "tests/analysis/selection/study_builder.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeTreatment;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

PatientIdentity Patient() {
  return {"P1", "", "Test^Knee", "19850614", "M"};
}

TEST(MatchIdentity, PatientIdMustBeEqualAndNotEmpty) {
  for (const char* id : {"", "p1", "P10", "P"}) {
    PatientIdentity patient = Patient();
    patient.patient_id = id;
    const auto match = MatchIdentity(patient, MakeTreatment());
    EXPECT_EQ(match.outcome, MatchOutcome::kNotApplicable) << id;
    EXPECT_THAT(CodesOf(match.reasons), ElementsAre("patient-not-treated"));
  }
  Treatment nobody = MakeTreatment();
  nobody.patient_id.clear();
  PatientIdentity empty = Patient();
  empty.patient_id.clear();
  EXPECT_EQ(MatchIdentity(empty, nobody).outcome, MatchOutcome::kNotApplicable);
}

// Every combination of issuer, birth date and sex being absent, equal or different on the two
// sides, against the rule written down independently.
TEST(MatchIdentity, FollowsTheRuleForEveryCombination) {
  enum Presence { kAbsentInImages, kAbsentInRecord, kEqual, kDifferent };
  const std::vector<Presence> all = {kAbsentInImages, kAbsentInRecord, kEqual, kDifferent};
  int combinations = 0;
  for (const Presence issuer : all) {
    for (const Presence birth : all) {
      for (const Presence sex : all) {
        PatientIdentity patient{"P1", "HOSP", "", "19850614", "F"};
        Treatment record = MakeTreatment();
        record.issuer_of_patient_id = issuer == kDifferent ? "OTHER" : "HOSP";
        record.birth_date = ParseIsoDate(birth == kDifferent ? "1985-06-15" : "1985-06-14");
        record.sex = sex == kDifferent ? "M" : "F";
        if (issuer == kAbsentInImages) patient.issuer_of_patient_id.clear();
        if (birth == kAbsentInImages) patient.birth_date.clear();
        if (sex == kAbsentInImages) patient.sex.clear();
        if (issuer == kAbsentInRecord) record.issuer_of_patient_id.clear();
        if (birth == kAbsentInRecord) record.birth_date.reset();
        if (sex == kAbsentInRecord) record.sex.clear();

        const bool conflict = issuer == kDifferent || birth == kDifferent || sex == kDifferent;
        const bool strong = issuer == kEqual || birth == kEqual;
        const std::string expected = conflict ? "identity-conflict"
                                     : strong ? "matches"
                                              : "identity-too-weak";
        const auto match = MatchIdentity(patient, record);
        const std::string got =
            match.outcome == MatchOutcome::kMatches ? "matches" : match.reasons.at(0).code;
        EXPECT_EQ(got, expected) << issuer << birth << sex;
        EXPECT_EQ(match.outcome == MatchOutcome::kHeld, expected != "matches");
        ++combinations;
      }
    }
  }
  EXPECT_EQ(combinations, 64);
}

TEST(MatchIdentity, ABirthDateThatIsNoDateCountsAsAbsent) {
  PatientIdentity patient = Patient();
  patient.birth_date = "1985";
  EXPECT_THAT(CodesOf(MatchIdentity(patient, MakeTreatment()).reasons),
              ElementsAre("identity-too-weak"));
}

TEST(MatchIdentity, NamesOnlyWarn) {
  PatientIdentity patient = Patient();
  patient.patient_name = "Somebody^Else";
  const auto match = MatchIdentity(patient, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kMatches);
  EXPECT_THAT(CodesOf(match.warnings), ElementsAre("name-differs"));
}

TEST(MatchIdentity, NamesAreComparedWithoutCaseAccentsAndOrder) {
  Treatment record = MakeTreatment();
  record.patient_name = "García López^José";
  for (const char* name : {"GARCIA LOPEZ^JOSE",
                           "José García López",
                           "garcia^lopez^jose",
                           "García López^Jose=山田"}) {
    PatientIdentity patient = Patient();
    patient.patient_name = name;
    EXPECT_THAT(MatchIdentity(patient, record).warnings, IsEmpty()) << name;
  }
}

TEST(MatchIdentity, NoTextHoldsAnIdentity) {
  PatientIdentity patient{"P1", "HOSP-A", "Secret^Name", "19850615", "F"};
  Treatment record = MakeTreatment();
  record.issuer_of_patient_id = "HOSP-B";
  const auto match = MatchIdentity(patient, record);
  EXPECT_THAT(CodesOf(match.reasons),
              ElementsAre("identity-conflict", "identity-conflict", "identity-conflict"));
  auto reasons = match.reasons;
  reasons.insert(reasons.end(), match.warnings.begin(), match.warnings.end());
  for (const Reason& reason : reasons) {
    for (const char* secret : {"P1", "HOSP-", "Secret", "1985", "Knee"}) {
      EXPECT_THAT(reason.text, Not(HasSubstr(secret)));
    }
  }
}

}  // namespace
}  // namespace regen
