// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace regen {

// One thing wrong with a configuration; never more than one line.
struct ConfigProblem {
  std::string key_path;  // "Regeneration.Workers"; empty: the whole text
  std::string value;     // as given, shortened; empty where the key should not exist
  std::string expected;  // what is allowed
  std::string nearest;   // nearest known key, for an unknown one
};

// "Regeneration.Workers: 0 is not allowed; expected a whole number from 1 to 64"
// "Regeneration.Wrokers: unknown key; did you mean Workers?"
std::string ConfigProblemText(const ConfigProblem& problem);

}  // namespace regen
