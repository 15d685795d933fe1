// SPDX-License-Identifier: GPL-3.0-or-later
// Knows no DCMTK: bytes in, UTF-8 out.
#pragma once

#include <string>
#include <string_view>

namespace regen::dicom {

// How the value is divided: code extensions end at delimiters, which differ (PS3.5 section
// 6.1.2.5.3).
enum class TextKind {
  kPlain,       // delimiters are '\\', TAB, LF, FF and CR
  kPersonName,  // also '^' and '='
};

// `bytes` of an attribute in the character sets of SpecificCharacterSet (0008,0005), its values
// separated by '\\' (PS3.3 section C.12.1.1.2: every one it names, single or with the code
// extensions of ISO 2022, GB18030, GBK, UTF-8), as UTF-8. An absent set is ASCII. What a set
// does not define, and a set that is not DICOM's, gives U+FFFD for each byte beyond ASCII.
// Codes are read where an escape sequence asks for them, declared or not. Never fails.
std::string ToUtf8(std::string_view bytes, std::string_view character_set, TextKind kind);

// ASCII without escape sequences, which is the same in every set.
bool IsPlainAscii(std::string_view bytes);

// Whether every value of SpecificCharacterSet is one that ToUtf8 knows; empty is one.
bool IsKnownCharacterSet(std::string_view character_set);

}  // namespace regen::dicom
