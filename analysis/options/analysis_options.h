// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"
#include "analysis/options/config_problem.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/description_dictionary.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

class SectionReader;  // section_reader.h

// A site's own test–retest result for one measurement of one indication.
struct SiteRepeatability {
  double within_subject = 0;  // wCV in % or, for a measurement of constant SD, wSD in its unit
  int subjects = 0;
  std::string source;  // "site" or "phantom"
  std::string citation;
};

// The kinds of results that are written where a site says nothing.
std::set<std::string, std::less<>> DefaultOutputs();

// What a site may set about the analysis; part of the configuration hash.
struct AnalysisOptions {
  // Key: "patellar-tendon/t2".
  std::map<std::string, SiteRepeatability> repeatability;
  ComparabilityThresholds comparability;
  DictionaryEdits dictionary;  // of the words that tell what a series is
  bool write_into_baseline_study = true;
  // What happens without a reader's region: "use" an automatic one, "propose" it and wait for a
  // person, or hold the study ("off").
  std::string automatic_region = "off";
  // Names of result kinds (analysis/report/result_kinds.h) that are written, sorted.
  std::set<std::string, std::less<>> outputs = DefaultOutputs();
  Language language = Language::kEnglish;  // of texts and PDF
  // Folder of confirmed baselines (atlas_region.h) for structures that no own method finds;
  // absolute, or empty: none.
  std::string atlas;
  std::string device_uid;  // of this installation; empty: derived from the host name
};

// Reads the keys of the options (Repeatability, Comparability, Dictionary,
// WriteIntoBaselineStudy, Language, Outputs, DeviceUid) from a section that may have other keys as well. Problems go
// where the reader's go.
void ReadAnalysisOptions(SectionReader& section,
                         AnalysisOptions& options,
                         std::vector<ConfigProblem>& problems);

// Options as they stand in a request ("Options"): those keys and AutomaticRegion, which the
// plugin needs by itself and reads beside them. The error names every unknown key and wrong
// value, one line each. An empty text and an empty object are the defaults.
Result<AnalysisOptions> ParseAnalysisOptions(std::string_view json);

// Canonical JSON: one line, keys sorted, defaults filled in. ParseAnalysisOptions reads it
// back.
std::string AnalysisOptionsJson(const AnalysisOptions& options);

// SHA-256 of the canonical form, 64 hexadecimal digits.
std::string ConfigurationHash(const AnalysisOptions& options);

}  // namespace regen
