// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/sha256.h"

#include <set>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(Sha256, AgreesWithThePublishedVectors) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(DigestOfUids, DoesNotDependOnOrderOrRepetition) {
  EXPECT_EQ(DigestOfUids({"1.2", "1.3"}), DigestOfUids({"1.3", "1.2", "1.3"}));
}

TEST(DigestOfUids, TellsApartSetsThatJoinToTheSameText) {
  EXPECT_NE(DigestOfUids({"1.2", "3"}), DigestOfUids({"1.23"}));
  EXPECT_NE(DigestOfUids({"1.2"}), DigestOfUids({"1.2", "1.3"}));
}

TEST(UidFromName, IsALegalUidUnder2Dot25) {
  for (int n = 0; n < 200; ++n) {
    const std::string uid = UidFromName("name " + std::to_string(n));
    EXPECT_TRUE(uid.starts_with("2.25."));
    EXPECT_LE(uid.size(), 64U);
    EXPECT_NE(uid[5], '0');
    EXPECT_EQ(uid.find_first_not_of("0123456789."), std::string::npos);
  }
}

TEST(UidFromName, IsTheSameForTheSameNameOnly) {
  EXPECT_EQ(UidFromName("a"), UidFromName("a"));
  std::set<std::string> uids;
  for (int n = 0; n < 1000; ++n) uids.insert(UidFromName(std::to_string(n)));
  EXPECT_EQ(uids.size(), 1000U);
}

// The constant: Python's int.from_bytes(hashlib.sha256(b"regeneration").digest()[:16], "big")
// with the version and variant bits set.
TEST(UidFromName, IsTheDecimalFormOfTheMarkedDigest) {
  EXPECT_EQ(UidFromName("regeneration"), "2.25.76340305081696284522419589369445284895");
}

}  // namespace
}  // namespace regen
