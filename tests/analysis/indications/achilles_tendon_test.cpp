// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kAchillesTendon);
}

TEST(AchillesTendon, DeclaresTheGreatestThicknessAndFallsBackToT2) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "thickness");
  EXPECT_EQ(FindMeasurement(Row(), "t2")->primary_rank, 2);
}

TEST(AchillesTendon, IsMeasuredAtThreeLevelsAboveItsInsertion) {
  for (const int level : {20, 40, 60}) {
    const std::string at = std::to_string(level) + "mm";
    for (const std::string& name : {"thickness-" + at, "cross-sectional-area-" + at}) {
      const MeasurementDefinition* row = FindMeasurement(Row(), name);
      ASSERT_NE(row, nullptr) << name;
      EXPECT_EQ(row->level_mm, level) << name;
    }
  }
}

TEST(AchillesTendon, HasTheVolumeOfItsMidportion) {
  const MeasurementDefinition* row = FindMeasurement(Row(), "volume-20-60mm");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->level_mm, 20);
  EXPECT_EQ(row->length_mm, 40);
}

TEST(AchillesTendon, IsSeenOnSagittalImages) {
  EXPECT_EQ(FindRole(Row(), "anatomy")->planes, std::vector{SlicePlane::kSagittal});
  EXPECT_EQ(FindRole(Row(), "anatomy-plain")->planes, std::vector{SlicePlane::kSagittal});
}

TEST(AchillesTendon, CitesASourceOfEveryRepeatability) {
  for (const MeasurementDefinition& row : Row().measurements) {
    EXPECT_GT(row.repeatability.within_subject, 0) << row.name;
    EXPECT_NE(row.repeatability.citation.find("test-retest"), std::string::npos) << row.name;
  }
}

}  // namespace
}  // namespace regen
