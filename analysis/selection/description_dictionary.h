// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// What the words of a description can say of a series. The words themselves are data,
// `dictionary.json`, in English, Spanish, Catalan, German and French.
enum class DescriptionTerm {
  // sequence
  kSpinEcho,
  kFastSpinEcho,
  kInversionRecovery,
  kGradientEcho,
  kSpoiledGradientEcho,
  kDess,
  kBalancedSteadyState,
  kEchoPlanar,
  kUltrashortEcho,
  kMultiEcho,
  kSpinLock,
  // weighting
  kT1Weighted,
  kProtonDensityWeighted,
  kT2Weighted,
  kT2StarWeighted,
  // fat
  kFatSuppression,  // by any means
  kFatSaturation,
  kStir,
  kWaterExcitation,
  kNoFatSuppression,
  kDixon,
  kDixonWater,  // this and the next three count beside a word for Dixon only
  kDixonFat,
  kDixonInPhase,
  kDixonOpposedPhase,
  // maps
  kT1Map,
  kT2Map,
  kT2StarMap,
  kR2Map,
  kR2StarMap,
  kAdcMap,
  kFatFractionMap,
  // the rest
  kLocalizer,
  kDiffusion,
  kReformatted,
  kContrastAgent,
  kNoContrastAgent,
  kAcquisition2D,
  kAcquisition3D,
  kAxial,
  kSagittal,
  kCoronal
};

// A word or phrase met in a text. `phrase` is the dictionary's, so it holds no identity.
struct NamedTerm {
  DescriptionTerm term = DescriptionTerm::kSpinEcho;
  std::string phrase;
};

// What a site changes in the words of one term; other words stay as shipped.
struct DictionaryEdit {
  std::vector<std::string> add;
  std::vector<std::string> remove;
};

// Key: name of the term ("FastSpinEcho").
using DictionaryEdits = std::map<std::string, DictionaryEdit>;

// Words and phrases for each term. They are compared without case and accents, word by word:
// "Tendón_T2*(FS)" has the words TENDON, T2STAR, FS ("T2*" and "R2*" end in STAR, "+" is the
// word PLUS). A phrase is met where its words follow one another; a phrase that ends in '*'
// also stands for longer last words. The longest phrase takes its words away from shorter ones,
// so that "T2 MAP" is no T2 weighting.
class DescriptionDictionary {
 public:
  DescriptionDictionary() : DescriptionDictionary(DictionaryEdits{}) {}  // as shipped
  // Edits of unknown terms and phrases without a word change nothing.
  explicit DescriptionDictionary(const DictionaryEdits& edits);

  std::vector<NamedTerm> TermsIn(std::string_view text) const;  // in order of the text

 private:
  struct Entry {
    std::vector<std::string> words;
    bool begins_longer = false;  // the last word may go on
    NamedTerm named;
  };
  bool Matches(const Entry& entry,
               const std::vector<std::string>& words,
               std::size_t place) const;

  std::vector<Entry> entries_;  // most words first
};

// The dictionary as shipped, made once.
const DescriptionDictionary& ShippedDictionary();

// Names of all terms, as the configuration has them.
const std::vector<std::string>& DictionaryTermNames();

// The shipped words of a term; empty for an unknown one.
std::vector<std::string> ShippedWords(std::string_view term_name);

// Whether two phrases are the same to the dictionary: without case, accents and signs.
bool SamePhrase(std::string_view a, std::string_view b);

// What is wrong with adding `phrase` to a term: nothing of it is a word, or a contrary term (T1
// and T2 weighting) has it and `edits` do not remove it there, so that it would tell nothing.
// The text is what is expected instead; empty: nothing is wrong.
std::string DictionaryProblem(std::string_view term_name,
                              std::string_view phrase,
                              const DictionaryEdits& edits);

}  // namespace regen
