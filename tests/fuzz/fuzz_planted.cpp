// SPDX-License-Identifier: GPL-3.0-or-later
// Proves that the harness finds what it is there for: a reader of lengths that forgets one
// check. No part of the product.
#include "tests/fuzz/fuzz_input.h"

#include <array>
#include <cstring>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kMagic = "DICM";
  if (size < kMagic.size() + 2 || std::memcmp(data, kMagic.data(), kMagic.size()) != 0)
    return 0;
  std::array<std::uint8_t, 16> value{};
  const std::size_t length = data[kMagic.size()];
  // The planted bug: nothing compares `length` with the size of `value`.
  if (size < kMagic.size() + 1 + length) return 0;
  std::memcpy(value.data(), data + kMagic.size() + 1, length);
  // Seen from outside, so that the copy is not left out.
  static volatile std::uint8_t seen = 0;
  seen = value[length % value.size()];
  return 0;
}
