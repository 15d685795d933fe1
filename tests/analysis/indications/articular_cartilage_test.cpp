// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kArticularCartilage);
}

TEST(ArticularCartilage, DeclaresT2AndFallsBackToThickness) {
  EXPECT_EQ(PrimaryMeasurement(Row())->name, "t2");
  EXPECT_EQ(FindMeasurement(Row(), "cartilage-thickness")->primary_rank, 2);
}

TEST(ArticularCartilage, CountsPoorCartilageAboveFiftyMilliseconds) {
  EXPECT_EQ(FindMeasurement(Row(), "high-t2-fraction")->threshold, 50);
  EXPECT_EQ(FindMeasurement(Row(), "high-t2-fraction")->unit, "%");
}

TEST(ArticularCartilage, TellsHowFarADefectIsFilledAsASecondaryMeasurement) {
  EXPECT_EQ(FindMeasurement(Row(), "defect-fill")->primary_rank, 0);
  EXPECT_EQ(FindMeasurement(Row(), "defect-fill")->unit, "%");
}

TEST(ArticularCartilage, LetsAThinGradientEchoCarryTheRegistration) {
  EXPECT_EQ(Row().roles.front().name, "three-d");
}

}  // namespace
}  // namespace regen
