// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/treatment.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

using namespace std::chrono_literals;

Treatment PatellarTendon() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.patient_id = "P1";
  treatment.side = Side::kRight;
  treatment.application_date = 2026y / 1 / 15;
  treatment.product = {{"lot", "L7"}, {"cell_dose", "20000000"}};
  return treatment;
}

TEST(TreatmentColumns, AreThoseOfTheContractEachOnce) {
  const auto& columns = TreatmentColumns();
  EXPECT_EQ(columns.size(), 33u);
  EXPECT_EQ(std::set<std::string>(columns.begin(), columns.end()).size(), columns.size());
  for (const char* column : {"hla_dr_percent", "authorisation_route", "issuer_of_patient_id"}) {
    EXPECT_NE(std::find(columns.begin(), columns.end(), column), columns.end()) << column;
  }
}

TEST(TreatmentFields, LeaveOutWhatIsEmpty) {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"treatment_id", "T-001"},
      {"patient_id", "P1"},
      {"indication", "patellar-tendon"},
      {"application_date", "2026-01-15"},
      {"side", "R"},
      {"lot", "L7"},
      {"cell_dose", "20000000"}};
  EXPECT_EQ(TreatmentFields(PatellarTendon()), expected);
}

TEST(TreatmentDigest, ChangesWithEveryField) {
  const std::string digest = TreatmentDigest(PatellarTendon());
  EXPECT_EQ(digest.size(), 64u);
  Treatment other = PatellarTendon();
  other.side = Side::kLeft;
  EXPECT_NE(TreatmentDigest(other), digest);
  other = PatellarTendon();
  other.product[0].second = "L8";
  EXPECT_NE(TreatmentDigest(other), digest);
  EXPECT_EQ(TreatmentDigest(PatellarTendon()), digest);
}

TEST(TreatmentDigest, DoesNotConfuseTextThatLooksLikeAnotherField) {
  Treatment a = PatellarTendon();
  a.product = {{"product", "x\nlot=2:L7"}};
  Treatment b = PatellarTendon();
  b.product = {{"product", "x"}, {"lot", "L7"}};
  EXPECT_NE(TreatmentDigest(a), TreatmentDigest(b));
}

}  // namespace
}  // namespace regen
