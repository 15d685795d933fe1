// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes in any character set into UTF-8. Input: the character sets, a line's end, the bytes.
#include "analysis/dicom/character_set.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

using namespace regen;

namespace {

// RFC 3629: no overlong form, no surrogate, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
    };
    const unsigned first = at(0);
    const int more = first < 0x80   ? 0
                     : first < 0xC2 ? -1
                     : first < 0xE0 ? 1
                     : first < 0xF0 ? 2
                     : first < 0xF5 ? 3
                                    : -1;
    if (more < 0) return false;
    for (int k = 1; k <= more; ++k) {
      if ((at(static_cast<std::size_t>(k)) & 0xC0U) != 0x80U) return false;
    }
    if (first == 0xE0 && at(1) < 0xA0) return false;
    if (first == 0xED && at(1) > 0x9F) return false;
    if (first == 0xF0 && at(1) < 0x90) return false;
    if (first == 0xF4 && at(1) > 0x8F) return false;
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes = fuzz::TextOf(data, size);
  const std::string_view sets = fuzz::Next(bytes, '\n');
  // One of them each time: twice as many inputs in the same time.
  const auto kind = size % 2 == 0 ? dicom::TextKind::kPlain : dicom::TextKind::kPersonName;
  const std::string utf8 = dicom::ToUtf8(bytes, sets, kind);
  fuzz::Must(IsUtf8(utf8));
  fuzz::Must(dicom::ToUtf8(utf8, "ISO_IR 192", kind) == utf8 ||
             utf8.find('\x1b') != std::string::npos);
  dicom::IsKnownCharacterSet(sets);
  return 0;
}
