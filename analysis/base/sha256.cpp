// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/sha256.h"

#include <algorithm>

#include <openssl/sha.h>

namespace regen {

std::array<std::uint8_t, 32> Sha256(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

std::string Sha256Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : Sha256(bytes)) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::string DigestOfUids(std::vector<std::string> uids) {
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  std::string joined;
  for (const std::string& uid : uids) joined.append(uid).push_back('\n');
  return Sha256Hex(joined);
}

std::string UidFromName(std::string_view name) {
  auto digest = Sha256(name);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0F) | 0x80);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3F) | 0x80);
  // The 128 bits as a decimal number, by repeated multiplication of decimal digits.
  std::vector<int> decimal{0};
  for (std::size_t i = 0; i < 16; ++i) {
    int carry = digest[i];
    for (int& digit : decimal) {
      const int value = digit * 256 + carry;
      digit = value % 10;
      carry = value / 10;
    }
    for (; carry > 0; carry /= 10) decimal.push_back(carry % 10);
  }
  std::string uid = "2.25.";
  for (auto digit = decimal.rbegin(); digit != decimal.rend(); ++digit) {
    uid.push_back(static_cast<char>('0' + *digit));
  }
  return uid;
}

}  // namespace regen
