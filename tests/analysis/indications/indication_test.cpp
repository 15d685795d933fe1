// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <algorithm>
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

TEST(Protocols, ARowThatMeasuresHasExactlyOnePrimaryMeasurement) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    const auto primary = std::count_if(row.measurements.begin(),
                                       row.measurements.end(),
                                       [](const auto& m) { return m.primary_rank == 1; });
    EXPECT_EQ(primary, row.measurements.empty() ? 0 : 1) << row.structure;
    EXPECT_EQ(PrimaryMeasurement(row) != nullptr, primary == 1);
    EXPECT_TRUE(primary == 1 || !row.supported) << row.structure;
  }
}

TEST(Protocols, EveryMeasurementNamesRolesOfItsRow) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    for (const MeasurementDefinition& measurement : row.measurements) {
      EXPECT_FALSE(measurement.roles.empty()) << row.structure << "/" << measurement.name;
      const bool any = std::any_of(
          measurement.roles.begin(), measurement.roles.end(), [&](const std::string& role) {
            return FindRole(row, role) != nullptr;
          });
      EXPECT_TRUE(any) << row.structure << "/" << measurement.name;
    }
  }
}

TEST(Protocols, EveryMeasurementHasACodeAPriorWithItsSourceAndBounds) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    for (const MeasurementDefinition& measurement : row.measurements) {
      const std::string name = row.structure + "/" + measurement.name;
      EXPECT_LE(measurement.concept_code.code_value.size(), 16u) << name;
      EXPECT_LE(measurement.concept_code.code_meaning.size(), 64u) << name;
      EXPECT_FALSE(measurement.unit.empty()) << name;
      EXPECT_GT(measurement.repeatability.within_subject, 0) << name;
      EXPECT_GT(measurement.repeatability.citation.size(), 40u) << name;
      EXPECT_LT(measurement.lower_bound, measurement.upper_bound) << name;
    }
  }
}

TEST(Protocols, EveryMeasurementOfARowHasItsOwnNameAndRank) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& row = ProtocolOf(indication);
    std::set<std::string> names;
    std::set<int> ranks;
    for (const MeasurementDefinition& measurement : row.measurements) {
      EXPECT_TRUE(names.insert(measurement.name).second) << measurement.name;
      if (measurement.primary_rank > 0) {
        EXPECT_TRUE(ranks.insert(measurement.primary_rank).second) << measurement.name;
      }
      if (measurement.needs_defect) {
        EXPECT_FALSE(row.defect_names.empty()) << row.structure;
      }
    }
  }
}

}  // namespace
}  // namespace regen
