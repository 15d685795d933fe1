// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kBone);
}

TEST(Bone, DeclaresTheLesionsVolume) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "lesion-volume");
}

TEST(Bone, NeedsAReadersRegionOfTheLesionForEverything) {
  for (const MeasurementDefinition& row : Row().measurements)
    EXPECT_TRUE(row.needs_defect) << row.name;
}

TEST(Bone, TellsItsOwnMotion) {
  ASSERT_EQ(Row().joint.bones.size(), 1U);
  EXPECT_TRUE(Row().joint.bones.front().is_structure);
}

TEST(Bone, NamesItsThresholdRuleWhereItCitesThePrior) {
  EXPECT_NE(
      PrimaryMeasurement(Row())->repeatability.citation.find("half-step-to-remote-marrow-1"),
      std::string::npos);
}

}  // namespace
}  // namespace regen
