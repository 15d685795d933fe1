// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/config/plugin_config.h"

#include "analysis/base/text.h"
#include "analysis/options/section_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace regen {

namespace {

constexpr const char* kSection = "Regeneration";

// "postgresql://user:secret@host" without the secret: problems are logged and shown.
std::string WithoutPassword(std::string uri) {
  const std::size_t authority = uri.find("://");
  const std::size_t at = uri.rfind('@');
  if (authority == std::string::npos || at == std::string::npos) return uri;
  const std::size_t colon = uri.find(':', authority + 3);
  if (colon != std::string::npos && colon < at) uri.replace(colon + 1, at - colon - 1, "…");
  return uri;
}

void ReadDatabase(SectionReader& section, PluginConfig& config) {
  constexpr std::string_view kSqlite = "sqlite:///";
  const std::string before = config.database;
  section.Read("Database", config.database);
  if (config.database == before) return;
  const std::string shown = StrCat("\"", WithoutPassword(config.database), "\"");
  const std::string_view uri = config.database;
  if (uri.starts_with("postgresql://") || uri.starts_with("postgres://")) {
    section.WrongValue("Database",
                       shown,
                       "sqlite:///PATH; PostgreSQL is not available in this version, whose "
                       "embedded engine is SQLite");
  } else if (!uri.starts_with(kSqlite) || uri.size() == kSqlite.size() || uri.ends_with('/')) {
    section.WrongValue("Database",
                       shown,
                       "sqlite:///PATH (relative to Orthanc's storage folder) or "
                       "sqlite:////ABSOLUTE/PATH");
  }
}

// The names that Orthanc knows; nothing where they cannot be known from the configuration.
std::optional<std::vector<std::string>> KnownModalities(const Json::Value& orthanc) {
  const Json::Value& in_database = orthanc["DicomModalitiesInDatabase"];
  if (in_database.isBool() && in_database.asBool()) return std::nullopt;
  if (!orthanc["DicomModalities"].isObject()) return std::nullopt;
  return orthanc["DicomModalities"].getMemberNames();
}

void ReadModalities(SectionReader& section,
                    const char* key,
                    const std::optional<std::vector<std::string>>& known,
                    std::vector<std::string>& names,
                    std::vector<ConfigProblem>& problems) {
  section.Read(key, names);
  if (!known) return;
  for (const std::string& name : names) {
    if (std::find(known->begin(), known->end(), name) != known->end()) continue;
    problems.push_back({section.PathOf(key),
                        StrCat("\"", name, "\""),
                        "a name from DicomModalities",
                        NearestOf(name, *known)});
  }
}

void ReadLimits(SectionReader& section, PluginConfig& config) {
  constexpr int kDaySeconds = 86400;
  section.Read("Workers", config.workers, 1, 64);
  section.Read("ReconcileSeconds", config.reconcile_seconds, 10, kDaySeconds);
  section.Read("Attempts", config.attempts, 1, 100);
  section.Read("AnalysisSeconds", config.analysis_seconds, 10, kDaySeconds);
  section.Read("AnalysisCpuSeconds", config.analysis_cpu_seconds, 10, kDaySeconds);
  section.Read("AnalysisMemoryMb", config.analysis_memory_mb, 256, 1048576);
  section.Read("BaselineWindowDays", config.baseline_window_days, 1, 36500);
}

void ReadPaths(SectionReader& section, PluginConfig& config) {
  section.Read("Analyzer", config.analyzer);
  if (config.analyzer.empty()) {
    section.Wrong("Analyzer", "the path of the program regeneration, or its name in PATH");
  }
  section.Read("Scratch", config.scratch);
  if (!config.scratch.empty() && config.scratch.front() != '/') {
    section.Wrong("Scratch", "an absolute path, or \"\" for the system's temporary folder");
  }
}

void NoteWithoutEffect(ConfigParsed& parsed) {
  if (!parsed.config.retrieve_from.empty()) {
    parsed.notices.emplace_back(
        "Regeneration.RetrieveFrom has no effect in this version: baselines are looked for in "
        "this archive only");
  }
}

void ReadSection(const Json::Value& orthanc, ConfigParsed& parsed) {
  PluginConfig& config = parsed.config;
  SectionReader section(orthanc[kSection], kSection, parsed.problems);
  if (!section.usable()) return;
  const auto modalities = KnownModalities(orthanc);
  section.Read("Enable", config.enable);
  section.Read("Guard", config.guard);
  ReadDatabase(section, config);
  ReadPaths(section, config);
  ReadLimits(section, config);
  ReadModalities(section, "SendTo", modalities, config.send_to, parsed.problems);
  ReadModalities(section, "RetrieveFrom", modalities, config.retrieve_from, parsed.problems);
  section.ReadOneOf(
      "AutomaticRegion", config.analysis.automatic_region, {"use", "propose", "off"});
  ReadAnalysisOptions(section, config.analysis, parsed.problems);
  section.Finish();
  NoteWithoutEffect(parsed);
}

// A section that Orthanc would silently ignore because of its case.
void FindMisspeltSection(const Json::Value& orthanc, std::vector<ConfigProblem>& problems) {
  for (const std::string& key : orthanc.getMemberNames()) {
    if (key != kSection && ToLower(key) == ToLower(kSection)) {
      problems.push_back({key, "", "", kSection});
    }
  }
}

}  // namespace

ConfigParsed ParsePluginConfig(std::string_view orthanc_configuration) {
  ConfigParsed parsed;
  const JsonParsed json = ParseConfigJson(orthanc_configuration);
  if (!json.error.empty()) {
    parsed.problems.push_back(
        {"", "", StrCat("the configuration is not JSON: ", json.error), ""});
    return parsed;
  }
  const Json::Value& orthanc = json.value;
  if (!orthanc.isObject()) {
    parsed.problems.push_back({"", "", "the configuration is not a JSON object, {…}", ""});
    return parsed;
  }
  FindMisspeltSection(orthanc, parsed.problems);
  const Json::Value& stable_age = orthanc["StableAge"];
  if (stable_age.isInt() && stable_age.asInt() > 0) {
    parsed.config.stable_age_seconds = stable_age.asInt();
  }
  if (orthanc.isMember(kSection)) ReadSection(orthanc, parsed);
  return parsed;
}

}  // namespace regen
