// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/analyze_command.h"

#include "analysis/base/text.h"
#include "analysis/cli/exit_status.h"
#include "analysis/follow_up.h"
#include "analysis/report/report_json.h"

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace regen {
namespace {

struct Arguments {
  std::string request;
  std::string output;
  int progress_fd = -1;
};

// One JSON object a line: {"Stage":"register","Fraction":0.2}. A reader that went away does not
// stop the analysis.
void WriteProgress(int descriptor, std::string_view stage, double fraction) {
  const std::string line =
      StrCat("{\"Stage\":\"", stage, "\",\"Fraction\":", FormatFixed(fraction, 2), "}\n");
  if (write(descriptor, line.data(), line.size()) < 0) return;
}

int RunAnalyze(const Arguments& arguments) {
  const auto request = ReadFollowUpRequest(arguments.request);
  if (!request) {
    std::cerr << request.error().message << "\n";
    return ExitStatusOf(request.error());
  }
  const auto report =
      RunFollowUp(*request, arguments.output, [&](std::string_view stage, double fraction) {
        if (arguments.progress_fd >= 0) WriteProgress(arguments.progress_fd, stage, fraction);
      });
  if (!report) {
    std::cerr << report.error().message << "\n";
    return ExitStatusOf(report.error());
  }
  std::cout << ReportText(*report, request->options.language);
  return kExitDone;
}

}  // namespace

void AddAnalyzeCommand(CLI::App& app, int& exit_status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "analyze", "Analyse one follow-up: writes report.json and the DICOM results.");
  command->add_option("REQUEST", arguments->request, "the request, a JSON file")->required();
  command->add_option("--output", arguments->output, "folder for the results")->required();
  command->add_option("--progress-fd",
                      arguments->progress_fd,
                      "file descriptor for progress, one JSON object a line");
  command->callback([arguments, &exit_status] { exit_status = RunAnalyze(*arguments); });
}

}  // namespace regen
