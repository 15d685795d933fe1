// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/repeatability_command.h"

#include "analysis/base/files.h"
#include "analysis/change/retest_json.h"
#include "analysis/cli/exit_status.h"

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace regen {
namespace {

struct RepeatabilityArguments {
  std::string file;
  std::string source = "site";
  std::string citation = "own test-retest study";
};

int Run(const RepeatabilityArguments& arguments) {
  const auto csv = ReadWholeFile(arguments.file);
  const auto study = csv ? ReadTestRetest(*csv) : Result<RetestStudy>(csv.error());
  const auto json = study ? RetestJson(*study, arguments.source, arguments.citation)
                          : Result<std::string>(study.error());
  if (!json) {
    std::cerr << json.error().message << "\n";
    return ExitStatusOf(json.error());
  }
  std::cout << *json;
  return kExitDone;
}

}  // namespace

void AddRepeatabilityCommand(CLI::App& app, int& exit_status) {
  auto arguments = std::make_shared<RepeatabilityArguments>();
  CLI::App* command = app.add_subcommand(
      "repeatability",
      "Compute a site's repeatability from a test-retest file (CSV with the columns "
      "measurement, subject, value and, for phantoms, true_value). The member Repeatability of "
      "the answer goes into the configuration.");
  command->add_option("FILE", arguments->file, "the CSV file")->required();
  command->add_option("--source", arguments->source, "site or phantom")
      ->check(CLI::IsMember({"site", "phantom"}));
  command->add_option("--citation", arguments->citation, "what the report says of the study");
  command->callback([arguments, &exit_status] { exit_status = Run(*arguments); });
}

}  // namespace regen
