// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/study_store.h"

#include "plugin/database/treatment_store.h"
#include "tests/plugin/database/store_fixture.h"
#include "tests/support/study_maker.h"

namespace regen {
namespace {

using StudyStoreTest = StoreTest;

TEST_F(StudyStoreTest, EntersANewStudyAsWaiting) {
  Mark("a");
  EXPECT_EQ(Study("a").phase, StudyPhase::kWaiting);
  EXPECT_TRUE(Study("a").due);
  EXPECT_EQ(Study("a").last_update, "");
}

TEST_F(StudyStoreTest, KnowsNothingOfAnotherStudy) {
  EXPECT_FALSE(ReadStudyRecord(*database_, "a")->has_value());
}

TEST_F(StudyStoreTest, TakesTheOldestStudyFirst) {
  Mark("b");
  Mark("a");
  EXPECT_EQ((*BeginPlan(*database_))->orthanc_study_id, "b");
  EXPECT_EQ((*BeginPlan(*database_))->orthanc_study_id, "a");
}

TEST_F(StudyStoreTest, PutsOffAStudyWhosePlanWasBegun) {
  Mark("a");
  ASSERT_TRUE(BeginPlan(*database_)->has_value());
  EXPECT_FALSE(BeginPlan(*database_)->has_value());
  EXPECT_TRUE(Study("a").due);
}

TEST_F(StudyStoreTest, IsNotDueBehindItsPlan) {
  Plan("a", "");
  EXPECT_FALSE(Study("a").due);
  EXPECT_FALSE(BeginPlan(*database_)->has_value());
}

TEST_F(StudyStoreTest, StaysDueWhereAMarkCameDuringThePlan) {
  Mark("a");
  const auto due = *BeginPlan(*database_);
  Mark("a");
  PlanRecord plan;
  plan.orthanc_study_id = "a";
  ASSERT_TRUE(CommitPlan(*database_, plan, due->revision, {}));
  EXPECT_TRUE(Study("a").due);
}

TEST_F(StudyStoreTest, ForgetsAStudyButNotItsJob) {
  Plan("a", "key");
  EXPECT_TRUE(*ForgetStudy(*database_, "a"));
  EXPECT_FALSE(ReadStudyRecord(*database_, "a")->has_value());
  EXPECT_EQ(Job(1).state, JobState::kSuperseded);
  EXPECT_FALSE(*ForgetStudy(*database_, "a"));
}

TEST_F(StudyStoreTest, ListsEveryStudyWithItsLastUpdate) {
  Plan("a", "");
  Mark("b");
  const auto updates = *ReadPlannedUpdates(*database_);
  EXPECT_EQ(updates.at("a"), "update");
  EXPECT_EQ(updates.at("b"), "");
}

TEST_F(StudyStoreTest, FindsThePatientsWhoseTreatmentsChangedUntilTheyAreReleased) {
  const auto registry = MakeTreatmentRegistry(*database_);
  EXPECT_TRUE(ReadPatientsWithChangedTreatments(*database_)->empty());
  Treatment treatment = test::MakeTreatment();
  ASSERT_TRUE(registry->Import({{treatment}, {}}, false));
  EXPECT_EQ(*ReadPatientsWithChangedTreatments(*database_),
            std::vector<std::string>{test::kPatient});
  Plan("a", "");
  ASSERT_TRUE(ReleasePatient(*database_, test::kPatient, {"a", "unknown"}));
  EXPECT_TRUE(Study("a").due);
  EXPECT_FALSE(ReadStudyRecord(*database_, "unknown")->has_value());
  EXPECT_TRUE(ReadPatientsWithChangedTreatments(*database_)->empty());
  treatment.sex = "F";
  ASSERT_TRUE(registry->Import({{treatment}, {}}, false));
  EXPECT_EQ(ReadPatientsWithChangedTreatments(*database_)->size(), 1U);
}

TEST_F(StudyStoreTest, FindsBothPatientsOfATreatmentThatMoved) {
  const auto registry = MakeTreatmentRegistry(*database_);
  Treatment treatment = test::MakeTreatment();
  ASSERT_TRUE(registry->Import({{treatment}, {}}, false));
  ASSERT_TRUE(ReleasePatient(*database_, test::kPatient, {}));
  treatment.patient_id = "PATIENT-2";
  ASSERT_TRUE(registry->Import({{treatment}, {}}, false));
  const auto patients = ReadPatientsWithChangedTreatments(*database_);
  ASSERT_EQ(patients->size(), 2U);
  for (const std::string& patient : *patients) {
    ASSERT_TRUE(ReleasePatient(*database_, patient, {}));
  }
  EXPECT_TRUE(ReadPatientsWithChangedTreatments(*database_)->empty());
}

TEST_F(StudyStoreTest, CountsWhatWaits) {
  Plan("a", "key");
  Mark("b");
  Plan("c", "", StudyPhase::kHeld);
  const auto figures = *ReadInboxFigures(*database_);
  EXPECT_EQ(figures.queue_length, 2);
  EXPECT_GE(figures.queue_oldest_seconds, 0);
  EXPECT_LT(figures.queue_oldest_seconds, 60);
  EXPECT_EQ(figures.studies_in_phase.at(StudyPhase::kHeld), 1);
}

}  // namespace
}  // namespace regen
