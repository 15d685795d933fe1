// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/verify_command.h"

#include "analysis/cli/exit_status.h"
#include "analysis/verification_request.h"

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace regen {
namespace {

struct Arguments {
  std::string request;
  std::string output;
};

int RunVerify(const Arguments& arguments) {
  const auto request = ReadVerificationRequest(arguments.request);
  const auto verified = request ? RunVerification(*request, arguments.output)
                                : Result<std::vector<std::string>>(request.error());
  if (verified) {
    for (const std::string& left_out : *verified) std::cerr << "left out: " << left_out << "\n";
    return kExitDone;
  }
  std::cerr << verified.error().message << "\n";
  return ExitStatusOf(verified.error());
}

}  // namespace

void AddVerifyCommand(CLI::App& app, int& exit_status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "verify", "Write the verified versions of a measurement report and its pages.");
  command->add_option("REQUEST", arguments->request, "the request, a JSON file")->required();
  command->add_option("--output", arguments->output, "folder for the new version")->required();
  command->callback([arguments, &exit_status] { exit_status = RunVerify(*arguments); });
}

}  // namespace regen
