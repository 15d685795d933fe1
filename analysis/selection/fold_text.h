// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The words of a UTF-8 text for comparison: upper-case, without accents, split wherever neither
// a letter nor a digit stands ("Tendón rotuliano (D)" -> TENDON, ROTULIANO, D). Never throws;
// text that is not UTF-8 gives the words that can be read.
std::vector<std::string> FoldedWords(std::string_view utf8);

// Whether `word` is `name`, or begins with it where the name has four letters or more.
bool IsNamed(std::string_view word, std::string_view name);

// Whether one of `words` is named.
bool NamesOne(const std::vector<std::string>& words, std::string_view name);

// Whether every word of `phrase` (separated by blanks) is named, in any order.
bool NamesPhrase(const std::vector<std::string>& words, std::string_view phrase);

}  // namespace regen
