// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Indications, NamesAreThoseOfTheContractAndParseBack) {
  const std::vector<std::string> contract = {"patellar-tendon",
                                             "achilles-tendon",
                                             "supraspinatus-tendon",
                                             "hamstring-tendon",
                                             "bone",
                                             "intervertebral-disc",
                                             "articular-cartilage"};
  ASSERT_EQ(AllIndications().size(), contract.size());
  for (std::size_t i = 0; i < contract.size(); ++i) {
    EXPECT_EQ(IndicationName(AllIndications()[i]), contract[i]);
    EXPECT_EQ(ParseIndication(contract[i]), AllIndications()[i]);
  }
}

TEST(Indications, UnknownNameIsNothing) {
  EXPECT_FALSE(ParseIndication("Patellar-Tendon"));
  EXPECT_FALSE(ParseIndication(""));
}

TEST(Protocols, EveryRowIsItsOwnAndHasCodes) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    EXPECT_EQ(row.indication, indication);
    EXPECT_EQ(row.structure, IndicationName(indication));
    EXPECT_FALSE(row.finding_site.code_value.empty());
    EXPECT_LE(row.finding_site.code_value.size(), 20u) << "longer than SH allows with margin";
    EXPECT_EQ(row.segment_property_type.coding_scheme, "SCT");
  }
}

TEST(Protocols, OnlyADiscHasALevelAndNoSide) {
  for (const Indication indication : AllIndications()) {
    const bool disc = indication == Indication::kIntervertebralDisc;
    EXPECT_EQ(ProtocolOf(indication).has_level, disc);
    EXPECT_EQ(ProtocolOf(indication).paired, !disc);
    EXPECT_EQ(ProtocolOf(indication).finding_site_of_level.empty(), !disc);
  }
}

TEST(Protocols, NoWordNamesTheRegionAndAnotherOne) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    const std::set<std::string> own(row.body_part_words.begin(), row.body_part_words.end());
    for (const std::string& word : row.other_body_part_words) {
      EXPECT_FALSE(own.contains(word)) << row.structure << ": " << word;
    }
  }
}

TEST(Protocols, WordsAreUpperCaseAsciiWithoutBlanks) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    for (const auto* words : {&row.body_part_words, &row.other_body_part_words}) {
      for (const std::string& word : *words) {
        EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) {
          return c >= 'A' && c <= 'Z';
        })) << word;
      }
    }
  }
}

TEST(Protocols, ASupportedRowHasExactlyOnePrimaryMeasurement) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    const auto primary = std::count_if(row.measurements.begin(),
                                       row.measurements.end(),
                                       [](const auto& m) { return m.primary; });
    EXPECT_EQ(primary, row.supported ? 1 : 0) << row.structure;
    EXPECT_EQ(PrimaryMeasurement(row) != nullptr, row.supported);
  }
}

TEST(PatellarTendon, MeasuresT2InMilliseconds) {
  const MeasurementDefinition* t2 = PrimaryMeasurement(ProtocolOf(Indication::kPatellarTendon));
  ASSERT_NE(t2, nullptr);
  EXPECT_EQ(t2->name, "t2");
  EXPECT_EQ(t2->unit, "ms");
  EXPECT_EQ(t2->concept_code.code_value, "113065");
  EXPECT_LT(t2->lower_bound, t2->upper_bound);
}

TEST(PatellarTendon, PriorFollowsFromTheFiguresItCites) {
  const RepeatabilityPrior& prior =
      PrimaryMeasurement(ProtocolOf(Indication::kPatellarTendon))->repeatability;
  const double within_subject_sd_ms = 5.3 * std::sqrt(1.0 - 0.75);
  EXPECT_NEAR(prior.within_subject_cv_percent, 100.0 * within_subject_sd_ms / 33.6, 0.05);
  EXPECT_EQ(prior.subjects, 0);
  for (const char* part : {"25739912", "33.6", "0.75", "7.9 %"}) {
    EXPECT_NE(prior.citation.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace regen
