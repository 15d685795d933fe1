// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/codes.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/measurement_codes.h"
#include "analysis/indications/indication.h"
#include "tests/support/source_folder.h"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

namespace regen::dicom {
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

// A quantity has one code, whichever table it is looked up in.
TEST(Codes, OfMeasurementsAreThoseOfTheIndications) {
  for (const Indication indication : AllIndications()) {
    for (const MeasurementDefinition& measured : ProtocolOf(indication).measurements) {
      const MeasurementCodes* row = FindMeasurementCodes(measured.name);
      ASSERT_NE(row, nullptr) << measured.name;
      EXPECT_EQ(row->quantity.Concept().code_value, measured.concept_code.code_value) << measured.name;
      EXPECT_EQ(row->quantity.Concept().code_meaning, measured.concept_code.code_meaning)
          << measured.name;
    }
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
}  // namespace regen::dicom
