// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/text_command.h"

#include "analysis/base/files.h"
#include "analysis/cli/exit_status.h"
#include "analysis/report/report_json.h"

#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace regen {
namespace {

Result<std::string> ReadInput(const std::string& file) {
  if (file != "-") return ReadWholeFile(file);
  return std::string(std::istreambuf_iterator<char>(std::cin),
                     std::istreambuf_iterator<char>());
}

int RunText(const std::string& file, Language language) {
  const auto json = ReadInput(file);
  if (!json) {
    std::cerr << json.error().message << "\n";
    return ExitStatusOf(json.error());
  }
  const auto report = ReadReportJson(*json);
  if (!report) {
    std::cerr << report.error().message << "\n";
    return ExitStatusOf(report.error());
  }
  std::cout << ReportText(*report, language);
  return kExitDone;
}

}  // namespace

void AddTextCommand(CLI::App& app, int& exit_status) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("text", "Print a report.json as plain text.");
  command->add_option("REPORT", *file, "report.json, or - for standard input")->required();
  auto language = std::make_shared<std::string>(LanguageCode(Language::kEnglish));
  command->add_option("--language", *language, "en (default), es or ca")
      ->check(CLI::IsMember({"en", "es", "ca"}));
  command->callback([file, language, &exit_status] {
    exit_status = RunText(*file, *ParseLanguage(*language));
  });
}

}  // namespace regen
