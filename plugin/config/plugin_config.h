// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/follow_up.h"

namespace regen {

// The section "Regeneration" of Orthanc's configuration; docs/configuration.md explains each key.
struct PluginConfig {
  bool enable = false;
  std::string database = "sqlite:///regeneration.db";
  std::string analyzer = "regeneration";  // path of the program, or its name in PATH
  std::string scratch;                    // empty: a folder of the system's temporary folder
  int workers = 1;
  int stable_age_seconds = 60;            // Orthanc's own StableAge
  int reconcile_seconds = 300;
  int attempts = 3;                       // then the study is `failed`
  int analysis_seconds = 600;             // wall time of one analysis
  int analysis_cpu_seconds = 600;
  int analysis_memory_mb = 2048;
  int baseline_window_days = 365;         // before the application
  std::vector<std::string> send_to;       // names from DicomModalities
  std::string automatic_region = "off";   // "use", "propose", "off"
  AnalysisOptions analysis;               // section "Analysis", handed to the program
};

// One thing wrong with the configuration; never more than one line.
struct ConfigProblem {
  std::string key_path;  // "Regeneration.Workers"
  std::string value;     // as given, shortened; empty where the key should not exist
  std::string expected;  // what is allowed
  std::string nearest;   // nearest known key, for an unknown one
};

std::string ConfigProblemText(const ConfigProblem& problem);

struct ConfigParsed {
  PluginConfig config;
  std::vector<ConfigProblem> problems;  // all of them; empty: `config` can be used
};

// `orthanc_configuration`: the whole configuration of Orthanc as JSON (comments allowed), or
// only its section "Regeneration" under that name. A missing section is no problem: disabled.
ConfigParsed ParsePluginConfig(std::string_view orthanc_configuration);

}  // namespace regen
