// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/match_study.h"

#include "tests/support/study_maker.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::MakeFollowUp;
using test::MakeTreatment;

std::string CodeOf(const TreatmentChoice& choice) {
  return choice.reasons.empty() ? "" : choice.reasons.front().code;
}

TEST(MatchStudy, AcceptsTheTreatedKneeOfTheTreatedPatient) {
  const StudyMatch match = MatchStudy(MakeFollowUp().summary, MakeTreatment());
  ASSERT_EQ(match.outcome, MatchOutcome::kMatches) << match.reasons.front().text;
  EXPECT_EQ(match.measurable.series.size(), 1U);
}

TEST(MatchStudy, LooksAtIdentityBeforeTheSide) {
  StudySummary study = MakeFollowUp().summary;
  study.patient.birth_date = "19700101";
  study.series.front().laterality = "L";
  const StudyMatch match = MatchStudy(study, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kHeld);
  EXPECT_EQ(match.reasons.front().code, reasons::kIdentityConflict);
}

TEST(MatchStudy, KeepsOfBothKneesTheTreatedOne) {
  StudySummary study = MakeFollowUp().summary;
  study.study_description = "MR knees";
  SeriesSummary left = study.series.front();
  left.series_instance_uid = "1.2.3.2.2";
  left.laterality = "L";
  for (InstanceSummary& image : left.instances) image.sop_instance_uid += ".2";
  study.series.push_back(left);
  const StudyMatch match = MatchStudy(study, MakeTreatment());
  ASSERT_EQ(match.outcome, MatchOutcome::kMatches);
  ASSERT_EQ(match.measurable.series.size(), 1U);
  EXPECT_EQ(match.measurable.series.front().laterality, "R");
}

TEST(MatchStudy, HasNothingToMeasureWhereNoSeriesIsSuitable) {
  StudySummary study = MakeFollowUp().summary;
  study.series.front().instances.resize(1);
  const StudyMatch match = MatchStudy(study, MakeTreatment());
  EXPECT_EQ(match.outcome, MatchOutcome::kMatches);
  EXPECT_TRUE(match.measurable.series.empty());
}

TEST(ChooseTreatment, SaysThatAPatientWasNotTreated) {
  EXPECT_EQ(CodeOf(ChooseTreatment(MakeFollowUp().summary, {})), reasons::kPatientNotTreated);
}

TEST(ChooseTreatment, TakesTheLastApplicationBeforeTheStudy) {
  Treatment first = MakeTreatment("T-1");
  Treatment second = MakeTreatment("T-2");
  second.application_date = *ParseIsoDate("2026-06-01");
  Treatment later = MakeTreatment("T-3");
  later.application_date = *ParseIsoDate("2026-12-01");
  const TreatmentChoice choice =
      ChooseTreatment(MakeFollowUp().summary, {first, second, later});
  ASSERT_TRUE(choice.treatment);
  EXPECT_EQ(choice.treatment->id, "T-2");
}

TEST(ChooseTreatment, DoesNotGuessBetweenTwoOnOneDay) {
  EXPECT_EQ(CodeOf(ChooseTreatment(MakeFollowUp().summary,
                                   {MakeTreatment("T-1"), MakeTreatment("T-2")})),
            reasons::kSeveralTreatments);
}

TEST(ChooseTreatment, DoesNotGuessBetweenTwoStructures) {
  Treatment cartilage = MakeTreatment("T-2");
  cartilage.indication = Indication::kArticularCartilage;
  cartilage.application_date = *ParseIsoDate("2025-06-01");
  EXPECT_EQ(CodeOf(ChooseTreatment(MakeFollowUp().summary, {MakeTreatment(), cartilage})),
            reasons::kSeveralTreatments);
}

TEST(ChooseTreatment, IgnoresTheTreatmentOfTheOtherKnee) {
  Treatment left = MakeTreatment("T-2");
  left.side = Side::kLeft;
  const TreatmentChoice choice =
      ChooseTreatment(MakeFollowUp().summary, {left, MakeTreatment()});
  ASSERT_TRUE(choice.treatment);
  EXPECT_EQ(choice.treatment->id, "T-001");
}

TEST(ChooseTreatment, RefusesTheWrongSide) {
  Treatment left = MakeTreatment();
  left.side = Side::kLeft;
  const TreatmentChoice choice = ChooseTreatment(MakeFollowUp().summary, {left});
  EXPECT_EQ(choice.outcome, MatchOutcome::kRefused);
  EXPECT_EQ(CodeOf(choice), reasons::kSideConflict);
}

TEST(ChooseTreatment, CallsAStudyOnTheDayOfTheApplicationABaseline) {
  const StudySummary study = test::MakeStudy("s", 5, "20260115").summary;
  const TreatmentChoice choice = ChooseTreatment(study, {MakeTreatment()});
  EXPECT_EQ(choice.outcome, MatchOutcome::kNotApplicable);
  EXPECT_EQ(CodeOf(choice), reasons::kIsBaseline);
}

TEST(ChooseTreatment, HoldsAStudyWithoutADate) {
  const TreatmentChoice choice =
      ChooseTreatment(test::MakeStudy("s", 5, "").summary, {MakeTreatment()});
  EXPECT_EQ(choice.outcome, MatchOutcome::kHeld);
  EXPECT_EQ(CodeOf(choice), reasons::kStudyDateMissing);
}

}  // namespace
}  // namespace regen
