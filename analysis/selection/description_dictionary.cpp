// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/description_dictionary.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"

#include <algorithm>
#include <utility>

namespace regen {

namespace {

struct ShippedTerm {
  DescriptionTerm term;
  std::string_view name;
  std::vector<std::string_view> words;
};

const std::vector<ShippedTerm>& ShippedTerms() {
  static const std::vector<ShippedTerm> terms = {
#include "generated/shipped_dictionary.inc"
  };
  return terms;
}

const ShippedTerm* FindTerm(std::string_view name) {
  const auto& terms = ShippedTerms();
  const auto found = std::find_if(
      terms.begin(), terms.end(), [&](const ShippedTerm& one) { return one.name == name; });
  return found == terms.end() ? nullptr : &*found;
}

bool IsDigitOrLetter(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Signs that mean something in the names of sequences, as words.
std::string SpellSigns(std::string_view text) {
  std::string spelled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      spelled += " PLUS ";
    } else if (text[i] == '*' && i > 0 && text[i - 1] == '2') {
      spelled += "STAR ";
    } else {
      spelled += text[i];
    }
  }
  return spelled;
}

std::vector<std::string> WordsOf(std::string_view text) {
  return FoldedWords(SpellSigns(text));
}

// "FETTSAT*": without the sign, which has another meaning after a '2'.
std::pair<std::string_view, bool> WithoutWildcard(std::string_view phrase) {
  const bool longer = phrase.size() > 1 && phrase.ends_with('*') &&
                      IsDigitOrLetter(phrase[phrase.size() - 2]) &&
                      phrase[phrase.size() - 2] != '2';
  if (longer) phrase.remove_suffix(1);
  return {phrase, longer};
}

bool HoldsPhrase(const std::vector<std::string>& phrases, std::string_view phrase) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& one) {
    return SamePhrase(one, phrase);
  });
}

const DictionaryEdit& EditOf(const DictionaryEdits& edits, std::string_view term_name) {
  static const DictionaryEdit none;
  const auto found = edits.find(std::string(term_name));
  return found == edits.end() ? none : found->second;
}

std::vector<std::string> WordsAfter(const ShippedTerm& term, const DictionaryEdit& edit) {
  std::vector<std::string> words;
  for (const std::string_view phrase : term.words) {
    if (!HoldsPhrase(edit.remove, phrase)) words.emplace_back(phrase);
  }
  words.insert(words.end(), edit.add.begin(), edit.add.end());
  return words;
}

// Terms that exclude one another where one phrase would name both.
int KindOf(DescriptionTerm term) {
  using enum DescriptionTerm;
  switch (term) {
    case kT1Weighted:
    case kProtonDensityWeighted:
    case kT2Weighted:
    case kT2StarWeighted:
      return 1;
    case kFatSuppression:
    case kFatSaturation:
    case kStir:
    case kWaterExcitation:
    case kNoFatSuppression:
      return 2;
    case kDixonWater:
    case kDixonFat:
    case kDixonInPhase:
    case kDixonOpposedPhase:
      return 3;
    case kContrastAgent:
    case kNoContrastAgent:
      return 4;
    case kAcquisition2D:
    case kAcquisition3D:
      return 5;
    case kAxial:
    case kSagittal:
    case kCoronal:
      return 6;
    case kT1Map:
    case kT2Map:
    case kT2StarMap:
    case kR2Map:
    case kR2StarMap:
      return 7;
    default:
      return 0;
  }
}

}  // namespace

DescriptionDictionary::DescriptionDictionary(const DictionaryEdits& edits) {
  for (const ShippedTerm& shipped : ShippedTerms()) {
    for (const std::string& phrase : WordsAfter(shipped, EditOf(edits, shipped.name))) {
      const auto [text, longer] = WithoutWildcard(Trim(phrase));
      Entry entry{WordsOf(text), longer, {shipped.term, std::string(Trim(phrase))}};
      if (!entry.words.empty()) entries_.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.words.size() > b.words.size();
  });
}

bool DescriptionDictionary::Matches(const Entry& entry,
                                    const std::vector<std::string>& words,
                                    std::size_t place) const {
  const std::size_t count = entry.words.size();
  if (place + count > words.size()) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& word = words[place + i];
    const bool may_go_on = entry.begins_longer && i + 1 == count;
    if (may_go_on ? !word.starts_with(entry.words[i]) : word != entry.words[i]) return false;
  }
  return true;
}

std::vector<NamedTerm> DescriptionDictionary::TermsIn(std::string_view text) const {
  const auto words = WordsOf(text);
  std::vector<NamedTerm> named;
  std::size_t place = 0;
  while (place < words.size()) {
    std::size_t taken = 0;
    for (const Entry& entry : entries_) {
      if (taken > entry.words.size()) break;
      if (!Matches(entry, words, place)) continue;
      taken = entry.words.size();
      named.push_back(entry.named);
    }
    place += std::max<std::size_t>(taken, 1);
  }
  return named;
}

const DescriptionDictionary& ShippedDictionary() {
  static const DescriptionDictionary dictionary;
  return dictionary;
}

const std::vector<std::string>& DictionaryTermNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const ShippedTerm& one : ShippedTerms()) list.emplace_back(one.name);
    return list;
  }();
  return names;
}

std::vector<std::string> ShippedWords(std::string_view term_name) {
  const ShippedTerm* term = FindTerm(term_name);
  if (term == nullptr) return {};
  return {term->words.begin(), term->words.end()};
}

bool SamePhrase(std::string_view a, std::string_view b) {
  const auto [text_a, longer_a] = WithoutWildcard(Trim(a));
  const auto [text_b, longer_b] = WithoutWildcard(Trim(b));
  return longer_a == longer_b && WordsOf(text_a) == WordsOf(text_b);
}

std::string DictionaryProblem(std::string_view term_name,
                              std::string_view phrase,
                              const DictionaryEdits& edits) {
  const ShippedTerm* term = FindTerm(term_name);
  if (term == nullptr || WordsOf(WithoutWildcard(Trim(phrase)).first).empty()) {
    return "a word or phrase of letters and digits";
  }
  for (const ShippedTerm& other : ShippedTerms()) {
    const bool contrary =
        &other != term && KindOf(other.term) != 0 && KindOf(other.term) == KindOf(term->term);
    if (contrary && HoldsPhrase(WordsAfter(other, EditOf(edits, other.name)), phrase)) {
      return StrCat("a word that is not one of ", other.name);
    }
  }
  return {};
}

}  // namespace regen
