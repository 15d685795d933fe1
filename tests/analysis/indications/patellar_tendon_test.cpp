// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kPatellarTendon);
}

TEST(PatellarTendon, DeclaresTheGapsVolumeAndFallsBackToT2AndThickness) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "defect-volume");
  EXPECT_EQ(FindMeasurement(Row(), "t2")->primary_rank, 2);
  EXPECT_EQ(FindMeasurement(Row(), "thickness")->primary_rank, 3);
}

TEST(PatellarTendon, MeasuresT2InMilliseconds) {
  const MeasurementDefinition* t2 = FindMeasurement(Row(), "t2");
  ASSERT_NE(t2, nullptr);
  EXPECT_EQ(t2->unit, "ms");
  EXPECT_EQ(t2->concept_code.code_value, "113065");
}

TEST(PatellarTendon, PriorOfT2FollowsFromTheFiguresItCites) {
  const RepeatabilityPrior& prior = FindMeasurement(Row(), "t2")->repeatability;
  const double within_subject_sd_ms = 5.3 * std::sqrt(1.0 - 0.75);
  EXPECT_NEAR(prior.within_subject, 100.0 * within_subject_sd_ms / 33.6, 0.05);
  EXPECT_EQ(prior.subjects, 0);
  for (const char* part : {"25739912", "33.6", "0.75", "7.9 %"}) {
    EXPECT_NE(prior.citation.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace regen
