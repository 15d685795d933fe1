// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: how elements are written (PS3.5 section 7.1 and annex A).
#pragma once

#include "analysis/prescan/byte_source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace regen::prescan {

using Tag = std::uint32_t;  // group * 65536 + element

inline constexpr Tag kItemTag = 0xFFFEE000;
inline constexpr Tag kItemDelimiter = 0xFFFEE00D;
inline constexpr Tag kSequenceDelimiter = 0xFFFEE0DD;
inline constexpr Tag kPixelData = 0x7FE00010;
inline constexpr std::uint32_t kUndefined = 0xFFFFFFFF;

inline std::uint32_t GroupOf(Tag tag) {
  return tag >> 16U;
}
std::string TagText(Tag tag);  // "(0008,1140)"

struct Encoding {
  bool implicit = false;
  bool big_endian = false;
};

std::uint16_t Read16(Bytes bytes, bool big_endian);
std::uint32_t Read32(Bytes bytes, bool big_endian);
Tag ReadTag(Bytes bytes, bool big_endian);

// Two letters of an explicit VR as one number.
constexpr std::uint16_t Vr(char first, char second) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(first) << 8U |
                                    static_cast<unsigned char>(second));
}
bool HasLongLength(std::uint16_t vr);
std::size_t NumberBytes(std::uint16_t vr);  // of a binary number; 1 for everything else

// The head of an element, an item or a delimiter.
struct Header {
  Tag tag = 0;
  std::uint16_t vr = 0;      // 0: implicit, or an item or delimiter
  std::uint32_t length = 0;  // of the value in bytes, or kUndefined
  std::size_t bytes = 0;     // of the head itself
};
enum class HeaderProblem { kNone, kTooShort, kNoVr };

// From the next bytes of an element; 12 are enough.
HeaderProblem ReadHeader(Bytes bytes, Encoding encoding, Header* header);

// What a transfer syntax UID means for the dataset.
struct Syntax {
  Encoding encoding;
  bool deflated = false;
  bool encapsulated = false;  // pixel data in fragments
};
// Nothing for a UID that this version does not know.
std::optional<Syntax> SyntaxOf(std::string_view uid);

// The encoding of a dataset that nothing describes, from its first bytes; nothing where they
// are not those of a dataset.
std::optional<Encoding> GuessEncoding(Bytes bytes);

}  // namespace regen::prescan
