// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/config_problem.h"

#include "analysis/base/text.h"

namespace regen {

std::string ConfigProblemText(const ConfigProblem& problem) {
  std::string text = problem.key_path.empty() ? "" : StrCat(problem.key_path, ": ");
  if (!problem.value.empty()) {
    text += StrCat(problem.value, " is not allowed");
    if (!problem.expected.empty()) text += StrCat("; expected ", problem.expected);
  } else {
    text += problem.expected.empty() ? "unknown key" : problem.expected;
  }
  if (!problem.nearest.empty()) text += StrCat("; did you mean ", problem.nearest, "?");
  return text;
}

}  // namespace regen
