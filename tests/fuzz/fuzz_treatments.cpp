// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/parse_treatment.h"
#include "tests/fuzz/fuzz_input.h"

using namespace regen;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const TreatmentsParsed parsed = ParseTreatmentsCsv(fuzz::TextOf(data, size));
  for (const ImportProblem& problem : parsed.problems) {
    fuzz::Must(!ImportProblemText(problem).empty());
  }
  fuzz::Must(parsed.problems.empty() || parsed.treatments.empty());
  return 0;
}
