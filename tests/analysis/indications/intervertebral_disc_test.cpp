// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kIntervertebralDisc);
}

TEST(IntervertebralDisc, DeclaresT2AndFallsBackToSignalAndHeight) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "t2");
  EXPECT_EQ(FindMeasurement(Row(), "signal-ratio")->primary_rank, 2);
  EXPECT_EQ(FindMeasurement(Row(), "disc-height")->primary_rank, 3);
}

TEST(IntervertebralDisc, LooksAtTheNucleusForT2AndSignalOnly) {
  for (const MeasurementDefinition& row : Row().measurements) {
    const bool nucleus = row.name == "t2" || row.name == "signal-ratio";
    EXPECT_EQ(row.part == MeasuredPart::kCore, nucleus) << row.name;
  }
}

TEST(IntervertebralDisc, IsExaminedInSagittalPlanesWithoutFatSuppression) {
  EXPECT_EQ(Row().roles.front().name, "t2-weighted");
  EXPECT_EQ(Row().roles.front().fat_suppressed, false);
  for (const SeriesRole& role : Row().roles)
    EXPECT_EQ(role.planes, std::vector{SlicePlane::kSagittal}) << role.name;
}

}  // namespace
}  // namespace regen
