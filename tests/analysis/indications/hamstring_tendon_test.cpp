// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kHamstringTendon);
}

TEST(HamstringTendon, DeclaresTheLesionsVolumeAndFallsBackToTheCrossSection) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "lesion-volume");
  EXPECT_EQ(FindMeasurement(Row(), "cross-sectional-area")->primary_rank, 2);
}

TEST(HamstringTendon, NeedsAReadersLesionForItsVolumeLengthAndRatio) {
  for (const char* name : {"lesion-volume", "lesion-length", "contralateral-ratio"})
    EXPECT_TRUE(FindMeasurement(Row(), name)->needs_defect) << name;
  EXPECT_FALSE(Row().defect_names.empty());
}

TEST(HamstringTendon, IsSeenOnCoronalAndAxialFatSuppressedImages) {
  const SeriesRole* role = FindRole(Row(), "anatomy");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(role->planes, (std::vector{SlicePlane::kCoronal, SlicePlane::kAxial}));
  EXPECT_EQ(role->fat_suppressed, true);
}

TEST(HamstringTendon, SaysOfEveryRepeatabilityThatItIsNotTheHamstrings) {
  for (const MeasurementDefinition& row : Row().measurements) {
    EXPECT_GT(row.repeatability.within_subject, 0) << row.name;
    EXPECT_NE(row.repeatability.citation.find("test-retest"), std::string::npos) << row.name;
  }
}

}  // namespace
}  // namespace regen
