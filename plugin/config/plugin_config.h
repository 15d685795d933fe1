// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/options/analysis_options.h"
#include "analysis/options/config_problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The section "Regeneration" of Orthanc's configuration; docs/configuration.md explains each
// key.
struct PluginConfig {
  bool enable = false;
  bool guard = true;  // keeps poison out of the archive
  std::string database = "sqlite:///regeneration.db";
  std::string analyzer = "regeneration";  // path of the program, or its name in PATH
  std::string scratch;                    // empty: a folder of the system's temporary folder
  int workers = 1;
  int stable_age_seconds = 60;  // Orthanc's own StableAge
  int reconcile_seconds = 300;
  int attempts = 3;            // then the study is `failed`
  int analysis_seconds = 600;  // wall time of one analysis
  int analysis_cpu_seconds = 600;
  int analysis_memory_mb = 2048;
  int baseline_window_days = 365;          // before the application
  std::vector<std::string> send_to;        // names from DicomModalities
  std::vector<std::string> retrieve_from;  // names from DicomModalities
  // Keys Outputs, Repeatability, Comparability, WriteIntoBaselineStudy, DeviceUid and
  // AutomaticRegion of the same section, handed to the program.
  AnalysisOptions analysis;
};

struct ConfigParsed {
  PluginConfig config;
  std::vector<ConfigProblem> problems;  // all of them; empty: `config` can be used
  // Settings that are right but have no effect in this version; one line each, for the log.
  std::vector<std::string> notices;
};

// `orthanc_configuration`: the whole configuration of Orthanc as JSON (comments allowed), or
// only its section "Regeneration" under that name. A missing section is no problem: disabled.
// Names of modalities are compared with the section DicomModalities where it is given.
ConfigParsed ParsePluginConfig(std::string_view orthanc_configuration);

}  // namespace regen
