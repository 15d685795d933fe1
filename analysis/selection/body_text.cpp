// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/body_text.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace regen {

namespace {

// Without "DER": it is a German article as well as a Spanish abbreviation.
constexpr std::array<std::string_view, 14> kRightWords = {"RIGHT",
                                                          "RT",
                                                          "RGT",
                                                          "DERECHA",
                                                          "DERECHO",
                                                          "DCHA",
                                                          "DCHO",
                                                          "DRETA",
                                                          "DRET",
                                                          "RECHTS",
                                                          "RECHTE",
                                                          "RECHTER",
                                                          "DROIT",
                                                          "DROITE"};
constexpr std::array<std::string_view, 16> kLeftWords = {"LEFT",
                                                         "LT",
                                                         "LFT",
                                                         "IZQUIERDA",
                                                         "IZQUIERDO",
                                                         "IZDA",
                                                         "IZDO",
                                                         "IZQ",
                                                         "IZQDA",
                                                         "ESQUERRA",
                                                         "ESQUERRE",
                                                         "LINKS",
                                                         "LINKE",
                                                         "LINKER",
                                                         "GAUCHE",
                                                         "ESQ"};

constexpr std::array<std::string_view, 13> kBothWords = {"BILATERAL",
                                                         "BILATERALES",
                                                         "BILAT",
                                                         "BOTH",
                                                         "AMBOS",
                                                         "AMBAS",
                                                         "AMBDOS",
                                                         "AMBDUES",
                                                         "BEIDSEITS",
                                                         "BEIDE",
                                                         "BEIDER",
                                                         "BDS",
                                                         "BILATERALE"};

template <std::size_t N>
bool HoldsOne(const std::vector<std::string>& words,
              const std::array<std::string_view, N>& names) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(names.begin(), names.end(), word) != names.end();
  });
}

bool NamesRegion(std::string_view word, const std::vector<std::string>& names) {
  return std::any_of(
      names.begin(), names.end(), [&](const std::string& name) { return IsNamed(word, name); });
}

// "R KNEE", "KNEE R": a letter alone could mean anything else ("SAG R" for a repeat).
bool LetterBesideRegion(const std::vector<std::string>& words,
                        std::string_view letter,
                        const IndicationProtocol& protocol) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != letter) continue;
    const bool before = i > 0 && NamesRegion(words[i - 1], protocol.body_part_words);
    const bool after =
        i + 1 < words.size() && NamesRegion(words[i + 1], protocol.body_part_words);
    if (before || after) return true;
  }
  return false;
}

// "LKNEE", "RKNEE": how some systems fill BodyPartExamined.
bool LetterGluedToRegion(const std::vector<std::string>& words,
                         char letter,
                         const IndicationProtocol& protocol) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word.size() > 1 && word.front() == letter &&
           NamesRegion(std::string_view(word).substr(1), protocol.body_part_words) &&
           !NamesRegion(word, protocol.body_part_words);
  });
}

}  // namespace

BodyRegion RegionNamedBy(std::string_view text, const IndicationProtocol& protocol) {
  const auto words = FoldedWords(text);
  const auto names_one_of = [&](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return NamesOne(words, name);
    });
  };
  if (names_one_of(protocol.body_part_words) || LetterGluedToRegion(words, 'L', protocol) ||
      LetterGluedToRegion(words, 'R', protocol)) {
    return BodyRegion::kOurs;
  }
  return names_one_of(protocol.other_body_part_words) ? BodyRegion::kAnother
                                                      : BodyRegion::kNone;
}

SideNamed SideOfCode(std::string_view code) {
  const std::string upper = ToUpper(Trim(code));
  if (upper == "L") return SideNamed::kLeft;
  if (upper == "R") return SideNamed::kRight;
  if (upper == "B") return SideNamed::kBoth;
  return SideNamed::kNone;
}

SideNamed SideNamedBy(std::string_view text, const IndicationProtocol& protocol) {
  const auto words = FoldedWords(text);
  const std::string upper = ToUpper(text);
  const auto names = [&](const auto& side_words, std::string_view letter) {
    return HoldsOne(words, side_words) ||
           upper.find(StrCat("(", letter, ")")) != std::string::npos ||
           LetterBesideRegion(words, letter, protocol) ||
           LetterGluedToRegion(words, letter.front(), protocol);
  };
  const bool left = names(kLeftWords, "L");
  const bool right = names(kRightWords, "R");
  if ((left && right) || HoldsOne(words, kBothWords)) return SideNamed::kBoth;
  if (!left && !right) return SideNamed::kNone;
  return left ? SideNamed::kLeft : SideNamed::kRight;
}

}  // namespace regen
