// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kSupraspinatusTendon);
}

TEST(Supraspinatus, DeclaresTheTearsVolume) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "defect-volume");
}

TEST(Supraspinatus, IsCarriedByTheHumerusAndComparesItWithTheScapula) {
  const auto& bones = Row().joint.bones;
  ASSERT_EQ(bones.size(), 2U);
  EXPECT_EQ(bones[0].name, "humerus");
  EXPECT_TRUE(bones[0].holds_structure);
  EXPECT_EQ(bones[1].name, "scapula");
  EXPECT_FALSE(bones[1].holds_structure);
}

TEST(Supraspinatus, MeasuresTheTearFromFrontToBackOnSagittalSlicesWhereItCan) {
  EXPECT_EQ(FindMeasurement(Row(), "defect-extent-ap")->roles.front(), "anatomy-sagittal");
  EXPECT_EQ(FindMeasurement(Row(), "defect-extent-ml")->roles.front(), "anatomy");
}

TEST(Supraspinatus, TellsObliqueCoronalFromObliqueSagittalSeries) {
  EXPECT_EQ(FindRole(Row(), "anatomy")->planes, std::vector{SlicePlane::kCoronal});
  EXPECT_EQ(FindRole(Row(), "anatomy-sagittal")->planes, std::vector{SlicePlane::kSagittal});
}

TEST(Supraspinatus, SaysOfEveryPriorThatItIsBorrowedOrAssumed) {
  for (const MeasurementDefinition& row : Row().measurements) {
    const std::string& said = row.repeatability.citation;
    EXPECT_TRUE(said.find("assumption") != std::string::npos ||
                said.find("nother tendon") != std::string::npos ||
                said.find("ther tendons") != std::string::npos)
        << row.name;
  }
}

}  // namespace
}  // namespace regen
