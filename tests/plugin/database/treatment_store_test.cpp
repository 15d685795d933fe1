// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/treatment_store.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "plugin/database/session.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kHeader = "treatment_id,patient_id,indication,side,application_date,lot\n";
const std::string kFirst = "T-001,P1,patellar-tendon,R,2026-01-15,L7\n";
const std::string kSecond = "T-002,P2,patellar-tendon,L,2026-02-15,\n";

std::vector<std::string> EffectsOf(const ImportOutcome& outcome) {
  std::vector<std::string> effects;
  for (const ImportRow& row : outcome.rows) {
    const char* effect = row.effect == ImportRow::Effect::kAdded     ? "added"
                         : row.effect == ImportRow::Effect::kChanged ? "changed"
                                                                     : "unchanged";
    effects.push_back(StrCat(row.treatment_id, " ", effect));
  }
  return effects;
}

class TreatmentStoreTest : public testing::Test {
 protected:
  TreatmentStoreTest() { Reopen(); }

  void Reopen() {
    registry_.reset();
    database_.reset();
    auto opened = Database::Open("sqlite:///r.db", folder_->path());
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    database_ = std::move(*opened);
    registry_ = MakeTreatmentRegistry(*database_);
  }

  ImportOutcome Import(const std::string& rows, bool dry_run = false) {
    auto outcome = registry_->Import(ParseTreatmentsCsv(kHeader + rows), dry_run);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message);
    return outcome ? *outcome : ImportOutcome{};
  }

  int HistoryRows() {
    return *InReading(*database_, "test", [](soci::session& session) -> Result<int> {
      int rows = 0;
      session << "SELECT COUNT(*) FROM treatment_history", soci::into(rows);
      return rows;
    });
  }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  std::unique_ptr<Database> database_;
  std::unique_ptr<TreatmentRegistry> registry_;
};

TEST_F(TreatmentStoreTest, ImportAddsRowsThatSurviveARestart) {
  EXPECT_THAT(EffectsOf(Import(kFirst + kSecond)), ElementsAre("T-001 added", "T-002 added"));
  Reopen();
  const auto all = registry_->All();
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, SizeIs(2));
  EXPECT_EQ(TreatmentDigest((*all)[0]),
            TreatmentDigest(ParseTreatmentsCsv(kHeader + kFirst).treatments[0]));
}

TEST_F(TreatmentStoreTest, ImportingAgainChangesNothing) {
  Import(kFirst);
  const auto again = Import(kFirst);
  EXPECT_TRUE(again.applied);
  EXPECT_THAT(EffectsOf(again), ElementsAre("T-001 unchanged"));
  EXPECT_EQ(HistoryRows(), 1);
}

TEST_F(TreatmentStoreTest, AChangedRecordKeepsItsEarlierState) {
  Import(kFirst);
  EXPECT_THAT(EffectsOf(Import("T-001,P1,patellar-tendon,L,2026-01-15,L7\n")),
              ElementsAre("T-001 changed"));
  EXPECT_EQ((*registry_->All())[0].side, Side::kLeft);
  EXPECT_EQ(HistoryRows(), 2);
}

TEST_F(TreatmentStoreTest, ADryRunTellsAndWritesNothing) {
  Import(kFirst);
  const auto outcome = Import(kFirst + kSecond, true);
  EXPECT_FALSE(outcome.applied);
  EXPECT_THAT(EffectsOf(outcome), ElementsAre("T-001 unchanged", "T-002 added"));
  EXPECT_THAT(*registry_->All(), SizeIs(1));
}

TEST_F(TreatmentStoreTest, WithProblemsNothingIsWritten) {
  const auto outcome = Import(kFirst + "T-002,P2,patellar-tendon,X,2026-02-15,\n");
  EXPECT_FALSE(outcome.applied);
  EXPECT_THAT(outcome.rows, IsEmpty());
  EXPECT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(*registry_->All(), IsEmpty());
}

TEST_F(TreatmentStoreTest, FindsTheTreatmentsOfAPatientByExactId) {
  Import(kFirst + kSecond + "T-003,P1,bone,L,2026-03-01,\n");
  const auto of_patient = registry_->OfPatient("P1");
  ASSERT_TRUE(of_patient);
  ASSERT_THAT(*of_patient, SizeIs(2));
  EXPECT_EQ((*of_patient)[0].id, "T-001");
  EXPECT_EQ((*of_patient)[1].id, "T-003");
  EXPECT_THAT(*registry_->OfPatient("p1"), IsEmpty());
  EXPECT_THAT(*registry_->OfPatient("P1' OR '1'='1"), IsEmpty());
}

TEST_F(TreatmentStoreTest, KeepsQuotesAndOtherScripts) {
  Import("T-'1,\"P;1 \"\"x\"\"\",patellar-tendon,R,2026-01-15,Zürich 山\n");
  const auto all = registry_->All();
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_THAT(*all, SizeIs(1));
  EXPECT_EQ((*all)[0].patient_id, "P;1 \"x\"");
  EXPECT_EQ((*all)[0].product[0].second, "Zürich 山");
}

TEST_F(TreatmentStoreTest, ADamagedRecordIsAnErrorAndNoCrash) {
  Import(kFirst);
  const auto damaged = InTransaction(*database_, "test", [](soci::session& session) -> Status {
    session << "UPDATE treatments SET fields = '{\"treatment_id\": 5}'";
    return Done{};
  });
  ASSERT_TRUE(damaged);
  const auto all = registry_->All();
  ASSERT_FALSE(all);
  EXPECT_THAT(all.error().message, HasSubstr("treatment T-001: cannot be read"));
}

}  // namespace
}  // namespace regen
