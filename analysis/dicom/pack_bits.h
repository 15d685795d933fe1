// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace regen::dicom {

// Bytes that `bits` single bits take in PixelData of a binary SEG; an even number, as DICOM
// asks.
constexpr std::uint64_t PackedByteCount(std::uint64_t bits) {
  return ((bits + 7) / 8 + 1) & ~1ULL;
}

// Packs one bit per value, the first value in the least significant bit, without a gap between
// rows or frames (PS3.5 section 8.1.1). The last byte is filled up with zeros, and a zero byte
// makes the length even.
std::vector<std::uint8_t> PackBits(const std::vector<bool>& values);

// Bit `index` of packed data, counted over all frames.
inline bool PackedBit(const std::uint8_t* packed, std::size_t index) {
  return ((unsigned{packed[index / 8]} >> (index % 8)) & 1U) != 0;
}

}  // namespace regen::dicom
