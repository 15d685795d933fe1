// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/analyze_command.h"
#include "analysis/cli/check_config_command.h"
#include "analysis/cli/exit_status.h"
#include "analysis/cli/import_command.h"
#include "analysis/cli/phantom_command.h"
#include "analysis/cli/repeatability_command.h"
#include "analysis/cli/text_command.h"
#include "analysis/cli/verify_command.h"
#include "analysis/report/provenance.h"

#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

namespace {

int RunProgram(int argc, char** argv) {
  CLI::App app{"Measures what changed in a treated structure between two MRI exams.",
               "regeneration"};
  app.set_version_flag("--version", regen::SoftwareVersion());
  app.require_subcommand(1);
  int exit_status = regen::kExitDone;
  regen::AddAnalyzeCommand(app, exit_status);
  regen::AddTextCommand(app, exit_status);
  regen::AddImportCommand(app, exit_status);
  regen::AddCheckConfigCommand(app, exit_status);
  regen::AddVerifyCommand(app, exit_status);
  regen::AddPhantomCommand(app, exit_status);
  regen::AddRepeatabilityCommand(app, exit_status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error, std::cout, std::cerr);
    return status == 0 ? regen::kExitDone : regen::kExitUsage;
  }
  return exit_status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return RunProgram(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "regeneration: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "regeneration: internal error: " << error.what() << "\n";
  } catch (...) {
    std::cerr << "regeneration: internal error\n";
  }
  return regen::kExitInternal;
}
