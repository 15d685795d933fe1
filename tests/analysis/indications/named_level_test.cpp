// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Row() {
  return ProtocolOf(Indication::kIntervertebralDisc);
}

TEST(ProtocolAt, KnowsTheTreatedLevel) {
  EXPECT_EQ(ProtocolAt(Indication::kIntervertebralDisc, "L4/L5").level, "L4/L5");
  EXPECT_EQ(ProtocolAt(Indication::kIntervertebralDisc, "L9/L10").level, "");
  EXPECT_EQ(ProtocolAt(Indication::kPatellarTendon, "").level, "");
}

TEST(NamedLevel, ReadsHowPeopleWriteLevels) {
  for (const char* label : {"L4/L5", "Disc L4-L5", "disco L4-5", "L45", "DISC L4 L5 (treated)"})
    EXPECT_EQ(NamedLevel(label, Row()), "L4/L5") << label;
  for (const char* label : {"L5/S1", "L5S1", "l5-s1 disc"})
    EXPECT_EQ(NamedLevel(label, Row()), "L5/S1") << label;
  for (const char* label : {"T12/L1", "D12-L1", "Th12/L1"})
    EXPECT_EQ(NamedLevel(label, Row()), "T12/L1") << label;
}

TEST(NamedLevel, ReadsNoneWhereThereIsNoneOrSeveral) {
  for (const char* label : {"", "disc", "Segment 1", "L4", "L4/L6", "C4/C5", "L3/L4 and L4/L5"})
    EXPECT_EQ(NamedLevel(label, Row()), "") << label;
}

}  // namespace
}  // namespace regen
