// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/options/config_problem.h"
#include "analysis/selection/description_dictionary.h"

#include <vector>

#include <json/value.h>

namespace regen {

class SectionReader;

// "Dictionary": {"FastSpinEcho": {"Add": ["TSE RAPIDO"], "Remove": ["CUBE"]}}: what a site
// changes in the shipped words of a term. Problems: an unknown term, a word to remove that is
// not shipped, a word to add that has neither letter nor digit or that a contrary term has.
void ReadDictionary(SectionReader& section,
                    DictionaryEdits& edits,
                    std::vector<ConfigProblem>& problems);

// The same form, canonical: terms without a change are left out.
Json::Value DictionaryJson(const DictionaryEdits& edits);

}  // namespace regen
