// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/codes/codes.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/codes/measurement_codes.h"
#include "analysis/indications/indication.h"
#include "tests/support/source_folder.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Codes, StandOnceInTheTable) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Code& code : AllCodes()) {
    EXPECT_TRUE(seen.emplace(code.scheme, code.value).second) << code.value;
  }
}

TEST(Codes, FitTheirAttributes) {
  for (const Code& code : AllCodes()) {
    EXPECT_LE(code.scheme.size(), 16U) << code.value;   // SH
    EXPECT_LE(code.meaning.size(), 64U) << code.value;  // LO
    EXPECT_LE(code.value.size(), 16U) << code.value;    // SH
    EXPECT_FALSE(code.source.empty()) << code.value;
  }
}

TEST(Codes, OfMeasurementsHaveTheUniqueNamesOfTheReport) {
  std::set<std::string_view> names;
  for (const MeasurementCodes& row : AllMeasurementCodes()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(FindMeasurementCodes(row.name), &row);
  }
  EXPECT_EQ(FindMeasurementCodes("regeneration-score"), nullptr);
}

// What an indication measures is told with its quantity, its change and how it came about.
TEST(Codes, SayTheQuantityAndTheMethodOfEveryMeasurement) {
  for (const Indication indication : AllIndications()) {
    for (const MeasurementDefinition& measured : ProtocolOf(indication).measurements) {
      const MeasurementCodes* row = FindMeasurementCodes(measured.name);
      ASSERT_NE(row, nullptr) << measured.name;
      EXPECT_TRUE(row->method) << measured.name;
    }
  }
}

bool IsInTable(const CodedConcept& wanted) {
  return std::any_of(AllCodes().begin(), AllCodes().end(), [&wanted](const Code& code) {
    return code.value == wanted.code_value && code.scheme == wanted.coding_scheme &&
           code.meaning == wanted.code_meaning;
  });
}

TEST(Codes, OfTheIndicationsStandInTheTable) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& protocol = ProtocolOf(indication);
    EXPECT_TRUE(IsInTable(protocol.finding_site)) << protocol.structure;
    EXPECT_TRUE(IsInTable(protocol.segment_property_type)) << protocol.structure;
    for (const auto& [level, site] : protocol.finding_site_of_level)
      EXPECT_TRUE(IsInTable(site)) << level;
    for (const MeasurementDefinition& measured : protocol.measurements)
      EXPECT_TRUE(IsInTable(measured.concept_code)) << measured.name;
  }
}

TEST(Codes, OfMethodsStandInTheTable) {
  for (const MeasurementCodes& row : AllMeasurementCodes()) {
    for (const auto& code : {row.method, row.derivation})
      EXPECT_TRUE(!code || IsInTable(code->Concept())) << row.name;
  }
}

// Whoever receives the objects finds every private code and the scheme's version there.
TEST(Codes, StandInTheConformanceStatement) {
  const auto statement =
      ReadWholeFile(std::filesystem::path(SourceFolder()) / "docs/conformance-statement.md");
  ASSERT_TRUE(statement);
  for (const Code& code : AllCodes()) {
    if (code.scheme != kPrivateScheme) continue;
    const std::string row = StrCat("| `", code.value, "` | ", code.meaning, " |");
    EXPECT_NE(statement->find(row), std::string::npos) << row;
  }
  EXPECT_NE(statement->find(StrCat("version ", kPrivateSchemeVersion)), std::string::npos);
}

}  // namespace
}  // namespace regen
