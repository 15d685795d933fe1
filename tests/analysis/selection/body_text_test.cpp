// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/body_text.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

const IndicationProtocol& Knee() {
  return ProtocolOf(Indication::kPatellarTendon);
}

TEST(RegionNamedBy, KnowsTheKneeInFiveLanguages) {
  for (const char* text : {"KNEE",
                           "MR knee",
                           "RM Rodilla",
                           "genoll dret",
                           "MRT Kniegelenk re.",
                           "IRM DU GENOU",
                           "RKNEE",
                           "tendón rotuliano"}) {
    EXPECT_EQ(RegionNamedBy(text, Knee()), BodyRegion::kOurs) << text;
  }
}

TEST(RegionNamedBy, KnowsOtherRegions) {
  for (const char* text : {"SHOULDER",
                           "HOMBRO",
                           "Épaule",
                           "LSPINE",
                           "Columna lumbar",
                           "ANKLE",
                           "Fuß",
                           "HIP",
                           "BRAIN",
                           "Schädel"}) {
    EXPECT_EQ(RegionNamedBy(text, Knee()), BodyRegion::kAnother) << text;
  }
}

TEST(RegionNamedBy, TellsNothingOfWhatItDoesNotKnow) {
  for (const char* text :
       {"", "T2MAP", "LEG", "MALY-EXERCISE-PRE1", "craniocaudal", "колено"}) {
    EXPECT_EQ(RegionNamedBy(text, Knee()), BodyRegion::kNone) << text;
  }
}

TEST(RegionNamedBy, ATextThatNamesBothIsOfOurs) {
  EXPECT_EQ(RegionNamedBy("hip and knee", Knee()), BodyRegion::kOurs);
}

TEST(SideNamedBy, KnowsTheSidesInFiveLanguages) {
  for (const char* text : {"MR knee RIGHT",
                           "Knee (R)",
                           "RT. knee",
                           "Rodilla derecha",
                           "genoll dret",
                           "Knie rechts",
                           "genou droit",
                           "R KNEE",
                           "KNEE R",
                           "RKNEE"}) {
    EXPECT_EQ(SideNamedBy(text, Knee()), SideNamed::kRight) << text;
  }
  for (const char* text : {"LEFT KNEE",
                           "knee (l)",
                           "LT knee",
                           "rodilla izquierda",
                           "rodilla izq.",
                           "genoll esquerre",
                           "Knie links",
                           "genou gauche",
                           "L KNEE",
                           "LKNEE"}) {
    EXPECT_EQ(SideNamedBy(text, Knee()), SideNamed::kLeft) << text;
  }
}

TEST(SideNamedBy, DoesNotTakeEveryLetterForASide) {
  for (const char* text : {"SAG T2 R",
                           "L SPINE",
                           "MRT der Schulter",
                           "PRE1",
                           "bright fat",
                           ""}) {
    EXPECT_EQ(SideNamedBy(text, Knee()), SideNamed::kNone) << text;
  }
}

TEST(SideNamedBy, KnowsBothSidesInFiveLanguages) {
  for (const char* text : {"right and left knee",
                           "KNEE BILATERAL",
                           "both knees",
                           "ambas rodillas",
                           "ambdós genolls",
                           "Knie beidseits",
                           "genoux bilatérale"}) {
    EXPECT_EQ(SideNamedBy(text, Knee()), SideNamed::kBoth) << text;
  }
}

TEST(SideOfCode, KnowsLeftRightAndBoth) {
  EXPECT_EQ(SideOfCode("L"), SideNamed::kLeft);
  EXPECT_EQ(SideOfCode("r "), SideNamed::kRight);
  EXPECT_EQ(SideOfCode("B"), SideNamed::kBoth);
  for (const char* code : {"U", "", "RIGHT?"}) {
    EXPECT_EQ(SideOfCode(code), SideNamed::kNone) << code;
  }
}

}  // namespace
}  // namespace regen
