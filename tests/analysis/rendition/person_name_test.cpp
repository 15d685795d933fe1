// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pdf.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(PersonNameText, PutsTheFamilyNameFirst) {
  EXPECT_EQ(PersonNameText("García^Ana María"), "García, Ana María");
  EXPECT_EQ(PersonNameText("Doe^John^Quincy^Dr.^Jr."), "Doe, John Quincy, Dr., Jr.");
  EXPECT_EQ(PersonNameText("Doe"), "Doe");
  EXPECT_EQ(PersonNameText("^John"), "John");
}

// The example of PS3.5 annex H.3.
TEST(PersonNameText, ShowsIdeographicAndPhoneticGroups) {
  EXPECT_EQ(PersonNameText("Yamada^Tarou=山田^太郎=やまだ^たろう"),
            "Yamada, Tarou (山田 太郎, やまだ たろう)");
  EXPECT_EQ(PersonNameText("=山田^太郎"), "山田 太郎");
}

TEST(PersonNameText, OfNothingIsNothing) {
  EXPECT_EQ(PersonNameText(""), "");
  EXPECT_EQ(PersonNameText("^^^^=="), "");
}

}  // namespace
}  // namespace regen
