// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/config/plugin_config.h"
#include "tests/fuzz/fuzz_input.h"

using namespace regen;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ConfigParsed parsed = ParsePluginConfig(fuzz::TextOf(data, size));
  for (const ConfigProblem& problem : parsed.problems) {
    fuzz::Must(!ConfigProblemText(problem).empty());
  }
  fuzz::Must(parsed.config.workers >= 1 && parsed.config.attempts >= 1);
  fuzz::Must(!ConfigurationHash(parsed.config.analysis).empty());
  return 0;
}
