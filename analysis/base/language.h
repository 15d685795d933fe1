// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace regen {

// The languages of what people read: PDF and plain text. Code meanings in DICOM objects, reason
// codes and report.json are English whatever this is.
enum class Language { kEnglish, kSpanish, kCatalan };

inline constexpr std::array<Language, 3> kLanguages = {
    Language::kEnglish, Language::kSpanish, Language::kCatalan};

// ISO 639-1: "en", "es", "ca".
constexpr std::string_view LanguageCode(Language language) {
  switch (language) {
    case Language::kSpanish:
      return "es";
    case Language::kCatalan:
      return "ca";
    case Language::kEnglish:
      break;
  }
  return "en";
}

constexpr std::optional<Language> ParseLanguage(std::string_view code) {
  for (const Language language : kLanguages) {
    if (code == LanguageCode(language)) return language;
  }
  return std::nullopt;
}

}  // namespace regen
