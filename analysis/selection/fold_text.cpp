// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/fold_text.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <exception>
#include <locale>

#include <boost/locale.hpp>

namespace regen {

namespace {

// The language only matters for case (Turkish i); names and words of five languages are
// compared, so one fixed locale, independent of the machine's.
const std::locale& ComparisonLocale() {
  static const std::locale locale = boost::locale::generator()("en_US.UTF-8");
  return locale;
}

// Combining marks U+0300…U+036F: what is left of an accent after decomposition (NFKD).
std::string WithoutMarks(const std::string& decomposed) {
  std::string plain;
  for (std::size_t i = 0; i < decomposed.size(); ++i) {
    const auto byte = static_cast<unsigned char>(decomposed[i]);
    const auto next =
        i + 1 < decomposed.size() ? static_cast<unsigned char>(decomposed[i + 1]) : 0u;
    const bool mark = (byte == 0xCC && next >= 0x80) || (byte == 0xCD && next <= 0xAF);
    if (mark) {
      ++i;
    } else {
      plain.push_back(decomposed[i]);
    }
  }
  return plain;
}

std::string Folded(std::string_view utf8) {
  // Most texts; ASCII decomposes to itself.
  const bool ascii =
      std::all_of(utf8.begin(), utf8.end(), [](char c) { return (c & 0x80) == 0; });
  if (ascii) return ToUpper(utf8);
  try {
    const std::string readable =
        boost::locale::conv::utf_to_utf<char>(utf8.data(), utf8.data() + utf8.size());
    const std::locale& locale = ComparisonLocale();
    const std::string decomposed =
        boost::locale::normalize(readable, boost::locale::norm_nfkd, locale);
    return boost::locale::to_upper(WithoutMarks(decomposed), locale);
  } catch (const std::exception&) {
    return ToUpper(utf8);
  }
}

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9');
}

}  // namespace

std::vector<std::string> FoldedWords(std::string_view utf8) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : Folded(utf8)) {
    if (!IsWordByte(c)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    words.back().push_back(c);
    inside = true;
  }
  return words;
}

bool IsNamed(std::string_view word, std::string_view name) {
  constexpr std::size_t kPrefixLength = 4;
  return word == name || (name.size() >= kPrefixLength && word.starts_with(name));
}

bool NamesOne(const std::vector<std::string>& words, std::string_view name) {
  return std::any_of(
      words.begin(), words.end(), [&](const std::string& word) { return IsNamed(word, name); });
}

bool NamesPhrase(const std::vector<std::string>& words, std::string_view phrase) {
  const auto parts = Split(phrase, ' ');
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return NamesOne(words, part);
  });
}

}  // namespace regen
