// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/encoding.h"

#include <algorithm>
#include <array>

namespace regen::prescan {

namespace {

constexpr std::array kShortVrs = {
    Vr('A', 'E'), Vr('A', 'S'), Vr('A', 'T'), Vr('C', 'S'), Vr('D', 'A'), Vr('D', 'S'),
    Vr('D', 'T'), Vr('F', 'D'), Vr('F', 'L'), Vr('I', 'S'), Vr('L', 'O'), Vr('L', 'T'),
    Vr('P', 'N'), Vr('S', 'H'), Vr('S', 'L'), Vr('S', 'S'), Vr('S', 'T'), Vr('T', 'M'),
    Vr('U', 'I'), Vr('U', 'L'), Vr('U', 'S')};
constexpr std::array kLongVrs = {Vr('O', 'B'),
                                 Vr('O', 'D'),
                                 Vr('O', 'F'),
                                 Vr('O', 'L'),
                                 Vr('O', 'V'),
                                 Vr('O', 'W'),
                                 Vr('S', 'Q'),
                                 Vr('S', 'V'),
                                 Vr('U', 'C'),
                                 Vr('U', 'N'),
                                 Vr('U', 'R'),
                                 Vr('U', 'T'),
                                 Vr('U', 'V')};

template <typename List>
bool Holds(const List& list, std::uint16_t vr) {
  return std::find(list.begin(), list.end(), vr) != list.end();
}

bool IsCapital(unsigned letter) {
  return letter >= 'A' && letter <= 'Z';
}

// Two capital letters: also those of later editions.
bool IsVr(std::uint16_t vr) {
  return IsCapital(vr >> 8U) && IsCapital(vr & 0xFFU);
}

// Of the edition of 2024.
bool IsKnownVr(std::uint16_t vr) {
  return Holds(kShortVrs, vr) || Holds(kLongVrs, vr);
}

// Groups with which datasets begin: 0004 (DICOMDIR), 0008, and the next for fragments of them.
bool IsFirstGroup(std::uint32_t group) {
  return group == 0x0004 || group == 0x0008 || group == 0x0010;
}

}  // namespace

std::string TagText(Tag tag) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "(0000,0000)";
  constexpr std::array kPlaces = {1U, 2U, 3U, 4U, 6U, 7U, 8U, 9U};
  unsigned shift = 32;
  for (const unsigned place : kPlaces) {
    shift -= 4;
    text[place] = kDigits[tag >> shift & 0xFU];
  }
  return text;
}

std::uint16_t Read16(Bytes bytes, bool big_endian) {
  const unsigned first = bytes[0];
  const unsigned second = bytes[1];
  return static_cast<std::uint16_t>(big_endian ? first << 8U | second : second << 8U | first);
}

std::uint32_t Read32(Bytes bytes, bool big_endian) {
  const std::uint32_t first = Read16(bytes, big_endian);
  const std::uint32_t second = Read16(bytes.subspan(2), big_endian);
  return big_endian ? first << 16U | second : second << 16U | first;
}

Tag ReadTag(Bytes bytes, bool big_endian) {
  return Tag{Read16(bytes, big_endian)} << 16U | Read16(bytes.subspan(2), big_endian);
}

// PS3.5 section 7.1.2: every VR that is not one of the short ones, also those to come.
bool HasLongLength(std::uint16_t vr) {
  return !Holds(kShortVrs, vr);
}

std::size_t NumberBytes(std::uint16_t vr) {
  switch (vr) {
    case Vr('U', 'S'):
    case Vr('S', 'S'):
      return 2;
    case Vr('U', 'L'):
    case Vr('S', 'L'):
    case Vr('F', 'L'):
    case Vr('A', 'T'):
      return 4;
    case Vr('F', 'D'):
    case Vr('S', 'V'):
    case Vr('U', 'V'):
      return 8;
    default:
      return 1;
  }
}

HeaderProblem ReadHeader(Bytes bytes, Encoding encoding, Header* header) {
  if (bytes.size() < 8) return HeaderProblem::kTooShort;
  const bool big = encoding.big_endian;
  *header = {};
  header->tag = ReadTag(bytes, big);
  header->bytes = 8;
  if (encoding.implicit || GroupOf(header->tag) == 0xFFFE) {
    header->length = Read32(bytes.subspan(4), big);
    return HeaderProblem::kNone;
  }
  header->vr = static_cast<std::uint16_t>(bytes[4] << 8U | bytes[5]);
  if (!IsVr(header->vr)) return HeaderProblem::kNoVr;
  if (!HasLongLength(header->vr)) {
    header->length = Read16(bytes.subspan(6), big);
    return HeaderProblem::kNone;
  }
  if (bytes.size() < 12) return HeaderProblem::kTooShort;
  header->length = Read32(bytes.subspan(8), big);
  header->bytes = 12;
  return HeaderProblem::kNone;
}

std::optional<Syntax> SyntaxOf(std::string_view uid) {
  constexpr std::string_view kStem = "1.2.840.10008.1.2";
  if (!uid.starts_with(kStem)) return std::nullopt;
  uid.remove_prefix(kStem.size());
  if (uid.empty()) return Syntax{{.implicit = true, .big_endian = false}, false, false};
  if (uid == ".1") return Syntax{};
  if (uid == ".1.98") return Syntax{{}, false, true};
  // The deflated dataset, also with pixel data elsewhere (JPIP).
  if (uid == ".1.99" || uid == ".4.95" || uid == ".4.205") return Syntax{{}, true, false};
  if (uid == ".2") return Syntax{{.implicit = false, .big_endian = true}, false, false};
  // JPEG family, MPEG and HEVC; RLE; the deflated frames of 2023 (".8").
  if (uid.starts_with(".4.") || uid == ".5" || uid.starts_with(".8")) {
    return Syntax{{}, false, true};
  }
  return std::nullopt;
}

std::optional<Encoding> GuessEncoding(Bytes bytes) {
  if (bytes.size() < 8) return std::nullopt;
  const bool has_vr = IsKnownVr(static_cast<std::uint16_t>(bytes[4] << 8U | bytes[5]));
  if (IsFirstGroup(GroupOf(ReadTag(bytes, false)))) return Encoding{!has_vr, false};
  if (IsFirstGroup(GroupOf(ReadTag(bytes, true)))) return Encoding{!has_vr, true};
  return std::nullopt;
}

}  // namespace regen::prescan
