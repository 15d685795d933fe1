// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/check_config_command.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/cli/exit_status.h"
#include "analysis/options/section_reader.h"
#include "plugin/config/plugin_config.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <json/json.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSection = "Regeneration";

// Orthanc's configuration as one object, the file each section came from, and what is wrong
// with the files themselves.
struct Merged {
  Json::Value configuration{Json::objectValue};
  std::map<std::string, std::string> file_of_section;
  std::vector<std::string> problems;
};

// The file itself, or the *.json files of the folder in order of their names.
Result<std::vector<fs::path>> FilesOf(const fs::path& path) {
  std::error_code failed;
  if (fs::is_regular_file(path, failed)) return std::vector<fs::path>{path};
  if (!fs::is_directory(path, failed)) {
    return InputError(StrCat(path.string(), ": neither a file nor a folder"));
  }
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->is_regular_file() && entry->path().extension() == ".json") {
      files.push_back(entry->path());
    }
  }
  if (failed) return InputError(StrCat(path.string(), ": ", failed.message()));
  if (files.empty()) return InputError(StrCat(path.string(), ": holds no *.json file"));
  std::sort(files.begin(), files.end());
  return files;
}

void MergeFile(const fs::path& file, Merged& merged) {
  const std::string name = file.filename().string();
  const auto text = ReadWholeFile(file);
  if (!text) {
    merged.problems.push_back(text.error().message);
    return;
  }
  const JsonParsed parsed = ParseConfigJson(*text);
  if (!parsed.error.empty()) {
    merged.problems.push_back(StrCat(name, ": ", parsed.error));
    return;
  }
  if (!parsed.value.isObject()) {
    merged.problems.push_back(StrCat(name, ": is no JSON object, {…}"));
    return;
  }
  for (const std::string& section : parsed.value.getMemberNames()) {
    const auto [known, is_new] = merged.file_of_section.emplace(section, name);
    if (!is_new) {
      merged.problems.push_back(StrCat(name,
                                       ": section ",
                                       section,
                                       " stands in ",
                                       known->second,
                                       " as well; Orthanc does not start with both"));
      continue;
    }
    merged.configuration[section] = parsed.value[section];
  }
}

int RunCheckConfig(const std::string& path) {
  const auto files = FilesOf(path);
  if (!files) {
    std::cerr << files.error().message << "\n";
    return ExitStatusOf(files.error());
  }
  Merged merged;
  for (const fs::path& file : *files) MergeFile(file, merged);

  const ConfigParsed parsed =
      ParsePluginConfig(Json::writeString(Json::StreamWriterBuilder(), merged.configuration));
  const auto file_of = [&](const std::string& key_path) {
    const auto found = merged.file_of_section.find(key_path.substr(0, key_path.find('.')));
    return found == merged.file_of_section.end() ? fs::path(path).filename().string()
                                                 : found->second;
  };
  for (const std::string& problem : merged.problems) std::cerr << problem << "\n";
  for (const ConfigProblem& problem : parsed.problems) {
    std::cerr << file_of(problem.key_path) << ": " << ConfigProblemText(problem) << "\n";
  }
  if (!merged.problems.empty() || !parsed.problems.empty()) return kExitInput;

  for (const std::string& notice : parsed.notices) std::cout << "note: " << notice << "\n";
  if (merged.file_of_section.count(kSection) == 0) {
    std::cout << "no section Regeneration: the plugin stays disabled\n";
  } else if (!parsed.config.enable) {
    std::cout << "no problems; Regeneration.Enable is false: the plugin stays disabled\n";
  } else {
    std::cout << "no problems\n";
  }
  return kExitDone;
}

}  // namespace

void AddCheckConfigCommand(CLI::App& app, int& exit_status) {
  auto path = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "check-config", "Tell every problem of the configuration, one line each.");
  command
      ->add_option("FILE-OR-FOLDER", *path, "Orthanc's configuration, as Orthanc is given it")
      ->required();
  command->callback([path, &exit_status] { exit_status = RunCheckConfig(*path); });
}

}  // namespace regen
