// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pack_bits.h"

namespace regen::dicom {

std::vector<std::uint8_t> PackBits(const std::vector<bool>& values) {
  std::vector<std::uint8_t> packed(PackedByteCount(values.size()), std::uint8_t{0});
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) packed[i / 8] = static_cast<std::uint8_t>(packed[i / 8] | (1U << (i % 8)));
  }
  return packed;
}

}  // namespace regen::dicom
