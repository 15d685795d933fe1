// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <cctype>
#include <set>
#include <utility>

namespace regen {
namespace {

// A vertebra: L4. The thoracic ones are T, Th, D (dorsal) or B (Brustwirbel).
struct Vertebra {
  char letter = 0;
  int number = 0;
};

char LetterOf(char letter) {
  const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return upper == 'D' || upper == 'B' || upper == 'H' ? 'T' : upper;
}

bool IsDigit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool IsLetter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// Every vertebra of the text in order; a number that stands alone behind one takes its letter,
// and "L45" is L4 and L5.
std::vector<Vertebra> VertebraeOf(std::string_view label) {
  std::vector<Vertebra> all;
  for (std::size_t at = 0; at < label.size();) {
    if (!IsDigit(label[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    int number = 0;
    while (end < label.size() && IsDigit(label[end]) && end - at < 3)
      number = 10 * number + (label[end++] - '0');
    char letter = 0;
    if (at > 0 && IsLetter(label[at - 1])) {
      letter = LetterOf(label[at - 1]);
    } else if (!all.empty()) {
      letter = all.back().letter;
    }
    if (letter == 'L' && number > 9) {
      all.push_back({letter, number / 10});
      number %= 10;
    }
    if (letter != 0) all.push_back({letter, number});
    at = end;
  }
  return all;
}

std::string Text(const Vertebra& vertebra) {
  return vertebra.letter + std::to_string(vertebra.number);
}

}  // namespace

std::string NamedLevel(std::string_view label, const IndicationProtocol& protocol) {
  std::set<std::string> named;
  const auto vertebrae = VertebraeOf(label);
  for (std::size_t n = 1; n < vertebrae.size(); ++n) {
    const std::string level = Text(vertebrae[n - 1]) + "/" + Text(vertebrae[n]);
    if (protocol.finding_site_of_level.count(level) > 0) named.insert(level);
  }
  return named.size() == 1 ? *named.begin() : std::string();
}

}  // namespace regen
