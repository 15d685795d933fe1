// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"
#include "analysis/report/words.h"
#include "tests/support/source_folder.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include <gtest/gtest.h>

namespace regen {
namespace {

bool Knows(CodeKind kind, std::string_view code) {
  const auto rows = RowsOf(kind);
  return std::any_of(
      rows.begin(), rows.end(), [code](const WordRow& row) { return row.code == code; });
}

TEST(CodeWords, NameEveryStructureAndTheBonesThatCarryIt) {
  for (const Indication indication : AllIndications()) {
    const IndicationProtocol& protocol = ProtocolOf(indication);
    EXPECT_TRUE(Knows(CodeKind::kStructure, protocol.structure)) << protocol.structure;
    for (const auto& bone : protocol.joint.bones)
      EXPECT_TRUE(Knows(CodeKind::kStructure, bone.name)) << bone.name;
  }
}

TEST(CodeWords, NameEveryMeasurement) {
  for (const Indication indication : AllIndications()) {
    for (const MeasurementDefinition& measurement : ProtocolOf(indication).measurements)
      EXPECT_TRUE(Knows(CodeKind::kMeasurement, measurement.name)) << measurement.name;
  }
}

// The names of the gate's rows stand in its source only.
TEST(CodeWords, NameEveryCheckOfTheComparabilityGate) {
  static const std::regex row(
      R"re((?:Row\(|CompareTexts\(|CompareNumbers\(\s*\{|row\.check = )\s*"([A-Za-z]+)")re");
  int found = 0;
  for (const char* file : {"comparability.cpp", "comparability_results.cpp"}) {
    std::ifstream stream(SourceFolder() + "/analysis/selection/" + file);
    const std::string source{std::istreambuf_iterator<char>(stream), {}};
    for (std::sregex_iterator at(source.begin(), source.end(), row), end; at != end; ++at) {
      EXPECT_TRUE(Knows(CodeKind::kCheck, at->str(1))) << at->str(1);
      ++found;
    }
  }
  EXPECT_GE(found, 20) << "or the gate is written otherwise now";
}

}  // namespace
}  // namespace regen
